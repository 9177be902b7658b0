"""When nights start: every zone, every change of the clocks."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile

from hypothesis import given
from hypothesis import strategies as some

from sync import schedule

BERLIN = "Europe/Berlin"
ZONES = sorted(zoneinfo.available_timezones())
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
zones = some.sampled_from(ZONES)
times = some.times().map(lambda at: at.replace(microsecond=0))
dates = some.dates(FIRST, LAST)
moments = some.datetimes(datetime(2024, 1, 3), datetime(2027, 12, 28), timezones=some.just(UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_night_starts_at_the_time_of_its_own_zone() -> None:
    assert schedule.start_of(date(2026, 1, 15), time(2, 30), BERLIN) == utc("2026-01-15 01:30")
    assert schedule.start_of(date(2026, 7, 15), time(2, 30), BERLIN) == utc("2026-07-15 00:30")


def test_a_time_that_does_not_exist_is_the_first_moment_after_the_gap() -> None:
    assert schedule.start_of(date(2026, 3, 29), time(2, 30), BERLIN) == utc("2026-03-29 01:00")
    assert schedule.start_of(date(2026, 3, 29), time(2, 0), BERLIN) == utc("2026-03-29 01:00")
    assert schedule.start_of(date(2026, 3, 29), time(3, 0), BERLIN) == utc("2026-03-29 01:00")


def test_a_gap_of_half_an_hour_ends_where_it_ends() -> None:
    assert schedule.start_of(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe") == utc("2026-10-03 15:30")


def test_a_midnight_that_does_not_exist_is_one_in_the_morning() -> None:
    assert schedule.start_of(date(2026, 4, 24), time(0, 0), "Africa/Cairo") == utc("2026-04-23 22:00")


def test_a_time_that_exists_twice_is_the_first_of_the_two() -> None:
    assert schedule.start_of(date(2026, 10, 25), time(2, 30), BERLIN) == utc("2026-10-25 00:30")


def test_the_next_five_starts_go_through_a_change_of_the_clocks() -> None:
    found = schedule.next_starts(time(2, 30), BERLIN, utc("2026-03-27 12:00"))
    assert [f"{start:%d %H:%M}" for start in found] == [
        "28 01:30",
        "29 01:00",
        "30 00:30",
        "31 00:30",
        "01 00:30",
    ]


@given(dates, times, zones)
def test_every_night_has_its_start_at_its_time_or_right_after_a_gap(night: date, at: time, zone: str) -> None:
    place = zoneinfo.ZoneInfo(zone)
    start = schedule.start_of(night, at, zone)
    wall = datetime.combine(night, at)
    seen = start.astimezone(place).replace(tzinfo=None)
    if seen != wall:
        assert seen > wall
        before = (start - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
        assert before < wall, "the second before the start still lies before the time that was asked for"
    earlier = (start - timedelta(hours=3)).astimezone(place)
    assert earlier.replace(tzinfo=None) != wall or earlier.astimezone(UTC) == start


@given(moments, times, zones)
def test_each_night_starts_exactly_once_however_often_it_is_asked(
    after: datetime, at: time, zone: str
) -> None:
    """Ten days, asked anew after each start, as the tick does: the nights follow each other without gap or double."""
    nights, now = [], after
    for _ in range(10):
        night, start = next(schedule.starts(at, zone, now))
        assert start > now
        assert schedule.night_at(start, at, zone) == night
        assert schedule.night_at(start - timedelta(microseconds=1), at, zone) == night - schedule.DAY
        nights.append(night)
        now = start
    assert nights == [nights[0] + n * schedule.DAY for n in range(10)]


def test_four_years_in_every_zone_have_one_start_a_night() -> None:
    """At the times at which clocks are set; each date has one start, and later dates start later."""
    days = [FIRST + n * schedule.DAY for n in range((LAST - FIRST).days + 1)]
    for zone in ZONES:
        changing = [day for day in days if _changes(day, zone)]
        near = sorted({day + n * schedule.DAY for day in changing for n in (-1, 0, 1)})
        for at in (time(0, 0), time(0, 30), time(1, 30), time(2, 0), time(2, 30), time(3, 0), time(23, 30)):
            starts = [schedule.start_of(night, at, zone) for night in near]
            assert starts == sorted(set(starts)), (zone, at)


def _changes(day: date, zone: str) -> bool:
    noon = datetime.combine(day, time(12), zoneinfo.ZoneInfo(zone))
    return noon.utcoffset() != (noon - schedule.DAY).utcoffset()


@given(moments, times, zones, some.integers(0, 40))
def test_nights_between_two_moments_are_those_that_start_there(
    since: datetime, at: time, zone: str, days: int
) -> None:
    now = since + timedelta(days=days)
    found = schedule.nights_between(at, zone, since, now, at_most=50)
    expected = [night for night, _ in takewhile(lambda s: s[1] <= now, schedule.starts(at, zone, since))]
    assert found == expected
    assert not Counter(found) - Counter(set(found))


def test_the_usual_duration_is_the_median_of_the_newest_runs() -> None:
    assert schedule.usual([10.0, 12.0]) is None
    assert schedule.usual([10.0, 12.0, 90.0]) == 12.0
    assert schedule.usual([10.0] * 10 + [5000.0] * 10) == 10.0


def test_the_gap_before_the_archive_job_is_real_time() -> None:
    start = schedule.start_of(date(2026, 3, 28), time(23, 0), BERLIN)
    assert schedule.gap_before(start, time(4, 0), BERLIN) == timedelta(hours=4), "one hour is missing"
    assert schedule.gap_before(start, time(23, 0), BERLIN) == timedelta(hours=24) - timedelta(hours=1)
