"""One thread a worker process: extends the leases of what runs here and says that this worker lives."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from engine import leases
from engine.models import Heartbeat, Leased

log = logging.getLogger(__name__)

EVERY = 3.0


def process_name() -> str:
    """This process as people see it in readiness and reports: machine and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def seen(role: str, now: datetime) -> None:
    """Note that `role` ("worker" or "schedule") lives in this process."""
    Heartbeat.objects.update_or_create(role=role, process=process_name(), defaults={"seen_at": now})


class Keeper:
    """Holds the tokens of the rows that run in this process."""

    def __init__(self) -> None:
        self._held: dict[str, type[Leased]] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._does_checks = True
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, row: Leased) -> Iterator[None]:
        """Keep the lease of `row` alive while the block runs."""
        with self._lock:
            self._held[row.owner_token] = type(row)
        try:
            yield
        finally:
            with self._lock:
                self._held.pop(row.owner_token, None)

    def start(self, does_checks: bool = True) -> None:
        """Begin, once. A process that only runs the tick (`does_checks` False) is no sign that checks get done."""
        self._does_checks = does_checks
        if self._thread is None or not self._thread.is_alive():
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._thread = None

    def beat(self, now: datetime) -> None:
        """One round: extend what is held, note the sign of life."""
        with self._lock:
            held = dict(self._held)
        for model in set(held.values()):
            leases.extend(model, [token for token, owner in held.items() if owner is model], now)
        if self._does_checks:
            seen("worker", now)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._beat_safely()
                self._stop.wait(EVERY)
        finally:
            connection.close()

    def _beat_safely(self) -> None:
        try:
            close_old_connections()
            self.beat(timezone.now())
        except DatabaseError:
            log.exception("The keeper could not write; leases may run out")


keeper = Keeper()
