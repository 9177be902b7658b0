"""What became different from one generation to another."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

from sync import difference, staging
from sync.preview import Row
from sync.preview.listing import RANKS
from sync.preview.showing import Layouts, show
from sync.snapshots.indexes import INDEX
from sync.snapshots.store import Store

MOST: Final = 500
_ORDER: Final = " ".join(f"WHEN '{change}' THEN {rank}" for rank, change in enumerate(RANKS))
_QUERY: Final = (
    "SELECT change, key, name, why, before, after FROM changes WHERE what = ? "  # noqa: S608 (our own words)
    f"ORDER BY CASE change {_ORDER} END, lower(key) LIMIT ?"
)


@dataclass(frozen=True)
class Compared:
    """`users`, `groups`: how many rows are "add", "remove", "change", "exchange" and "same", and how many there were
    "before" and "after". `rows`: what differs, users first, at most 500 of each. `text`: why nothing could be compared,
    else empty."""

    users: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    text: str = ""


def compare(store: Store, older: int, newer: int) -> Compared:
    """The difference that publishing `newer` made to `older`, by their indexes. FileNotFoundError when there is no such
    generation."""
    paths = [store.path(number) / INDEX for number in (older, newer)]
    for number, path in zip((older, newer), paths, strict=True):
        store.manifest(number)
        if not path.is_file():
            return Compared(
                text=f"Generation {number} was not made by this program: it has no index to compare."
            )
    with closing(sqlite3.connect("")) as rows:
        rows.executescript(staging.SCHEMA)
        rows.execute("ATTACH ? AS new", [str(paths[1])])
        difference.compare(rows, paths[0], new="new")
        return _told(rows)


def _told(rows: sqlite3.Connection) -> Compared:
    told, layouts = staging.fact(rows, "difference"), Layouts.of(rows, "new")
    found = [
        show(what, change, key, name, why, (before, after), layouts)
        for what in ("user", "group")
        for change, key, name, why, before, after in rows.execute(_QUERY, [what, MOST])
    ]
    return Compared(told["users"], told["groups"], tuple(found))
