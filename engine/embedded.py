"""Everything in one process: workers in threads, the schedule in a thread, the web in front."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, cast

from celery.app import app_or_default
from celery.beat import EmbeddedService, Scheduler

from engine import reaper, worker
from engine.tasks import tick

log = logging.getLogger(__name__)

SWITCH = 0.0005  # seconds: the web thread must not queue for long behind many workers of this one process


@contextmanager
def everything() -> Iterator[None]:
    """Workers and schedule run while the block runs. The first tick comes at once: it finds what a crash left."""
    sys.setswitchinterval(SWITCH)
    with worker.running("checks", "tick"):
        beat = cast(Thread, EmbeddedService(app_or_default(), thread=True, scheduler_cls=Scheduler))
        beat.daemon = True
        beat.start()
        reaper.send_all_again()
        tick.delay()
        try:
            yield
        finally:
            cast(Any, beat).stop()
