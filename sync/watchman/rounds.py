"""Looks after the nights: notes what went wrong and what is right again, and has people told of each change once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from engine.models import UNFINISHED
from sync import schedule
from sync.models import Alarm, Connection, Generation, Purpose, SyncPlan, SyncRun
from sync.watchman import notices
from sync.watchman.worries import History, Now, Past, Size, Worry, worries

log = logging.getLogger(__name__)

REMEMBERED = 60
SIZES = 31


def watch(now: datetime) -> None:
    """One round over every connection that runs at night. Practice worries nobody. Safe to call twice."""
    plans = SyncPlan.objects.filter(connection__practice=False).select_related("connection")
    for plan in plans:
        wrong = worries(history_of(plan), now) if _on(plan) else []
        _compare(plan, {worry.kind: worry for worry in wrong}, now)
    notices.send_due(now)


def _on(plan: SyncPlan) -> bool:
    return plan.on and plan.schedule_since is not None


def history_of(plan: SyncPlan) -> History:
    """What the rows tell of a connection whose schedule holds since some time."""
    assert plan.schedule_since is not None
    running = _running(plan.connection)
    return History(
        since=plan.schedule_since,
        runs=_past(plan.connection),
        running=running,
        job=_job_after(plan.connection, running),
        sizes=_sizes(plan.connection),
    )


def _past(connection: Connection) -> list[Past]:
    runs = SyncRun.objects.filter(connection=connection, finished_at__isnull=False)
    runs = runs.exclude(purpose=Purpose.PREVIEW).order_by("-finished_at", "-number")
    columns = ("number", "state", "started_at", "finished_at", "summary", "full", "detail__error__missed")
    return [
        Past(
            number=row["number"],
            state=row["state"],
            finished=row["finished_at"],
            summary=row["summary"],
            took=(row["finished_at"] - row["started_at"]).total_seconds() if row["started_at"] else None,
            full=row["full"],
            missed=bool(row["detail__error__missed"]),
        )
        for row in runs.values(*columns)[:REMEMBERED]
    ]


def _running(connection: Connection) -> Now | None:
    run = SyncRun.objects.filter(
        connection=connection, state__in=UNFINISHED, started_at__isnull=False
    ).first()
    if run is None or run.started_at is None or run.purpose == Purpose.PREVIEW:
        return None
    return Now(run.number, run.started_at, run.full)


def _job_after(connection: Connection, running: Now | None) -> datetime | None:
    if running is None or connection.archive_job_at is None:
        return None
    return schedule.next_starts(connection.archive_job_at, connection.timezone, running.started, 1)[0]


def _sizes(connection: Connection) -> list[Size]:
    rows = Generation.objects.filter(connection=connection).order_by("-number")
    return [Size(*row) for row in rows.values_list("users", "groups")[:SIZES]]


def _compare(plan: SyncPlan, found: Mapping[str, Worry], now: datetime) -> None:
    """Open an alarm for what is new, end those that are over."""
    open_now = {alarm.kind: alarm for alarm in Alarm.objects.filter(connection=plan.connection).open()}
    if not found and not open_now:
        return
    with transaction.atomic():
        Connection.objects.select_for_update().get(pk=plan.connection_id)
        for kind, worry in found.items():
            if kind not in open_now:
                _begin(plan, worry, now)
        for kind, alarm in open_now.items():
            if kind not in found:
                _end(plan, alarm, now)


def _begin(plan: SyncPlan, worry: Worry, now: datetime) -> None:
    run = SyncRun.objects.filter(connection=plan.connection, number=worry.run).first() if worry.run else None
    alarm, new = Alarm.objects.get_or_create(
        connection=plan.connection,
        kind=worry.kind,
        over=None,
        defaults={"since": now, "text": worry.text, "run": run},
    )
    if new:
        log.warning("%s: %s", plan.connection, worry.text)
        notices.add(plan, alarm, "begins", now)


def _end(plan: SyncPlan, alarm: Alarm, now: datetime) -> None:
    """Whoever was told that it began is told that it is over; who was switched off is told nothing more."""
    if Alarm.objects.filter(pk=alarm.pk).open().update(over=now) and _on(plan):
        notices.add(plan, alarm, "over", now)
