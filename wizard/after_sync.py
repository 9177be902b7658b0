"""After a sync: the checks that judge what it left behind run by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from checks import registry
from checks.registry import Check
from engine.tasks import on_tick
from sync.models import Connection, SyncRun
from wizard import dispatch
from wizard.models import CheckRun

BY: Final = "by itself, after the sync"
JUDGES: Final = ("sync.preview", "sync.files", "sync.known-user", "sync.spelling", "sync.fresh")
# A run that ended longer ago is history: nobody waits for its checks.
RECENT: Final = timedelta(hours=1)


@on_tick
def judge_again(now: datetime) -> None:
    """Queue these checks for every connection of which a run ended since they were queued last."""
    recent = SyncRun.objects.filter(finished_at__gt=now - RECENT, finished_at__lte=now)
    ended = recent.values("connection").annotate(at=Max("finished_at"))
    for connection_id, at in ended.values_list("connection", "at"):
        connection = Connection.objects.get(pk=connection_id)
        stale = [*_stale(connection, at)]
        if stale:
            dispatch.start(connection, stale, BY, now)


def _stale(connection: Connection, ended: datetime) -> Iterator[Check]:
    """The checks that were not queued since then. Where no target is set, only those that somebody ran before."""
    rows = CheckRun.objects.filter(connection=connection, check_id__in=JUDGES)
    queued = dict(rows.values_list("check_id").annotate(at=Max("queued_at")))
    wanted = bool(connection.target) or connection.practice
    for check in map(registry.get, JUDGES):
        last = queued.get(check.id)
        if (last is None and wanted) or (last is not None and last <= ended):
            yield check
