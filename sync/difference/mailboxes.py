"""People whose mailbox id in the file is another than in the published one, where the layout carries such a column.

Retain tells mailboxes apart by Exchange's id: another one for the same person gave doubled users (retain.md 4, row 13).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from sync.layout.shape import FileLayout
from sync.records import values

NAMES: Final = frozenset({"exchangeguid", "mailboxguid", "msexchmailboxguid"})


def columns(file: FileLayout) -> dict[str, int]:
    """Where a users file carries the id of the mailbox: column by its plain name."""
    plain = ("".join(filter(str.isalnum, column.name)).lower() for column in file.columns)
    return {name: index for index, name in enumerate(plain) if name in NAMES}


def mark_exchanged(rows: sqlite3.Connection, now: FileLayout, before: FileLayout) -> None:
    """Turn changed users into exchanged ones where the id of the mailbox became another one."""
    new, old = columns(now), columns(before)
    pairs = [(old[name], new[name]) for name in new.keys() & old.keys()]
    if pairs:
        found = [(at,) for at, was, is_ in _changed(rows, now, before) if _other(was, is_, pairs)]
        rows.executemany(
            "UPDATE changes SET change = 'exchange', why = 'other-mailbox' WHERE rowid = ?", found
        )


def _changed(
    rows: sqlite3.Connection, now: FileLayout, before: FileLayout
) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    query = "SELECT rowid, before, after FROM changes WHERE what = 'user' AND change = 'change'"
    for at, was, is_ in rows.execute(query):
        yield at, values(was, before), values(is_, now)


def _other(was: tuple[str, ...], is_: tuple[str, ...], pairs: list[tuple[int, int]]) -> bool:
    """An id that appears or goes is no exchange; ids are compared without case and braces."""
    ids = ((was[old].strip("{}").lower(), is_[new].strip("{}").lower()) for old, new in pairs)
    return any(one and other and one != other for one, other in ids)
