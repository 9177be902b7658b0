"""Tokens in the memory of this process, and one sign-in at a time per credential."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from clients.contract import Deadline, OutOfTime, SignIn

SPARE = timedelta(minutes=5)


@dataclass(frozen=True)
class Held:
    """A token, what it said, and when it was asked for and ends by this machine's clock."""

    token: str = field(repr=False)
    sign_in: SignIn
    asked_at: datetime
    ends: datetime

    def usable(self, started: datetime | None) -> bool:
        """Not about to end, and not older than the run that began at `started`."""
        fresh = started is None or self.asked_at >= started
        return fresh and datetime.now(UTC) + SPARE < self.ends


class Vault:
    """Thread-safe. Keys carry the connection, the credential's revision, the cloud and the resource."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Hashable, Held] = {}
        self._turns: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, started: datetime | None) -> Held | None:
        """A token that a run of this start may use."""
        with self._lock:
            held = self._held.get(key)
        return held if held is not None and held.usable(started) else None

    def put(self, key: Hashable, held: Held) -> None:
        now = datetime.now(UTC)
        with self._lock:
            self._held = {k: v for k, v in self._held.items() if v.ends > now}
            self._held[key] = held

    def drop(self, key: Hashable, token: str) -> None:
        """Forget this token, unless another has taken its place."""
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.token == token:
                del self._held[key]

    @contextmanager
    def turn(self, key: Hashable, deadline: Deadline) -> Iterator[None]:
        """Wait for one's turn with this credential. OutOfTime when it does not come."""
        with self._lock:
            lock = self._turns.setdefault(key, threading.Lock())
        if not lock.acquire(timeout=deadline.left()):
            raise OutOfTime("Another check was still signing in when the time for this check ran out.")
        try:
            yield
        finally:
            lock.release()
