"""Many requests to one place over one kept connection, behind the outbound guard.

The place is judged and looked up when the connection is opened, and again whenever it has to be opened anew. Nothing is
ever sent to another scheme, host or port than the place's.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpcore
import httpx

from clients.backend import Seen, Trip, pool_of
from clients.contract import Deadline, Fault, OutOfTime
from clients.faults import fault_of
from clients.guard import judge_url
from clients.outbound import USER_AGENT, Outbound
from clients.wire import Message, send_for_bytes

ANSWER_CAP = 64_000_000
ANSWER_SECONDS = 100.0
ELSEWHERE = "This address is not the service that the sign-in is for, so nothing was sent to it."
OWN_HEADERS = {"user-agent": USER_AGENT, "accept": "*/*", "accept-encoding": "gzip"}


@dataclass(frozen=True)
class Heard:
    """One answer: a status, headers in lower case and the body in bytes, unpacked; or a fault and its words."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | bytearray = b""
    fault: Fault | None = None
    detail: str = ""


class KeptConnection:
    """A connection to the place of `root` (an https URL). Nothing is opened before the first request. One thread at a
    time."""

    def __init__(self, outbound: Outbound, deadline: Deadline, root: str) -> None:
        self._outbound, self._deadline, self._root = outbound, deadline, root
        self._pool: httpcore.ConnectionPool | None = None
        self._trip: Trip | None = None
        self._used = False

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None,
        *, cap: int = ANSWER_CAP, seconds: float = ANSWER_SECONDS,
    ) -> Heard:  # fmt: skip
        """One request; `cap` in unpacked bytes. Faults come back in the Heard; OutOfTime when the time is over.

        A connection that the far side closed while it lay idle is opened anew, once."""
        target = self._target(url)
        if target is None:
            return Heard(fault="guard", detail=ELSEWHERE)
        message = Message(method, target, OWN_HEADERS | dict(headers), content, cap)
        kept = self._used
        heard = self._sent(message, seconds)
        return self._sent(message, seconds) if kept and heard.fault == "reset" else heard

    def close(self) -> None:
        """Close the connection, if there is one. It would be opened again by the next request."""
        pool, self._pool, self._trip, self._used = self._pool, None, None, False
        if pool is not None:
            pool.close()

    def _target(self, url: str) -> httpx.URL | None:
        """The URL, read once for judging and asking alike; None where it leads to another place."""
        root = httpx.URL(self._root)
        try:
            target = httpx.URL(url)
        except (httpx.InvalidURL, ValueError):
            return None
        same = (target.scheme, target.raw_host, target.port) == (root.scheme, root.raw_host, root.port)
        return target.copy_with(fragment=None) if same and not target.userinfo else None

    def _sent(self, message: Message, seconds: float) -> Heard:
        end = time.monotonic() + self._deadline.left(seconds)
        try:
            raw = send_for_bytes(self._open(end), message)
        except OutOfTime:
            raise
        except Exception as error:
            self.close()
            fault, detail = fault_of(error)
            return Heard(fault=fault, detail=detail)
        self._used = True
        if raw.cut:
            return Heard(fault="too-large", detail=f"The answer is longer than {message.cap} bytes.")
        return Heard(raw.status, raw.headers, raw.body)

    def _open(self, end: float) -> httpcore.ConnectionPool:
        if self._pool is None or self._trip is None:
            self._trip = self._outbound.trip(judge_url(self._root), end, Seen())
            self._pool = pool_of(self._trip)
        self._trip.end = end
        return self._pool
