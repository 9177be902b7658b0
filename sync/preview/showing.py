"""From lines of the files to a row for people."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from sync.layout.shape import Layout
from sync.preview.rows import Row, members_moved, side_by_side
from sync.preview.wording import sentence


@dataclass(frozen=True)
class Layouts:
    """Of the new files, and of the published ones. Where nobody noted one, values cannot be told apart."""

    now: Layout | None
    was: Layout | None

    @classmethod
    def of(cls, rows: sqlite3.Connection, now: str, was: str = "main") -> Layouts:
        """As the facts of the attached databases `now` and `was` have them."""
        new = _layout(rows, now, "layout")
        return cls(new, _layout(rows, was, "base layout") or new)


def show(
    what: str, change: str, key: str, name: str, why: str, lines: tuple[str, str], layouts: Layouts
) -> Row:
    """`lines`: what the row has in the published file and in the new one, "" for nothing."""
    if layouts.now is None or layouts.was is None:
        return Row(what, change, key, name, why, sentence(what, why, (), (0, 0)))
    now, was = layouts.now, layouts.was
    files = (now.users, was.users) if what == "user" else (now.groups, was.groups)
    values = side_by_side(*lines, *files)
    moved = members_moved(values, now) if what == "group" else (0, 0)
    return Row(what, change, key, name, why, sentence(what, why, values, moved), values)


def _layout(rows: sqlite3.Connection, where: str, key: str) -> Layout | None:
    query = f"SELECT value FROM {where}.facts WHERE key = ?"  # noqa: S608
    found = rows.execute(query, [key]).fetchone()
    value = json.loads(found[0]) if found else None
    return Layout.of(value) if value else None
