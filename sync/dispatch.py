"""The side of a run that faces people: a row in one transaction, its id to the broker after it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from engine import reaper
from engine.models import UNFINISHED
from people import audit
from sync.models import Connection, Generation, Purpose, SyncRun
from sync.models.run import LONGEST


class Started(NamedTuple):
    """A run, and whether it was under way already."""

    run: SyncRun
    joined: bool


def start(
    connection: Connection,
    purpose: Purpose,
    by: object,
    now: datetime,
    *,
    full: bool | None = None,
    night: date | None = None,
    continues: SyncRun | None = None,
    restores: Generation | None = None,
    reason: str = "",
) -> Started:
    """Queue a run, or join the one that is under way: two never overlap. `by` names the person. `full` True insists on
    reading the whole directory. `continues`: the run whose staged pair is to be published as it is; `restores`:
    the generation that is to be published again; `reason`: why. IntegrityError when this night had its run."""
    with transaction.atomic():
        locked = Connection.objects.select_for_update().get(pk=connection.pk)
        other = under_way(locked)
        if other is not None:
            return Started(other, joined=True)
        run = SyncRun.objects.create(
            connection=locked,
            number=next_number(locked),
            purpose=purpose,
            full=full,
            night=night,
            started_by=str(by)[:150],
            queued_at=now,
            deadline=LONGEST,
            continues=continues,
            restores=restores,
            approved_by=str(by)[:150] if purpose == Purpose.APPROVE else "",
            reason=reason,
        )
        transaction.on_commit(lambda: _send(run.pk), robust=True)
    return Started(run, joined=False)


def restore(connection: Connection, wanted: Generation, by: object, reason: str, now: datetime) -> Started:
    """Queue the publishing of an older generation, and note who wants it and why; or join what is under way."""
    started = start(connection, Purpose.RESTORE, by, now, restores=wanted, reason=reason)
    if not started.joined:
        audit.note(by, "restore generation", connection.name, number=wanted.number, reason=reason)
    return started


def under_way(connection: Connection) -> SyncRun | None:
    """The unfinished run of a connection, if there is one."""
    return SyncRun.objects.filter(connection=connection, state__in=UNFINISHED).first()


def next_number(connection: Connection) -> int:
    """The number of the next run of a connection, for people."""
    last = SyncRun.objects.filter(connection=connection).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _send(run_id: uuid.UUID) -> None:
    row = SyncRun.objects.filter(pk=run_id, state__in=UNFINISHED, sent_at__isnull=True).first()
    if row is not None:
        reaper.send(row, row.queued_at)
