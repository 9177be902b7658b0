"""The child process of a run, seen from inside: it works for one worker, and ends with it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from engine.models import RUNNING
from sync.child import TOKEN
from sync.models import SyncRun

NOT_OURS: Final = 2
ABANDONED: Final = 75
ASKED: Final = 143


def run(run_id: str) -> int:
    """Do the run whose token the environment holds; the exit code. Nothing is done without it."""
    from sync import pipeline

    row = _row(run_id, os.environ.pop(TOKEN, ""))
    if row is None:
        return NOT_OURS
    threading.Thread(target=_end_with_the_worker, name="worker watch", daemon=True).start()
    signal.signal(signal.SIGTERM, _stop)
    pipeline.run(row)
    return 0


def _row(run_id: str, token: str) -> SyncRun | None:
    rows = SyncRun.objects.filter(pk=run_id, state=RUNNING, owner_token=token).exclude(owner_token="")
    return rows.select_related("connection", "continues", "restores").first()


def _end_with_the_worker() -> None:
    """Nobody writes to our standard input: when it ends, the worker is gone, and so is our right to this run."""
    while os.read(0, 4096):
        continue
    os._exit(ABANDONED)  # wherever we are: what is half done, the next attempt recovers


def _stop(_: int, __: FrameType | None) -> None:
    sys.exit(ASKED)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Being asked to stop waits until the block is over: what is published and what the row says belong together."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
