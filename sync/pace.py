"""How fast a run goes and how long its phase will take: pure, for pages and the shell alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

PHASES: Final[dict[str, str]] = {
    "": "Waiting for a worker",
    "sign-in": "Signing in",
    "users": "Reading users",
    "contacts": "Reading contacts",
    "groups": "Reading groups",
    "members": "Resolving members",
    "types": "Asking for mailbox types",
    "replay": "Reading what changed meanwhile",
    "difference": "Comparing with the published pair",
    "guard": "Judging the difference",
    "writing": "Writing both files",
    "verifying": "Reading them back",
    "publishing": "Publishing the pair",
}


@dataclass(frozen=True)
class Pace:
    """`rate`: how many a second; `left`: seconds to the end of the phase. None while nobody can know."""

    rate: float | None = None
    left: float | None = None


def pace(done: int, total: int, since: datetime | None, now: datetime) -> Pace:
    """Of `done` out of `total` (0: unknown) in a phase that began at `since`; moments are aware."""
    took = (now - since).total_seconds() if since else 0.0
    if took < 1 or done <= 0:
        return Pace()
    rate = done / took
    return Pace(rate, (total - done) / rate if total > done else None)


def spoken(phase: str, done: int, total: int, found: Pace) -> str:
    """One line: "Reading users: 12,000 of 100,000, 3,400 a second, 26 s left"."""
    words = PHASES.get(phase, phase)
    if not done and not total:
        return words
    counted = f"{words}: {done:,}" + (f" of {total:,}" if total else "")
    speed = f", {found.rate:,.0f} a second" if found.rate is not None else ""
    left = f", {_duration(found.left)} left" if found.left is not None else ""
    return counted + speed + left


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
