"""What the directory knows, as learning a layout needs it: gone through more than once, never held as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from sync import staging
from sync.directory import Group
from sync.layout.user_lines import Entry
from sync.packing import group_of, user_of

GroupEntry = tuple[Group, Sequence[str]]


class Directory(Protocol):
    """Users with the kind of their mailbox, and groups with the object ids of their people, nested groups resolved."""

    def users(self) -> Iterator[Entry]:
        """All of them, from the first one again at each call."""
        ...

    def groups(self) -> Iterator[GroupEntry]:
        """All of them, from the first one again at each call."""
        ...


@dataclass(frozen=True)
class Listed:
    """A directory that is at hand as a list."""

    people: Sequence[Entry]
    lists: Sequence[GroupEntry] = ()

    def users(self) -> Iterator[Entry]:
        """All of them."""
        return iter(self.people)

    def groups(self) -> Iterator[GroupEntry]:
        """All of them."""
        return iter(self.lists)


@dataclass(frozen=True)
class Staged:
    """The directory as a run has left it in its staging file. sqlite3.OperationalError when the file is not there."""

    path: Path

    def users(self) -> Iterator[Entry]:
        """All of them, whether they are archived or not: a sample may list more than the filters let through."""
        with staging.reading(self.path) as file:
            for record, kind in file.execute("SELECT record, kind FROM users"):
                yield user_of(record), kind

    def groups(self) -> Iterator[GroupEntry]:
        """All of them."""
        with staging.reading(self.path) as file:
            members = groupby(file.execute("SELECT grp, member FROM members ORDER BY grp"), key=itemgetter(0))
            owner, people = next(members, ("", iter(())))
            for one, record in file.execute("SELECT id, record FROM groups ORDER BY id"):
                while owner and owner < one:
                    owner, people = next(members, ("", iter(())))
                mine = owner == one
                yield group_of(record), [member for _, member in people] if mine else []
