"""Rows into tables, many to a statement: half the time of one statement a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any, Final

# 9 columns times this stay below 999, the least that SQLite was ever built to take.
AT_ONCE: Final = 100
Row = tuple[Any, ...]


def insert(staging: sqlite3.Connection, table: str, rows: Sequence[Row], verb: str = "INSERT") -> None:
    """Put rows of one width into a table. `table` and `verb` are words of ours."""
    for begin in range(0, len(rows), AT_ONCE):
        several = rows[begin : begin + AT_ONCE]
        one = "(" + ",".join("?" * len(several[0])) + ")"
        values = ",".join([one] * len(several))
        staging.execute(f"{verb} INTO {table} VALUES {values}", [*chain.from_iterable(several)])


def marks(count: int) -> str:
    """So many question marks."""
    return ",".join("?" * count)


def several(items: Iterable[Any], count: int) -> Iterable[list[Any]]:
    """The items, `count` at a time."""
    left = iter(items)
    while taken := list(islice(left, count)):
        yield taken
