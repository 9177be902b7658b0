"""The line to Graph: one kept connection and one thread that sends and reads, so that the caller works meanwhile.

The thread does nothing but transport and decoding; signing in and judging are the caller's. It rests where Graph asks
for that, so that what waits behind a throttled request does not run into the same wall.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

from clients.kept_connection import Heard, KeptConnection
from clients.microsoft365.directory_call import Call, Outcome, outcome_of
from clients.microsoft365.patience import retry_after
from clients.signed_web import request_id

T = TypeVar("T")
LIMIT_HEADER = "x-ms-throttle-limit-percentage"
BUSY, LONGEST_BREATH, LONGEST_REST = 0.8, 2.0, 300.0


class Line:
    """Sends calls one after the other, in the order given."""

    def __init__(self, connection: KeptConnection, pause: Callable[[float], object] | None = None) -> None:
        self._closing = threading.Event()
        self._connection, self._pause = connection, pause or self._closing.wait
        self._thread: ThreadPoolExecutor | None = None
        self._not_before = 0.0
        self.requests, self.received = 0, 0

    def send(self, call: Call[T], token: str) -> Future[Outcome[T]]:
        """What will come of this call, with this token."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "directory")
        return self._thread.submit(self._sent, call, token)

    def close(self) -> None:
        """Wait for what is under way, drop what is not, and close the connection."""
        self._closing.set()
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
        self._connection.close()

    def _sent(self, call: Call[T], token: str) -> Outcome[T]:
        rest = self._not_before - time.monotonic()
        if rest > 0:
            self._pause(rest)
        self.requests += 1
        own = {"authorization": f"Bearer {token}", "client-request-id": request_id()}
        heard = self._connection.ask(call.method, call.url, {**call.headers, **own}, call.content)
        self.received += len(heard.body)
        self._not_before = time.monotonic() + rest_after(heard)
        return outcome_of(call, heard)


def rest_after(heard: Heard) -> float:
    """Seconds of rest before the next request: what a throttled one was told, or a breath when a limit is near. Graph
    tells from 80 % on how much of it is used, as a part of 1 (Microsoft Graph, "Throttling limits", identity)."""
    if heard.status in (429, 503):
        asked = retry_after(heard.headers.get("retry-after", ""), datetime.now(UTC))
        return min(asked or 0.0, LONGEST_REST)
    try:
        used = float(heard.headers.get(LIMIT_HEADER, "0"))
    except ValueError:
        return 0.0
    return min(LONGEST_BREATH, (used - BUSY) * 5) if used > BUSY else 0.0
