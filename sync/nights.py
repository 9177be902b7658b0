"""What a connection's runs told, as far as its checks may know it: plain data, without the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Seen:
    """A finished run. `finished`: aware, UTC; `do`: what to do about its error, in words; `findings`: what the guard
    said."""

    number: int
    state: str
    finished: datetime
    summary: str
    do: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nights:
    """The newest runs and the plan. `on`: a run every night; `newest`: the newest finished run, a preview included;
    `complete`: the newest that was published or found nothing to change; `duration`: the usual one in seconds, None
    while it is not learned; `starts`: the next ones (UTC); `published`: number of the generation that Retain reads."""

    on: bool = False
    newest: Seen | None = None
    complete: Seen | None = None
    duration: float | None = None
    starts: tuple[datetime, ...] = ()
    published: int | None = None
