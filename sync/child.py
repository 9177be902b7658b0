"""The child process of a run, seen from the worker: started, watched, ended. It never outlives the worker.

The child reads its standard input, which nobody writes to: the pipe breaks when the worker is gone, however it died,
on every operating system. The row's token goes through the environment, where other users cannot read it.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from engine import leases, worker
from sync import endings
from sync.models import SyncRun

log = logging.getLogger(__name__)

TOKEN = "RETAIN_SYNC_TOKEN"  # noqa: S105 (the name of a variable)
LOOK_EVERY = 0.5
PATIENCE = 15.0
TIDYING = 30.0

Process = subprocess.Popen[bytes]


def see_through(row: SyncRun) -> None:
    """Run the child of a claimed row to its end. A child that dies leaves a row that says so; one that lost its lease
    is ended; when this process is asked to stop, the row is handed back for the next start."""
    with started(row) as process:
        ended = _watch(row, process)
    if ended:
        return
    if worker.stopping.is_set():
        leases.hand_back(row)
    else:
        _note_death(row, process.returncode)


@contextmanager
def started(row: SyncRun) -> Iterator[Process]:
    """The child of this row while the block runs; gone afterwards."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "sync_now", "--run", str(row.pk)]
    environment = {**os.environ, "DATA_DIR": str(settings.DATA_DIR), TOKEN: row.owner_token}
    # A session of its own: Ctrl-C in a shell is for the worker, which then asks the child to stop.
    process = subprocess.Popen(  # noqa: S603 (our own program, and an id of ours)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environment,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        end(process)


def _watch(row: SyncRun, process: Process) -> bool:
    """Wait for the end; True when it is none of our business any more: the row is finished, or has another owner."""
    while True:
        try:
            process.wait(LOOK_EVERY)
        except subprocess.TimeoutExpired:
            if worker.stopping.is_set():
                return False
            if _owned(row):
                continue
            _leave(row, process)
            return True
        return not _owned(row)


def _leave(row: SyncRun, process: Process) -> None:
    """The row is not ours any more. A child that has finished it still tidies up, and is given the time for that."""
    if SyncRun.objects.filter(pk=row.pk, finished_at__isnull=False).exists():
        with suppress(subprocess.TimeoutExpired):
            process.wait(TIDYING)
            return
    log.warning("Sync %s was taken over; its process is stopped", row.pk)


def _owned(row: SyncRun) -> bool:
    """Is the row ours? A database that is away for a while takes nothing from us."""
    try:
        return leases.owns(row)
    except DatabaseError:
        log.exception("The row of sync %s could not be read; it is tried again", row.pk)
        close_old_connections()
        return True


def _note_death(row: SyncRun, code: int) -> None:
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    log.error("The process of sync %s ended before its row: %s", row.pk, how)
    ending = endings.failed(f"The process of this run ended unexpectedly ({how}).", exit=code)
    leases.save_owned(row, timezone.now(), finished_at=timezone.now(), **ending)


def end(process: Process) -> None:
    """Ask the child to end, and see to it that it does."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    if process.stdin is not None:
        process.stdin.close()
    process.wait()
