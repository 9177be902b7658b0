"""Both files of a pair, and whether every member of a group is a person of the users file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from checks.sync.file_scan import FileSeen, look_at
from checks.sync.known_keys import KnownKeys
from sync.files import Files
from sync.layout.shape import Layout
from sync.layout.source import PARTS
from sync.layout.sources import member_source

LISTED: Final = 20
AT_ONCE: Final = 5000


@dataclass(frozen=True)
class PairSeen:
    """`compared` False: the users file has no column by which the groups name their members. `strangers`: the first
    members that are nobody of the users file, as (line, name), `unresolved` the number of all."""

    users: FileSeen
    groups: FileSeen
    compared: bool = False
    strangers: tuple[tuple[int, str], ...] = ()
    unresolved: int = 0

    def value(self) -> dict[str, Any]:
        """As evidence."""
        return {
            "users": self.users.value(),
            "groups": self.groups.value(),
            "compared": self.compared,
            "strangers": [list(one) for one in self.strangers],
            "unresolved": self.unresolved,
        }

    @classmethod
    def of(cls, value: dict[str, Any]) -> PairSeen:
        """From evidence."""
        strangers = tuple((line, name) for line, name in value["strangers"])
        files = {what: FileSeen.of(value[what]) for what in ("users", "groups")}
        return cls(**{**value, **files, "strangers": strangers})


@dataclass
class Members:
    """Gathers the members that groups name, and finds out some thousands at a time which are strangers."""

    known: KnownKeys
    strangers: list[tuple[int, str]] = field(default_factory=list)
    unresolved: int = 0
    _waiting: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, name: str) -> None:
        self._waiting.append((line, name))
        if len(self._waiting) >= AT_ONCE:
            self.settle()

    def settle(self) -> None:
        missing = self.known.missing(name for _, name in self._waiting)
        strange = [one for one in self._waiting if one[1].casefold() in missing]
        self.unresolved += len(strange)
        self.strangers += strange[: LISTED - len(self.strangers)]
        self._waiting.clear()


def scan_pair(
    files: Files, names: tuple[str, str], layout: Layout, progress: Callable[[str], None]
) -> PairSeen:
    """Go through both files, which should be written in this layout."""
    key = layout.members.key.split(PARTS)[0]
    column = next((i for i, one in enumerate(layout.users.columns) if one.source == key), None)
    with KnownKeys() as known:
        members = Members(known)
        progress(f"Reading {names[0]}")

        def take_user(line: int, row: Sequence[str]) -> None:
            if column is not None and column < len(row):
                known.add(row[column])

        users = look_at(files, names[0], layout.users, take_user)
        compared = column is not None and users.rows > 0
        progress(f"Reading {names[1]}")
        groups = look_at(files, names[1], layout.groups, _taking(layout, key, members, compared))
        members.settle()
    return PairSeen(users, groups, compared, tuple(members.strangers), members.unresolved)


def _taking(
    layout: Layout, key: str, members: Members, compared: bool
) -> Callable[[int, Sequence[str]], None]:
    column = next((i for i, one in enumerate(layout.groups.columns) if _names_members(one.source, key)), None)
    joined, sign = layout.members.style == "joined", layout.members.separator

    def take(line: int, row: Sequence[str]) -> None:
        if column is None or column >= len(row) or not compared:
            return
        for name in row[column].split(sign) if joined else [row[column]]:
            if name:
                members.add(line, name)

    return take


def _names_members(source: str, key: str) -> bool:
    """Does the column name members by this source of users?"""
    what, by = member_source(source)
    return bool(what) and (by or key) == key
