"""Nights on which the clock changes: a time of the wall clock that does not exist, or comes twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

AHEAD = 400


@dataclass(frozen=True)
class Turn:
    """A date on which the time is "skipped" (clocks go forward) or "doubled" (clocks go back)."""

    night: date
    what: Literal["skipped", "doubled"]


def turns(at: time, zone: str, first: date, days: int = AHEAD) -> tuple[Turn, ...]:
    """Every such date in the next `days` from `first` on. `zone`: an IANA name; ZoneInfoNotFoundError otherwise."""
    place = ZoneInfo(zone)
    nights = (first + timedelta(days=number) for number in range(days))
    return tuple(turn for night in nights if (turn := _turn(datetime.combine(night, at), place)))


def warning(at: time, zone: str, first: date) -> str:
    """What to say about the time of a nightly run; empty where the clock never changes at that time."""
    found = turns(at, zone, first)
    if not found:
        return ""
    said = " and ".join(_words(turn, at) for turn in found[:2])
    return f"In {zone} {said}. A time before or after the hour of the change avoids that."


def day(night: date) -> str:
    """For people: 20 November 2026."""
    return f"{night.day} {night:%B %Y}"


def _turn(wall: datetime, place: ZoneInfo) -> Turn | None:
    early, late = wall.replace(tzinfo=place), wall.replace(tzinfo=place, fold=1)
    if early.utcoffset() == late.utcoffset():
        return None
    back = early.astimezone(UTC).astimezone(place).replace(tzinfo=None)
    return Turn(wall.date(), "doubled" if back == wall else "skipped")


def _words(turn: Turn, at: time) -> str:
    clock = f"{at:%H:%M}"
    return f"{clock} comes twice on {day(turn.night)}" if turn.what == "doubled" else (
        f"there is no {clock} on {day(turn.night)}"
    )  # fmt: skip
