"""The tick: every ten seconds the schedule lives, lost rows are found, and what is due gets started."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from engine import keeper, reaper

log = logging.getLogger(__name__)

Due = Callable[[datetime], object]
_due: list[Due] = []


def on_tick(due: Due) -> Due:
    """Register something that starts what is due at a moment (aware). It must be quick and safe to call twice."""
    _due.append(due)
    return due


@shared_task(name="engine.tick")
def tick() -> None:
    now = timezone.now()
    keeper.seen("schedule", now)
    reaper.reap(now)
    for due in _due:
        try:
            due(now)
        except Exception:
            log.exception("%s failed; it is tried again at the next tick", getattr(due, "__qualname__", due))
