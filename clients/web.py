"""HTTP behind the outbound guard: httpx for URLs and messages, httpcore for the wire.

Each request: judge the URL, look the name up with our own DNS, judge every address, connect to a judged one.
TLS name and certificate are checked against the name, never the address. No environment, no cookies, no
credential, nothing is kept between requests. With the operator's proxy the proxy connects, so the pinning
moves there: what is judged here is the URL and, where our resolvers know the name, its addresses. A
destination that the operator mapped is connected to directly.
"""

from __future__ import annotations

import ssl
import time
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from clients.backend import Seen, Trip
from clients.certificates import describe, trust
from clients.contract import Deadline, Dns, Exchange, Network
from clients.faults import Unreached, fault_of
from clients.guard import HTTP_PORTS, GuardRefusal, Socket, judge_url, route
from clients.once import Once
from clients.reach import destinations
from clients.wire import Message, look, send

REQUEST_SECONDS = 10.0
ANSWER_CAP = 1_000_000
CREDENTIALS = ("authorization", "cookie", "proxy-authorization")


PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def version(project: Path = PROJECT) -> str:
    """The program's version, from the project file beside the packages; "0" where there is none."""
    try:
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "0"


USER_AGENT = f"retain-setup/{version()}"


class GuardedWeb:
    """Implements `clients.contract.Web`. Thread-safe; the same GET is made once."""

    def __init__(self, network: Network, dns: Dns, deadline: Deadline) -> None:
        self._network, self._dns, self._deadline = network, dns, deadline
        self._once: Once[Exchange] = Once()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, cap: int = ANSWER_CAP) -> Exchange:
        """One GET. Network faults come back in the Exchange; OutOfTime when the check's time is over."""
        key = (url, tuple(sorted((headers or {}).items())), cap)
        return self._once.get(key, partial(self._timed, "GET", url, headers, None, cap))

    def post(self, url: str, body: str, *, headers: Mapping[str, str] | None = None) -> Exchange:
        """One POST of text in UTF-8; otherwise as `get`."""
        return self._timed("POST", url, headers, body.encode("utf-8"), ANSWER_CAP)

    def follow(self, url: str, *, limit: int = 10) -> tuple[Exchange, ...]:
        """GET and follow redirects, every hop judged; the hops in order, at most `limit` redirects."""
        hops = [self.get(url)]
        while hops[-1].location and len(hops) <= limit:
            hops.append(self.get(hops[-1].location))
        return tuple(hops)

    def _timed(
        self, method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None, cap: int
    ) -> Exchange:
        sent, seen, started = _headers(headers or {}), Seen(), time.monotonic()
        end = started + self._deadline.left(REQUEST_SECONDS)
        try:
            target = judge_url(url)
            trip = self._trip(target, end, seen)
        except (GuardRefusal, Unreached) as refusal:
            found = _fault(refusal)
        else:
            found = _sent(Message(method, target, sent, content, cap), trip)
        ms = round((time.monotonic() - started) * 1000)
        shown: dict[str, Any] = {"address": seen.address, "tls": seen.tls, "certificate": describe(seen.der)}
        return Exchange(method, url, ms=ms, **shown, **found)

    def _trip(self, target: httpx.URL, end: float, seen: Seen) -> Trip:
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


def _sent(message: Message, trip: Trip) -> dict[str, Any]:
    """The answer as fields of an Exchange; after a refused certificate a second look at it."""
    try:
        received = send(message, trip)
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


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    sent = {name.lower(): value for name, value in headers.items()}
    if any(name in CREDENTIALS for name in sent):
        raise ValueError("This client never sends a credential.")
    own = {"user-agent": USER_AGENT, "accept": "*/*", "accept-encoding": "identity", "connection": "close"}
    return {**own, **sent}
