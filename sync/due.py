"""Starts what is due: each night of each connection once, and says which nights were missed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from sync import dispatch, endings, schedule
from sync.models import Connection, Purpose, SyncPlan, SyncRun

MISSED = "This night was not started: the program was not running for six hours after its time."


def due(now: datetime) -> None:
    """Start every night whose time has come. Safe to call twice: a night has one row, which the database holds."""
    plans = SyncPlan.objects.filter(on=True, connection__sync_at__isnull=False)
    for plan in plans.select_related("connection"):
        note_schedule(plan, now)
        _start_nights(plan, now)


def note_schedule(plan: SyncPlan, now: datetime) -> None:
    """Remember since when the times of a plan hold, so that a night before it counts neither as due nor as missed."""
    written = _written(plan)
    if plan.schedule != written:
        plan.schedule, plan.schedule_since = written, now
        SyncPlan.objects.filter(pk=plan.pk).update(schedule=written, schedule_since=now)


def _written(plan: SyncPlan) -> str:
    at = plan.connection.sync_at
    return f"{at:%H:%M:%S} {plan.connection.timezone}" if plan.on and at else ""


def _start_nights(plan: SyncPlan, now: datetime) -> None:
    connection, since = plan.connection, plan.schedule_since
    if connection.sync_at is None or since is None:
        return
    at, zone = connection.sync_at, connection.timezone
    started = schedule.nights_between(at, zone, since, now)
    had = set(
        SyncRun.objects.filter(connection=connection, night__in=started).values_list("night", flat=True)
    )
    for night in (one for one in started if one not in had):
        if now - schedule.start_of(night, at, zone) < schedule.LATEST:
            _start(connection, night, now)
        else:
            _mark_missed(connection, night, now)


def _start(connection: Connection, night: date, now: datetime) -> None:
    """A run of a person's that is under way is let finish first: a later tick starts the night."""
    try:
        dispatch.start(connection, Purpose.NIGHT, "the schedule", now, night=night)
    except IntegrityError:
        return  # another tick was quicker


def _mark_missed(connection: Connection, night: date, now: datetime) -> None:
    ending = endings.failed(MISSED, do="Press Publish now. Keep the program running at night.", missed=True)
    try:
        with transaction.atomic():
            Connection.objects.select_for_update().get(pk=connection.pk)
            SyncRun.objects.create(
                connection=connection,
                number=dispatch.next_number(connection),
                purpose=Purpose.NIGHT,
                night=night,
                started_by="the schedule",
                queued_at=now,
                finished_at=now,
                **ending,
            )
    except IntegrityError:
        return


def turn(connection: Connection, now: datetime) -> None:
    """After a change of times or of the switch: what is new holds from now on."""
    plan = SyncPlan.objects.filter(connection=connection).select_related("connection").first()
    if plan is not None:
        note_schedule(plan, now)
