"""One HTTP request to wherever the guard lets it go: the machinery under every client that speaks HTTP.

Each request: judge the URL, look the name up with our own DNS, judge every address, connect to a judged one.
TLS name and certificate are checked against the name, never the address. No environment, no cookies, no
redirect, nothing is kept between requests. With the operator's proxy the proxy connects, so the pinning moves
there: what is judged here is the URL and, where our resolvers know the name, its addresses. A destination
that the operator mapped is connected to directly.
"""

from __future__ import annotations

import ssl
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from clients.backend import Seen, Trip
from clients.certificates import describe, trust
from clients.contract import Deadline, Dns, Exchange, Network
from clients.faults import Unreached, fault_of
from clients.guard import HTTP_PORTS, GuardRefusal, Socket, judge_url, route
from clients.reach import destinations
from clients.wire import Message, Received, look, send

REQUEST_SECONDS = 10.0
ANSWER_CAP = 1_000_000
PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"

Sender = Callable[[Message], Received]


def version(project: Path = PROJECT) -> str:
    """The program's version, from the project file beside the packages; "0" where there is none."""
    try:
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "0"


USER_AGENT = f"retain-setup/{version()}"
OWN_HEADERS = {
    "user-agent": USER_AGENT,
    "accept": "*/*",
    "accept-encoding": "identity",
    "connection": "close",
}


class Outbound:
    """Makes requests for one check run. Thread-safe."""

    def __init__(self, network: Network, dns: Dns, deadline: Deadline) -> None:
        self._network, self._dns, self._deadline = network, dns, deadline

    def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None = None,
        cap: int = ANSWER_CAP,
        sender: Sender | None = None,
        trip: Trip | None = None,
        seconds: float = REQUEST_SECONDS,
    ) -> Exchange:
        """One request; `cap` in decoded bytes. Faults come back in the Exchange; OutOfTime when the check's
        time is over. `sender` and `trip` (of `trip`) keep one connection for a conversation."""
        seen, started = trip.seen if trip else Seen(), time.monotonic()
        end = started + self._deadline.left(seconds)
        sent = OWN_HEADERS | {name.lower(): value for name, value in headers.items()}
        try:
            target = judge_url(url)
            way = trip or self.trip(target, end, seen)
        except (GuardRefusal, Unreached) as refusal:
            found = _fault(refusal)
        else:
            found = _sent(Message(method, target, sent, content, cap), way, sender)
        ms = round((time.monotonic() - started) * 1000)
        shown: dict[str, Any] = {"address": seen.address, "tls": seen.tls, "certificate": describe(seen.der)}
        return Exchange(method, url, ms=ms, **shown, **found)

    def trip(self, target: httpx.URL, end: float, seen: Seen) -> Trip:
        """The way to this URL, every socket judged, until `end` (monotonic). GuardRefusal, Unreached."""
        secure = target.scheme == "https"
        host, port = target.raw_host.decode("ascii"), target.port or (443 if secure else 80)
        trip = Trip(self._sockets(host, port), self._network.proxy, None, end, seen)
        return replace(trip, trust=self._trust()) if secure or trip.secure_proxy else trip

    def _sockets(self, host: str, port: int) -> tuple[Socket, ...] | None:
        """The judged sockets; None where the proxy connects."""
        proxied = self._network.proxy and not route(self._network, host, port).fixed
        try:
            sockets = destinations(self._network, self._dns, host, port, HTTP_PORTS)
        except Unreached:
            # A closed network may know names only at its proxy; what we do know, we judge.
            if not proxied:
                raise
            return None
        return None if proxied else sockets

    def _trust(self) -> ssl.SSLContext:
        try:
            return trust(self._network.ca_bundle)
        except OSError as error:
            words = f"The file in OUTBOUND_CA_BUNDLE cannot be used: {error.strerror or error}."
            raise Unreached("tls-other", words) from None


def _sent(message: Message, trip: Trip, sender: Sender | None) -> dict[str, Any]:
    """The answer as fields of an Exchange; after a refused certificate a second look at it."""
    try:
        received = sender(message) if sender else send(message, trip)
    except Exception as error:
        found = _fault(error)
        if found["fault"].startswith("tls-"):
            look(message.url, trip)
        return found
    found = {"status": received.status, "headers": received.headers, "body": received.body}
    if received.cut:
        found |= {"fault": "too-large", "detail": f"The answer is longer than {message.cap} bytes."}
    return found


def _fault(error: Exception) -> dict[str, Any]:
    fault, detail = fault_of(error)
    return {"fault": fault, "detail": detail}
