"""page and counts: what the preview page asks."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sync.preview import listing
from sync.preview.listing import ABSENT, RANKS, TOUCHED
from sync.preview.rows import Row
from sync.preview.showing import Layouts, show

MOST: Final = 500
WORDS: Final = 10


@dataclass(frozen=True)
class Ask:
    """What is looked for. `change`: "" for whatever changes, "all", or one of "add", "change", "remove", "exchange",
    "same", "out". `why`: one reason. `text`: words that all occur in logon name, address or name, in any case. `number`
    counts pages from 1; `size`: rows a page, at most 500. `present_first`: who will be in the file before who will
    not."""

    what: str = "user"
    change: str = ""
    why: str = ""
    text: str = ""
    number: int = 1
    size: int = 50
    present_first: bool = False


@dataclass(frozen=True)
class Page:
    """`total`: all rows that were found; `number` lies from 1 to `pages`, also where another was asked for."""

    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int


def page(staged: Path, ask: Ask) -> Page:
    """One page of a run's rows. sqlite3.OperationalError when its staging file is gone."""
    path = listing.prepare(staged)
    size = min(max(ask.size, 1), MOST)
    with _open(path, staged) as rows:
        found = _searched(rows, ask) if ask.text.strip() else None
        total = _total(rows, ask) if found is None else len(found)
        pages = max(1, -(-total // size))
        number = min(max(ask.number, 1), pages)
        first = (number - 1) * size
        here = _leafed(rows, ask, first, size) if found is None else found[first : first + size]
        return Page(tuple(_shown(rows, ask.what, here)), total, number, pages)


def counts(staged: Path, what: str) -> dict[tuple[str, str], int]:
    """How many rows there are of each (change, reason), in the order in which they are shown."""
    path = listing.prepare(staged)
    query = "SELECT rank, why, count(*) FROM rows WHERE what = ? GROUP BY rank, why"
    with _open(path, staged) as rows:
        return {(RANKS[rank], why): count for rank, why, count in rows.execute(query, [what])}


def _open(path: Path, staged: Path) -> closing[sqlite3.Connection]:
    rows = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    rows.execute("ATTACH ? AS staged", [f"{staged.absolute().as_uri()}?mode=ro"])
    return closing(rows)


def _total(rows: sqlite3.Connection, ask: Ask) -> int:
    where, values = _where(ask)
    (total,) = rows.execute(f"SELECT count(*) FROM rows WHERE {where}", values).fetchone()  # noqa: S608
    return int(total)


def _leafed(rows: sqlite3.Connection, ask: Ask, first: int, size: int) -> Sequence[int]:
    """Where the rows of a page stand, by an index alone."""
    where, values = _where(ask)
    query = f"SELECT at FROM rows WHERE {where} ORDER BY {_order(ask)}rank, at LIMIT ? OFFSET ?"  # noqa: S608
    return [at for (at,) in rows.execute(query, [*values, size, first])]


def _searched(rows: sqlite3.Connection, ask: Ask) -> Sequence[int]:
    """Where all rows stand that hold the words: every row has to be read, so it is done once."""
    where, values = _where(ask)
    words = ask.text.casefold().split()[:WORDS]
    has = " AND ".join([where] + ["instr(find, ?)"] * len(words))
    query = f"SELECT at FROM rows WHERE {has} ORDER BY {_order(ask)}at"  # noqa: S608
    return array("q", (at for (at,) in rows.execute(query, [*values, *words])))


def _order(ask: Ask) -> str:
    return f"rank IN ({', '.join(map(str, ABSENT))}), " if ask.present_first else ""


def _where(ask: Ask) -> tuple[str, list[Any]]:
    terms, values = ["what = ?"], [ask.what]
    if ask.change in RANKS:
        terms.append(f"rank = {RANKS.index(ask.change)}")
    elif not ask.change:
        terms.append(f"rank < {TOUCHED}")
    if ask.why:
        terms.append("why = ?")
        values.append(ask.why)
    return " AND ".join(terms), values


def _shown(rows: sqlite3.Connection, what: str, places: Sequence[int]) -> Iterator[Row]:
    layouts = Layouts.of(rows, "staged", "staged")
    marks = ", ".join("?" * len(places))
    query = f"SELECT at, rank, why, key, name, source, ref FROM rows WHERE at IN ({marks})"  # noqa: S608
    found = {at: told for at, *told in rows.execute(query, list(places)).fetchall()}
    for rank, why, key, name, source, ref in (found[place] for place in places):
        change = RANKS[rank]
        yield show(what, change, key, name, why, _lines(rows, change, source, ref), layouts)


def _lines(rows: sqlite3.Connection, change: str, source: str, ref: int) -> tuple[str, str]:
    """What the row has in the published file and in the new one."""
    if source == "changes":
        query = "SELECT before, after FROM staged.changes WHERE rowid = ?"
        before, after = rows.execute(query, [ref]).fetchone()
        return before, after
    (line,) = rows.execute(f"SELECT line FROM staged.{source} WHERE rowid = ?", [ref]).fetchone()  # noqa: S608
    return (line if change == "same" else ""), line
