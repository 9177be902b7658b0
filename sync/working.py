"""What the commands of this room share: the connection that is named, a worker of their own, following a run."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import OutputWrapper
from django.utils import timezone

from engine import reaper, worker
from engine.models import QUEUED
from sync import endings
from sync.models import Connection, SyncRun
from sync.pace import pace, spoken

LOOK_EVERY, REAP_EVERY = 0.2, 5.0
WIDTH = 78


def named(name: str) -> Connection:
    """The connection with this name; CommandError with exit code 2 when there is none."""
    found = Connection.objects.filter(name=name).first()
    if found is None:
        raise CommandError(f"There is no connection “{name}”.", returncode=2)
    return found


def here() -> AbstractContextManager[None]:
    """In the embedded set-up this process works on runs itself while the block runs; else workers elsewhere do."""
    return worker.running("checks") if settings.EMBEDDED else nullcontext()


def clear(connection: Connection) -> None:
    """See a run to its end that a worker left behind when it died or was stopped, so that it stands in nobody's way."""
    reaper.reap(timezone.now())
    left = SyncRun.objects.filter(connection=connection, state=QUEUED, started_at__isnull=False).first()
    if left is not None:
        with here():
            reaper.send(left, timezone.now())
            follow(left)


def follow(run: SyncRun, terminal: OutputWrapper | None = None) -> SyncRun:
    """The run when it is finished, whoever works on it. `terminal`: where to show how it goes, or None."""
    reap_at = time.monotonic() + REAP_EVERY
    while True:
        run = SyncRun.objects.select_related("connection", "generation").get(pk=run.pk)
        if terminal is not None:
            _show(terminal, "" if run.finished else _line(run))
        if run.finished:
            return run
        if time.monotonic() >= reap_at:
            reaper.reap(timezone.now())
            reap_at += REAP_EVERY
        time.sleep(LOOK_EVERY)


def give_up(run: SyncRun) -> None:
    """End a run that was handed back because its follower does not want it any more."""
    ending = endings.failed("This run was stopped from the shell.", do="Start it again when you like.")
    SyncRun.objects.filter(pk=run.pk, state=QUEUED).update(finished_at=timezone.now(), **ending)


def _line(run: SyncRun) -> str:
    return spoken(run.phase, run.done, run.total, pace(run.done, run.total, run.phase_at, timezone.now()))


def _show(terminal: OutputWrapper, line: str) -> None:
    terminal.write(f"\r{line[:WIDTH]:<{WIDTH}}" + ("" if line else "\r"), ending="")
    terminal.flush()
