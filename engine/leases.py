"""Claim, lease, fence: how one worker at a time owns a row."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from engine.models import QUEUED, RUNNING, Leased

LEASE = timedelta(seconds=10)
ATTEMPTS = 3

Row = TypeVar("Row", bound=Leased)


def claim(model: type[Row], row_id: Any, now: datetime) -> Row | None:
    """Take the row if it waits, or if its last owner's lease ran out; None when somebody else has it or it is over.

    One conditional UPDATE decides; of any number of workers exactly one gets the row. `now` is aware.
    """
    row = model._default_manager.filter(pk=row_id).only("deadline").first()
    if row is None:
        return None
    free = Q(state=QUEUED) | Q(state=RUNNING, lease_until__lt=now)
    in_time = Q(finish_by__isnull=True) | Q(finish_by__gt=now)
    token = uuid.uuid4().hex
    taken = (
        model._default_manager.filter(free, in_time, pk=row_id, attempt__lt=ATTEMPTS)
        .update(
            state=RUNNING,
            owner_token=token,
            attempt=F("attempt") + 1,
            lease_until=now + LEASE,
            started_at=Coalesce("started_at", Value(now)),
            finish_by=Coalesce("finish_by", Value(now + timedelta(seconds=row.deadline))),
            revision=F("revision") + 1,
        )
    )  # fmt: skip
    return model._default_manager.get(pk=row_id) if taken else None


def save_owned(row: Leased, now: datetime, **changes: Any) -> bool:
    """Write to a row that is still ours and extend the lease; False when the lease was lost and nothing was written."""
    return bool(
        type(row)
        ._default_manager.filter(pk=row.pk, state=RUNNING, owner_token=row.owner_token)
        .update(**{"lease_until": now + LEASE, **changes}, revision=F("revision") + 1)
    )


def owns(row: Leased) -> bool:
    """Is the row still ours to work on?"""
    return type(row)._default_manager.filter(pk=row.pk, state=RUNNING, owner_token=row.owner_token).exists()


def hand_back(row: Leased) -> bool:
    """Give up a row that is still ours, so that the next worker takes it at once; the attempt does not count. False if
    the lease was lost."""
    given = {"state": QUEUED, "owner_token": "", "lease_until": None, "sent_at": None}
    return save_owned(row, row.queued_at, **given, attempt=F("attempt") - 1)


def extend(model: type[Leased], tokens: list[str], now: datetime) -> int:
    """Extend the lease of every row that is owned by one of these tokens; how many there were."""
    mine = model._default_manager.filter(state=RUNNING, owner_token__in=tokens)
    return mine.update(lease_until=now + LEASE)
