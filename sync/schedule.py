"""When a connection's nights start. Pure: times of the wall clock in, moments in UTC out.

A night is a date of the connection's own calendar. It has exactly one start: a time that does not exist on that date
(clocks go forward) stands for the first moment after the gap, one that exists twice (clocks go back) for the first of
the two. Source of the rules: RFC 5545 section 3.3.5 for the second; for the first, RFC 5545 would shift by the gap,
which can come after an archive job that was set for the end of the gap, so we take the end of the gap itself.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LATEST = timedelta(hours=6)
LEARNED_FROM = 10
ENOUGH = 3
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def start_of(night: date, at: time, zone: str) -> datetime:
    """The moment (UTC) at which the night of this date starts. `zone`: an IANA name."""
    place = ZoneInfo(zone)
    wall = datetime.combine(night, at)
    moment = wall.replace(tzinfo=place).astimezone(UTC)
    if moment.astimezone(place).replace(tzinfo=None) == wall:
        return moment
    return _end_of_gap(wall, place)


def _end_of_gap(wall: datetime, place: ZoneInfo) -> datetime:
    """The first moment after the gap that this time of the clock lies in, to the second."""
    before = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    old = before.astimezone(place).utcoffset()
    while after - before > SECOND:
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(place).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def night_at(moment: datetime, at: time, zone: str) -> date:
    """The newest night that has started by this moment (aware)."""
    today = moment.astimezone(ZoneInfo(zone)).date()
    # On the day of a change a start can fall on the next date: look from tomorrow backwards.
    return next(
        night
        for night in (today + DAY, today, today - DAY, today - 2 * DAY)
        if start_of(night, at, zone) <= moment
    )


def starts(at: time, zone: str, after: datetime) -> Iterator[tuple[date, datetime]]:
    """Every night that starts after this moment (aware) and its start (UTC), without end."""
    night = night_at(after, at, zone) + DAY
    while True:
        yield night, start_of(night, at, zone)
        night += DAY


def next_starts(at: time, zone: str, after: datetime, count: int = 5) -> list[datetime]:
    """The next starts (UTC) after a moment (aware)."""
    coming = starts(at, zone, after)
    return [next(coming)[1] for _ in range(count)]


def nights_between(at: time, zone: str, since: datetime, now: datetime, at_most: int = 30) -> list[date]:
    """The newest nights that started in (`since`, `now`], oldest first, at most so many."""
    newest = night_at(now, at, zone)
    nights = (newest - n * DAY for n in range(at_most))
    return sorted(night for night in nights if since < start_of(night, at, zone) <= now)


def usual(durations: Sequence[float]) -> float | None:
    """How long a run takes, in seconds: the median of the newest ones; None until three are known."""
    newest = durations[:LEARNED_FROM]
    return statistics.median(newest) if len(newest) >= ENOUGH else None


def gap_before(start: datetime, job_at: time, zone: str) -> timedelta:
    """From a start to the archive job that comes next, in real time."""
    return next_starts(job_at, zone, start, 1)[0] - start
