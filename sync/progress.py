"""What a run is doing right now, written to its row now and then; and the moment it learns that it lost the row."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from engine import leases
from sync.models import SyncRun

log = logging.getLogger(__name__)

EVERY = 0.3

Traffic = Callable[[], tuple[int, int]]


class LostLease(Exception):
    """Another worker owns this row now, or it was ended; whatever we found is not saved."""


class Reporter:
    """The `say` of a run: phase, how many are done, of how many (0: unknown)."""

    def __init__(self, row: SyncRun) -> None:
        self._row, self._phase, self._next = row, "", 0.0
        self.traffic: Traffic = lambda: (0, 0)

    def __call__(self, phase: str, done: int = 0, total: int = 0) -> None:
        """LostLease when the row has another owner by now."""
        turned = phase != self._phase
        if not turned and time.monotonic() < self._next:
            return
        self._phase, self._next = phase, time.monotonic() + EVERY
        requests, received = self.traffic()
        changes = {"phase": phase, "done": done, "total": total, "requests": requests, "received": received}
        if turned:
            changes["phase_at"] = timezone.now()
        self._save(changes)

    def note(self, **changes: object) -> None:
        """Write something else to the row. LostLease."""
        self._save(changes)

    def _save(self, changes: dict[str, object]) -> None:
        """A database that is away for a moment costs a line of progress, not the run."""
        try:
            mine = leases.save_owned(self._row, timezone.now(), **changes)
        except DatabaseError:
            log.exception("The progress of sync %s could not be written", self._row.pk)
            close_old_connections()
            return
        if not mine:
            raise LostLease
