"""DNS through the configured resolvers and, for one zone, its authoritative servers (dnspython behind the
contract).

Names are absolute: search domains are never applied. Every outcome is kept apart, because only "no such name"
and "name without that type" (RFC 2308) may become "missing".
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from clients import dns_wire
from clients.contract import Answer, Deadline, NameServer, Network, Zone
from clients.dns_answers import MAX_ALIASES, TOO_MANY_ALIASES, Reading, read
from clients.dns_wire import Question
from clients.guard import DNS_PORTS, GuardRefusal, Socket, permitted, route
from clients.once import Once
from clients.zones import find_zone

QUESTION_SECONDS = 5.0
FIRST_TRY_SECONDS = 1.5
SERVER_SECONDS = 3.0
MAX_RESOLVERS = 3
THREADS = 64
GRAVITY = ("servfail", "refused", "malformed", "timeout")


class Resolvers:
    """Implements `clients.contract.Dns`. Thread-safe; the same question is asked once."""

    def __init__(self, network: Network, deadline: Deadline) -> None:
        self._network = network
        self._deadline = deadline
        self._servers = network.resolvers or (() if network.sealed is not None else system_resolvers())
        self._silent: set[Socket] = set()
        self._once: Once[Answer] = Once()

    @property
    def resolvers(self) -> tuple[str, ...]:
        return tuple(_shown(server) for server in self._servers)

    @property
    def asks_authoritative(self) -> bool:
        return self._network.authoritative

    def ask(self, name: str, type: str) -> Answer:
        """One question to the resolvers. Never raises for an outcome; OutOfTime when the check's time is
        over.
        """
        name, type = name.lower().removesuffix(".") or ".", type.upper()
        return self._once.get((name, type), lambda: self._answer(name, type))

    def ask_all(self, questions: Sequence[tuple[str, str]]) -> tuple[Answer, ...]:
        """Many questions at the same time; answers in the order of the questions."""
        if len(questions) < 2:
            return tuple(self.ask(*question) for question in questions)
        with ThreadPoolExecutor(min(THREADS, len(questions))) as pool:
            return tuple(pool.map(lambda question: self.ask(*question), questions))

    def follow(self, name: str) -> tuple[Answer, ...]:
        """CNAME questions hop by hop; see the contract for where it ends."""
        hops: list[Answer] = []
        seen = {name.lower().removesuffix(".")}
        while True:
            hops.append(self.ask(name, "CNAME"))
            if hops[-1].outcome != "records" or len(hops) >= MAX_ALIASES:
                return tuple(hops)
            name = hops[-1].records[0]
            if name in seen:
                return tuple(hops)
            seen.add(name)

    def zone(self, name: str) -> Zone:
        """The enclosing zone of `name`; never the root or a name of one label."""
        return find_zone(self, name)

    def ask_servers(
        self, servers: Sequence[NameServer], questions: Sequence[tuple[str, str]]
    ) -> tuple[tuple[Answer, ...], ...]:
        """Every question to every authoritative server, all at the same time; one row a server."""
        jobs = [(server, name, type) for server in servers for name, type in questions]
        if not jobs:
            return tuple(() for _ in servers)
        self._deadline.left()
        with ThreadPoolExecutor(min(THREADS, len(jobs))) as pool:
            answers = list(pool.map(lambda job: self._ask_server(*job), jobs))
        width = len(questions)
        return tuple(tuple(answers[i : i + width]) for i in range(0, len(answers), width))

    # ------------------------------------------------------------------------------------------ resolvers

    def _answer(self, name: str, type: str) -> Answer:
        """An answer whose aliases are followed to the end, also where the resolver left that to us."""
        question = _question(name, type)
        if question is None:
            return Answer(name, type, "malformed", note="This is not a name that DNS can hold.")
        whole = _Asking(name, type, self._deadline.left(QUESTION_SECONDS))
        reading = self._ask_resolvers(question, whole)
        chain = reading.chain
        while reading.end is not None and len(chain) < MAX_ALIASES:
            reading = self._ask_resolvers(replace(question, name=reading.end), whole)
            chain += reading.chain
        if reading.end is not None:
            reading = Reading("malformed", note=TOO_MANY_ALIASES)
        return whole.answer(replace(reading, chain=chain))

    def _ask_resolvers(self, question: Question, whole: _Asking) -> Reading:
        """Two rounds over the resolvers; the first useful answer, else the gravest outcome."""
        worst = Reading("timeout", note="" if self._servers else "No DNS resolver is configured.")
        servers = sorted(self._servers[:MAX_RESOLVERS], key=lambda server: server in self._silent)
        tries = [*servers, *servers]
        done: set[Socket] = set()
        for index, server in enumerate(tries):
            left = whole.end - time.monotonic()
            if server in done or left <= 0:
                continue
            seconds = left / (len(tries) - index)
            reading, heard = self._try(
                server, question, min(seconds, FIRST_TRY_SECONDS) if index < len(servers) else seconds
            )
            whole.server = server
            if reading.outcome in ("records", "nodata", "nxdomain"):
                return reading
            if heard:
                done.add(server)
            worst = min(worst, reading, key=lambda r: (GRAVITY.index(r.outcome), not r.note))
        return worst

    def _try(self, server: Socket, question: Question, seconds: float) -> tuple[Reading, bool]:
        reading, heard = ask_one(server, question, seconds)
        if not heard:
            self._silent.add(server)
        return reading, heard

    # ------------------------------------------------------------------------------------------ authoritative

    def _ask_server(self, server: NameServer, name: str, type: str) -> Answer:
        asking = _Asking(name, type, self._deadline.left(SERVER_SECONDS))
        question = _question(name, type, recurse=False)
        if question is None:
            return asking.answer(Reading("malformed", note="This is not a name that DNS can hold."))
        if not self._network.authoritative:
            return asking.answer(
                Reading("refused", note="guard: DNS_AUTHORITATIVE is off, so it was not asked.")
            )
        try:
            asking.server = self._socket_of(server)
        except GuardRefusal as refusal:
            return asking.answer(Reading("refused", note=f"guard: {refusal}"))
        if asking.server is None:
            return asking.answer(Reading("timeout", note=f"{server.host} has no address."))
        once = partial(ask_one, asking.server, question)
        reading, heard = once(asking.seconds / 2)
        if not heard and (left := asking.end - time.monotonic()) > 0:
            reading, heard = once(left)
        return asking.answer(reading)

    def _socket_of(self, server: NameServer) -> Socket | None:
        way = route(self._network, server.host, 53, server.address)
        if not way.fixed and not server.address:
            return None
        return permitted(self._network, way, [way.target], DNS_PORTS)[0]


@dataclass
class _Asking:
    """One question under way: its clock and the server that was asked last."""

    name: str
    type: str
    seconds: float
    server: Socket | None = None

    def __post_init__(self) -> None:
        self.started = time.monotonic()
        self.end = self.started + self.seconds

    def answer(self, reading: Reading) -> Answer:
        ms = round((time.monotonic() - self.started) * 1000)
        server = _shown(self.server) if self.server else ""
        return Answer(
            self.name,
            self.type,
            reading.outcome,
            reading.records,
            reading.ttl,
            reading.chain,
            server,
            ms,
            reading.note,
        )


def ask_one(server: Socket, question: Question, seconds: float) -> tuple[Reading, bool]:
    """One server's reading, and whether it said anything (asking it again would be pointless)."""
    reply = dns_wire.ask(*server, question, seconds)
    if reply.message is not None:
        return read(reply.message, question), True
    if reply.lie:
        return Reading("malformed", note=reply.lie), True
    return Reading("timeout", note=reply.note), reply.closed


def system_resolvers(settings: str = "/etc/resolv.conf") -> tuple[Socket, ...]:
    """The resolvers that this machine is set to use (on Windows the registry's); empty when there are
    none.
    """
    try:
        found = dns.resolver.Resolver(settings).nameservers
    except (dns.exception.DNSException, OSError):
        return ()
    return tuple((str(server), 53) for server in found)


def _question(name: str, type: str, recurse: bool = True) -> Question | None:
    try:
        absolute = dns.name.from_text(name, dns.name.root)
    except (dns.exception.DNSException, UnicodeError, ValueError):
        return None
    return Question(absolute, dns.rdatatype.from_text(type), recurse)


def _shown(server: Socket) -> str:
    address, port = server
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
