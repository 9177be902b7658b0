"""What a collection is to do, and whom it tells how far it is."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from clients.contract import DirectoryReader
from sync.choice import Choice
from sync.collect.unwritten import Unwritten
from sync.layout.kept import NOTHING, Kept
from sync.layout.shape import Layout


class Say(Protocol):
    """Reports progress. `phase`: "users", "contacts", "groups", "members", "types", "replay"; `total` 0: not known."""

    def __call__(self, phase: str, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Plan:
    """`previous`: the staging file of the last complete run, None for none: where an incremental run begins, and what
    mailbox types are remembered from. `takes_over`: nobody else needs that file any more, so an incremental run may
    change it instead of a copy. `full`: read everything all the same. `held`: up to how many people are held in memory
    while groups are made (this many take some 80 MB); above that they are looked up as they are needed."""

    choice: Choice
    layout: Layout
    kept: Kept = NOTHING
    previous: Path | None = None
    takes_over: bool = False
    full: bool = False
    held: int = 250_000


@dataclass
class Tally:
    """What happened on the way: `pages` read, `notes` for people, whether something was read again (`retried`), and why
    everything was read although only changes were wanted (`fell_back`). `types_denied`: mailboxes may not be asked.
    `unwritten`: whose values the files cannot hold."""

    pages: int = 0
    notes: list[str] = field(default_factory=list)
    retried: bool = False
    fell_back: str = ""
    types_denied: bool = False
    unwritten: Unwritten = field(default_factory=Unwritten)

    def add_note(self, text: str) -> None:
        """Note it, once."""
        if text not in self.notes:
            self.notes.append(text)


@dataclass(frozen=True)
class Run:
    """One collection under way. `started`: when (aware). `undoable`: its tables are those of the run before, which come
    back unless this one ends well; so nothing is committed before the end."""

    reader: DirectoryReader
    staging: sqlite3.Connection
    plan: Plan
    say: Say
    started: datetime
    tally: Tally = field(default_factory=Tally)
    undoable: bool = False

    def commit(self) -> None:
        """On the way: what could be undone takes memory."""
        if not self.undoable:
            self.staging.commit()
