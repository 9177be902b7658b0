"""The strip of dates that will hurt a connection: what Microsoft has announced for its road and its cloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checks.facts import register
from sync.models import Connection, Kind


@dataclass(frozen=True)
class Ahead:
    """A date ahead: `on` what day (`day_known` False: only its month is published), in how many days, and what."""

    what: str
    on: date
    day_known: bool
    days: int


def of_connection(connection: Connection, day: date) -> Iterator[Ahead]:
    """The dates that matter to this connection, soonest first; none for one without Exchange Online."""
    if connection.exchange == Kind.SERVER:
        return
    for fact in register.coming(day, connection.cloud, connection.road):  # type: ignore[arg-type]
        if fact.effective is not None:
            yield Ahead(fact.what, fact.effective, fact.day_known, (fact.effective - day).days)
