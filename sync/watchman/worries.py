"""What is wrong with a connection's nights. Pure: what the runs told in, worries out.

The limits: a pair is old after 26 hours (a night and two hours), as Healthchecks' late signals; a run is too long after
three times its usual duration, too fast under a fifth of it; a pair is too small under three quarters of what it
usually holds, which finds what shrinks slowly, below the guard's limits, night by night.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sync import schedule

Kind = Literal["not-started", "too-long", "too-fast", "too-small", "stale", "held", "incomplete", "failed"]

OLD = timedelta(hours=26)
TIMES_TOO_LONG, LEAST_TOO_LONG = 3, timedelta(minutes=10)
LONG_WHEN_UNKNOWN = timedelta(hours=2)
PART_TOO_FAST, WORTH_COMPARING = 0.2, timedelta(minutes=1)
PART_TOO_SMALL, SIZES_KNOWN = 0.75, 3


@dataclass(frozen=True)
class Past:
    """A finished run that was to publish. `took` in seconds; `full`: it read the whole directory; `missed`: it is a
    night that was never started."""

    number: int
    state: str
    finished: datetime
    summary: str
    took: float | None = None
    full: bool | None = None
    missed: bool = False


@dataclass(frozen=True)
class Now:
    """The run under way. `full` None: it has not decided yet."""

    number: int
    started: datetime
    full: bool | None = None


@dataclass(frozen=True)
class Size:
    """How much a published pair holds."""

    users: int
    groups: int


@dataclass(frozen=True)
class History:
    """What is known of a connection, newest first. `since`: when its schedule was set; `job`: when the archive job
    begins that comes after the start of the run under way."""

    since: datetime
    runs: Sequence[Past] = ()
    running: Now | None = None
    job: datetime | None = None
    sizes: Sequence[Size] = ()


@dataclass(frozen=True)
class Worry:
    """One thing that is wrong: what was seen, in one or two sentences, and the number of the run that showed it."""

    kind: Kind
    text: str
    run: int | None = None


def worries(history: History, now: datetime) -> list[Worry]:
    """Everything that is wrong at this moment (aware), at most one of each kind."""
    found = (
        _newest(history),
        _stale(history, now),
        _too_long(history, now),
        _too_fast(history),
        _too_small(history),
    )
    return [worry for some in found for worry in some]


def _newest(history: History) -> Iterator[Worry]:
    newest = next(iter(history.runs), None)
    if newest is None:
        return
    if newest.missed:
        yield Worry("not-started", newest.summary, newest.number)
    elif newest.state == "held":
        yield Worry("held", newest.summary, newest.number)
    elif newest.state == "incomplete":
        yield Worry("incomplete", newest.summary, newest.number)
    elif newest.state == "failed":
        yield Worry("failed", newest.summary, newest.number)


def _stale(history: History, now: datetime) -> Iterator[Worry]:
    good = next((run for run in history.runs if run.state in ("published", "unchanged")), None)
    last = max(good.finished, history.since) if good else history.since
    if now - last > OLD:
        hours = int((now - last).total_seconds() // 3600)
        seen = (
            "The files were last brought up to date"
            if good
            else "No run has brought the files up to date for"
        )
        yield Worry("stale", f"{seen} {hours} hours{' ago' if good else ''}.", good.number if good else None)


def usual(history: History, full: bool | None) -> float | None:
    """How long such a run usually takes, in seconds; where it has not decided yet, the longer of the two kinds."""
    kinds = (True, False) if full is None else (full,)
    known = [_usual(history, kind) for kind in kinds]
    return max((one for one in known if one is not None), default=None)


def _usual(history: History, full: bool) -> float | None:
    good = (run for run in history.runs if run.state in ("published", "unchanged", "held"))
    return schedule.usual([run.took for run in good if run.full == full and run.took is not None])


def _too_long(history: History, now: datetime) -> Iterator[Worry]:
    running = history.running
    if running is None:
        return
    took, known = now - running.started, usual(history, running.full)
    limit = LONG_WHEN_UNKNOWN
    if known is not None:
        limit = max(timedelta(seconds=TIMES_TOO_LONG * known), LEAST_TOO_LONG)
    minutes = int(took.total_seconds() // 60)
    if took > limit:
        compared = f"; usually it takes {_spoken(known)}" if known is not None else ""
        yield Worry(
            "too-long",
            f"Run {running.number} has been under way for {minutes} minutes{compared}.",
            running.number,
        )
    elif history.job is not None and now >= history.job:
        text = f"Run {running.number} is still under way, and the archive job begins now with the files of before."
        yield Worry("too-long", text, running.number)


def _too_fast(history: History) -> Iterator[Worry]:
    newest = next(iter(history.runs), None)
    if (
        newest is None
        or newest.took is None
        or newest.full is not True
        or newest.state not in ("published", "unchanged")
    ):
        return
    known = _usual(History(history.since, history.runs[1:]), True)
    if known is None or known < WORTH_COMPARING.total_seconds() or newest.took >= PART_TOO_FAST * known:
        return
    text = f"Run {newest.number} read the whole directory in {_spoken(newest.took)}; usually it takes {_spoken(known)}."
    yield Worry("too-fast", text, newest.number)


def _too_small(history: History) -> Iterator[Worry]:
    if len(history.sizes) <= SIZES_KNOWN:
        return
    newest, earlier = history.sizes[0], history.sizes[1:]
    usual_users = statistics.median(size.users for size in earlier)
    usual_groups = statistics.median(size.groups for size in earlier)
    if newest.users < PART_TOO_SMALL * usual_users:
        text = f"The published pair holds {newest.users} users; usually it holds about {usual_users:.0f}."
        yield Worry("too-small", text)
    elif newest.groups < PART_TOO_SMALL * usual_groups:
        text = f"The published pair holds {newest.groups} groups; usually it holds about {usual_groups:.0f}."
        yield Worry("too-small", text)


def _spoken(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes"
