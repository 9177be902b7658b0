"""Dated facts about Microsoft's platform. Steps and checks ask for the state on a day, so that text and
verdict turn on the day by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Literal

from checks.subject import Road

State = Literal["open", "gated", "closed"]

ALL_CLOUDS = ("worldwide", "gcc-high", "dod", "china", "custom")
BOTH_ROADS: tuple[Road, ...] = ("application", "impersonation")
_read: ContextVar[set[str] | None] = ContextVar("facts that are read", default=None)


@dataclass(frozen=True)
class Fact:
    """One change of the platform.

    `what`: a sentence for people, true from `effective` on. `effective` None: announced, but no date is published.
    `gate`: from that day on the thing works only under a condition, named in `condition`. `clouds` for which these
    dates hold; elsewhere nothing is published. `road` names the ways of connecting that it touches. `source_date`:
    when the source was written, as far as it says. `day_known` False: the source gives the month alone."""

    id: str
    what: str
    effective: date | None
    source: str
    source_date: str
    clouds: tuple[str, ...] = ALL_CLOUDS
    roads: tuple[Road, ...] = BOTH_ROADS
    gate: date | None = None
    condition: str = ""
    day_known: bool = True

    def state(self, day: date, cloud_key: str) -> State:
        """open: as ever. gated: works under `condition`. closed: over. Open as well where no date is
        published."""
        if cloud_key not in self.clouds:
            return "open"
        if self.effective and day >= self.effective:
            return "closed"
        return "gated" if self.gate and day >= self.gate else "open"

    def days_left(self, day: date, cloud_key: str) -> int | None:
        """Days until it is closed, 0 once it is; None where no date is published."""
        if self.effective is None or cloud_key not in self.clouds:
            return None
        return max((self.effective - day).days, 0)

    def sentence(self, day: date, cloud_key: str) -> str:
        """The state on a day in words, for steps and checks."""
        state, left = self.state(day, cloud_key), self.days_left(day, cloud_key)
        if left is None:
            return f"{self.what} No date is published for this cloud."
        day_of = f"{self.effective.day} " if self.effective and self.day_known else ""
        when = f"{day_of}{self.effective:%B %Y}"
        if state == "closed":
            return f"{self.what} This holds since {when}."
        gated = f" Until then: {self.condition}" if state == "gated" else ""
        count = f"{'' if self.day_known else 'about '}{left} {'day' if left == 1 else 'days'}"
        return f"{self.what} This holds from {when}, in {count}.{gated}"


@contextmanager
def reading() -> Iterator[set[str]]:
    """A set that fills with the ids of the facts that are asked for in the block, in this thread.

    A verdict rests on what it asked: when the state of one of these changes, the verdict is out of date.
    """
    ids: set[str] = set()
    before = _read.set(ids)
    try:
        yield ids
    finally:
        _read.reset(before)


def fact(fact_id: str) -> Fact:
    """The fact with this id; KeyError when there is none."""
    ids = _read.get()
    if ids is not None:
        ids.add(fact_id)
    return _by_id()[fact_id]


def state(fact_id: str, day: date, cloud_key: str) -> State:
    """State of one fact on a day in a cloud; see Fact.state."""
    return fact(fact_id).state(day, cloud_key)


def days_left(fact_id: str, day: date, cloud_key: str) -> int | None:
    """Days until one fact closes; see Fact.days_left."""
    return fact(fact_id).days_left(day, cloud_key)


def all_facts() -> tuple[Fact, ...]:
    """Every fact: dated ones by date, then the ones without a published date."""
    return tuple(sorted(_by_id().values(), key=lambda known: (known.effective or date.max, known.id)))


def coming(day: date, cloud_key: str, road: Road, within: int = 400) -> Iterator[Fact]:
    """Facts that touch this road and close within so many days from `day`, soonest first."""
    for known in all_facts():
        left = known.days_left(day, cloud_key)
        if left is not None and 0 < left <= within and road in known.roads:
            yield known


def _by_id() -> dict[str, Fact]:
    from checks.facts.platform import FACTS

    return {known.id: known for known in FACTS}
