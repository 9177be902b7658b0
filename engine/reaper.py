"""Ends or sends again every row that lost its worker, so that none stays unfinished for ever."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import F, Q, QuerySet

from engine.leases import ATTEMPTS
from engine.models import QUEUED, RUNNING, UNFINISHED, End, Leased

log = logging.getLogger(__name__)

SEND_AGAIN = timedelta(seconds=15)
NO_WORKER = timedelta(minutes=10)
GRACE = timedelta(seconds=2)


def leased_models() -> Iterator[type[Leased]]:
    """Every concrete model whose rows are leased."""
    return (model for model in apps.get_models() if issubclass(model, Leased))


def reap(now: datetime) -> int:
    """One round over all leased rows; how many were touched. Safe to run in several processes at once."""
    return sum(_end(model, now) + _requeue(model, now) + _send(model, now) for model in leased_models())


def _end(model: type[Leased], now: datetime) -> int:
    """End rows that outlived their time, lost their last worker, or never found one."""
    late = Q(finish_by__lt=now - GRACE)
    lost = Q(state=RUNNING, lease_until__lt=now, attempt__gte=ATTEMPTS)
    alone = Q(state=QUEUED, finish_by__isnull=True, queued_at__lt=now - NO_WORKER)
    ends: tuple[tuple[Q, End], ...] = ((late, "late"), (lost, "lost"), (alone, "no-worker"))
    return sum(_end_one(row, end, now) for which, end in ends for row in _unfinished(model).filter(which))


def _end_one(row: Leased, end: End, now: datetime) -> int:
    same = _unfinished(type(row)).filter(pk=row.pk, owner_token=row.owner_token, attempt=row.attempt)
    changes = {"owner_token": "", "lease_until": None, "finished_at": now, **row.ending(end, now)}
    ended = same.update(**changes, revision=F("revision") + 1)
    if ended:
        log.warning("%s %s ended by the reaper: %s", type(row).__name__, row.pk, end)
        type(row).after_end(row.pk)
    return ended


def _requeue(model: type[Leased], now: datetime) -> int:
    """Back to the queue: rows whose worker stopped extending its lease, with attempts left."""
    lost = _unfinished(model).filter(state=RUNNING, lease_until__lt=now, attempt__lt=ATTEMPTS)
    return lost.update(
        state=QUEUED, owner_token="", lease_until=None, sent_at=None, revision=F("revision") + 1
    )


def _send(model: type[Leased], now: datetime) -> int:
    """Send rows that wait without a message, or whose message seems to be lost. A claim decides who runs them."""
    unsent = Q(sent_at__isnull=True) | Q(sent_at__lt=now - SEND_AGAIN)
    rows = list(_unfinished(model).filter(unsent, state=QUEUED))
    return sum(send(row, now) for row in rows)


def send_all_again() -> int:
    """Forget which rows were sent, so that the next round sends all that wait: messages in memory died with us."""
    return sum(_unfinished(model).filter(state=QUEUED).update(sent_at=None) for model in leased_models())


def send(row: Leased, now: datetime) -> bool:
    """Hand one row to the broker and note when; False, and a line in the log, when the broker is away."""
    try:
        row.send()
    except Exception:
        log.exception("Could not reach the broker; %s %s is sent again later", type(row).__name__, row.pk)
        return False
    type(row)._default_manager.filter(pk=row.pk, state=QUEUED).update(sent_at=now)
    return True


def _unfinished(model: type[Leased]) -> QuerySet[Leased]:
    return model._default_manager.filter(state__in=UNFINISHED)
