"""One row as it is shown: whose it is, what becomes of it and why, and its values before and after."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.layout.shape import FileLayout, Layout
from sync.records import values


@dataclass(frozen=True)
class Value:
    """One column. `differs`: it changes; of a row that comes or goes nothing differs."""

    column: str
    before: str
    after: str
    differs: bool = False


@dataclass(frozen=True)
class Row:
    """`what`: "user" or "group"; `change`: "add", "change", "remove", "exchange", "same", "out"; `key`: logon name or
    address; `why`: the reason as a word, `sentence`: for people. `values`: none for rows that are in neither file."""

    what: str
    change: str
    key: str
    name: str
    why: str
    sentence: str
    values: tuple[Value, ...] = ()


UNREADABLE: Final = "Line"


def side_by_side(before: str, after: str, now: FileLayout, was: FileLayout) -> tuple[Value, ...]:
    """The columns of the file as it will be, then those that only the published one has."""
    old, new = _named(before, was), _named(after, now)
    both = bool(before and after)
    names = [*new, *(name for name in old if name not in new)] if after else [*old]
    return tuple(
        Value(name, old.get(name, ""), new.get(name, ""), both and old.get(name, "") != new.get(name, ""))
        for name in names
    )


def _named(line: str, file: FileLayout) -> dict[str, str]:
    """Values by column. A line that does not fit its layout is shown as it is, rather than not at all."""
    try:
        found = values(line, file)
    except csv.Error:
        return {UNREADABLE: line}
    if found and len(found) != len(file.columns):
        return {UNREADABLE: line}
    return {column.name: value for column, value in zip(file.columns, found, strict=False)}


def members_moved(shown: Sequence[Value], layout: Layout) -> tuple[int, int]:
    """How many members join and leave a group, where the file lists them in one field or one a row."""
    listing = {column.name for column in layout.groups.columns if column.source.startswith("member")}
    sign = layout.members.separator if layout.members.style == "joined" else "\n"
    for value in shown:
        if value.column in listing and value.differs:
            before, after = ({*filter(None, text.split(sign))} for text in (value.before, value.after))
            return len(after - before), len(before - after)
    return 0, 0
