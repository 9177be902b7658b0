"""Nights come due: each once, late if need be, and none that is nobody's duty."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from sync import due, schedule
from sync.models import Connection, SyncPlan, SyncRun
from tests.sync import night_rows as nights

BERLIN = ZoneInfo("Europe/Berlin")
LAST_NIGHT = datetime(2026, 11, 20, 2, 30, tzinfo=BERLIN)
YESTERDAY = LAST_NIGHT - timedelta(hours=12)


def found() -> list[tuple[date | None, str]]:
    return list(SyncRun.objects.order_by("number").values_list("night", "state"))


@pytest.mark.django_db
def test_a_night_starts_at_its_time_and_not_before() -> None:
    nights.plan(since=YESTERDAY)
    due.due(LAST_NIGHT - timedelta(seconds=1))
    assert found() == []
    due.due(LAST_NIGHT)
    due.due(LAST_NIGHT)
    run = SyncRun.objects.get()
    assert (run.night, run.purpose, run.started_by) == (date(2026, 11, 20), "night", "the schedule")


@pytest.mark.django_db
def test_a_night_is_started_late_within_six_hours() -> None:
    nights.plan(since=YESTERDAY)
    due.due(LAST_NIGHT + timedelta(hours=5, minutes=59))
    assert found() == [(date(2026, 11, 20), "queued")]


@pytest.mark.django_db
def test_a_night_that_was_missed_is_marked_and_never_started() -> None:
    nights.plan(since=YESTERDAY)
    for later in (6, 7):
        due.due(LAST_NIGHT + timedelta(hours=later))
    run = SyncRun.objects.get()
    assert (run.night, run.state, run.started_at) == (date(2026, 11, 20), "failed", None)
    assert run.summary == due.MISSED
    assert run.detail["error"]["missed"] is True
    due.due(LAST_NIGHT + timedelta(hours=24))
    assert [state for _, state in found()] == ["failed", "queued"]


@pytest.mark.django_db
def test_every_night_of_a_long_absence_is_marked_and_the_newest_is_run() -> None:
    nights.plan(since=YESTERDAY)
    due.due(LAST_NIGHT + timedelta(days=3, hours=1))
    assert found() == [
        (date(2026, 11, 20), "failed"),
        (date(2026, 11, 21), "failed"),
        (date(2026, 11, 22), "failed"),
        (date(2026, 11, 23), "queued"),
    ]


@pytest.mark.django_db
def test_a_schedule_that_was_just_set_owes_no_night_of_the_past() -> None:
    plan = nights.plan()
    now = LAST_NIGHT + timedelta(hours=1)
    due.due(now)
    plan.refresh_from_db()
    assert (found(), plan.schedule, plan.schedule_since) == ([], "02:30:00 Europe/Berlin", now)
    due.due(LAST_NIGHT + timedelta(days=1))
    assert found() == [(date(2026, 11, 21), "queued")]


@pytest.mark.django_db
def test_another_time_on_the_same_night_gives_no_second_run() -> None:
    plan = nights.plan(since=YESTERDAY)
    due.due(LAST_NIGHT)
    SyncRun.objects.update(state="published", finished_at=LAST_NIGHT)
    Connection.objects.update(sync_at=time(4, 0))
    due.turn(plan.connection, LAST_NIGHT + timedelta(minutes=30))
    due.due(LAST_NIGHT + timedelta(hours=2))
    assert found() == [(date(2026, 11, 20), "published")]


@pytest.mark.django_db
@pytest.mark.parametrize("off", [{"on": False}, {"sync_at": None}])
def test_what_is_switched_off_or_has_no_time_never_starts(off: dict[str, object]) -> None:
    plan = nights.plan(since=YESTERDAY)
    SyncPlan.objects.update(**{k: v for k, v in off.items() if k == "on"})
    Connection.objects.update(**{k: v for k, v in off.items() if k != "on"})
    due.due(LAST_NIGHT)
    assert found() == []
    due.turn(Connection.objects.get(), LAST_NIGHT)
    plan.refresh_from_db()
    assert plan.schedule == ""


@pytest.mark.django_db
def test_switching_on_again_owes_nothing_of_the_time_between() -> None:
    plan = nights.plan(since=YESTERDAY)
    SyncPlan.objects.update(on=False)
    due.turn(plan.connection, YESTERDAY)
    SyncPlan.objects.update(on=True)
    due.due(LAST_NIGHT + timedelta(hours=1))
    assert found() == []


@pytest.mark.django_db
def test_a_run_of_a_person_is_let_finish_before_the_night_starts() -> None:
    plan = nights.plan(since=YESTERDAY)
    theirs = nights.run(plan.connection, "running", LAST_NIGHT, purpose="publish", finished_at=None)
    due.due(LAST_NIGHT)
    assert SyncRun.objects.count() == 1
    SyncRun.objects.filter(pk=theirs.pk).update(state="published", finished_at=LAST_NIGHT)
    due.due(LAST_NIGHT + timedelta(minutes=10))
    assert SyncRun.objects.filter(night=date(2026, 11, 20)).count() == 1


@pytest.mark.django_db
def test_a_clock_that_jumps_back_starts_no_night_again() -> None:
    nights.plan(since=YESTERDAY)
    due.due(LAST_NIGHT + timedelta(minutes=20))
    SyncRun.objects.update(state="published", finished_at=LAST_NIGHT)
    due.due(LAST_NIGHT - timedelta(hours=3))
    due.due(LAST_NIGHT)
    assert SyncRun.objects.count() == 1


class EveryNight(TestCase):
    @settings(max_examples=60)
    @given(
        some.sampled_from(
            ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "UTC"]
        ),
        some.times(),
        some.datetimes(datetime(2024, 1, 3), datetime(2027, 12, 1), timezones=some.just(UTC)),
        some.lists(some.integers(1, 30 * 3600), min_size=5, max_size=40),
    )
    def test_whatever_the_ticks_each_night_has_exactly_one_row(
        self, zone: str, at: time, since: datetime, pauses: list[int]
    ) -> None:
        """Ticks come at random, sometimes a day late; a row is finished before the next tick."""
        at = at.replace(microsecond=0)
        plan = nights.plan(nights.connection(timezone=zone, sync_at=at), since=since)
        due.note_schedule(plan, since)
        SyncPlan.objects.update(schedule_since=since)
        now = since
        for pause in pauses:
            now += timedelta(seconds=pause)
            due.due(now)
            SyncRun.objects.filter(state="queued").update(state="published", finished_at=now)
        rows = [night for night, _ in found()]
        assert rows == schedule.nights_between(at, zone, since, now, at_most=100)
        assert len(rows) == len(set(rows))
