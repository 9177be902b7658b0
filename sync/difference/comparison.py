"""The difference between a staging file and the published pair: counts for the guard, rows for people."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from sync import staging
from sync.difference import mailboxes
from sync.difference.queries import CHANGES, IN_ORDER, MATCH, PAIRS, SHRUNK, SIDES, TEMPORARY, Side
from sync.guard import Change, Shrunk
from sync.layout.shape import Layout


class NoBase(FileNotFoundError):
    """The index of the published generation is not there."""


def compare(rows: sqlite3.Connection, base: Path | None, new: str = "main") -> Change:
    """Compare a staging file with the index of the published generation (None: nothing is published yet).

    Fills the table `changes` of `rows` and notes the fact "difference": how many users and groups are added, changed,
    removed, exchanged or the same; "base", and what of the new lines is proven already. Without a base every row is an
    addition, and `changes` stays empty: the rows are those of the staging file itself. `new`: the attached database
    that holds the new rows, where that is not `rows` itself. Commits. NoBase.
    """
    rows.commit()
    # What is lost with a crash is this run, never a pair.
    rows.executescript(f"PRAGMA synchronous=OFF; PRAGMA cache_size=-{staging.CACHE_KIB}")
    rows.execute("DELETE FROM changes")
    if new == "main":
        for statement in IN_ORDER:
            rows.execute(statement)
    rows.commit()
    if base is None:
        return _first(rows, new)
    with _attached(rows, base):
        return _compared(rows, new)


@contextmanager
def _attached(rows: sqlite3.Connection, base: Path) -> Iterator[None]:
    if not base.is_file():
        raise NoBase(f"{base} is not there.")
    rows.execute("ATTACH ? AS old", [str(base)])
    try:
        rows.execute(f"PRAGMA old.cache_size=-{staging.CACHE_KIB}")
        yield
    finally:
        rows.rollback()
        for name in TEMPORARY:
            rows.execute(f"DROP TABLE IF EXISTS temp.{name}")
        rows.commit()
        rows.execute("DETACH old")


def _first(rows: sqlite3.Connection, new: str) -> Change:
    counted = {side.table: _size(rows, side.table, new) for side in SIDES}
    told = {table: {"add": count, "same": 0, "before": 0, "after": count} for table, count in counted.items()}
    staging.note(rows, "difference", {**told, "base": False, "proven": []})
    rows.commit()
    return Change(0, counted["users"], 0, 0, counted["groups"], 0)


def _compared(rows: sqlite3.Connection, new: str) -> Change:
    told = {side.table: _side(rows, side, new) for side in SIDES}
    layout, before = _layout(rows, new), _layout(rows, "old")
    proven: list[str] = []
    if layout is not None and before is not None:
        mailboxes.mark_exchanged(rows, layout.users, before.users)
        alike = layout.groups == before.groups and layout.members == before.members
        proven = ["users"] * (layout.users == before.users) + ["groups"] * alike
    for side in SIDES:
        told[side.table] |= _counts(rows, side.what)
    staging.note(rows, "difference", {**told, "base": True, "proven": proven})
    staging.note(rows, "base layout", before.stored() if before else None)
    change = _change(rows, told, _shrunk(rows, new))
    rows.commit()
    return change


def _side(rows: sqlite3.Connection, side: Side, new: str) -> dict[str, int]:
    """Fill `changes` with the users or groups; how many rows there were, are, and stayed the same."""
    _run(rows, MATCH + CHANGES, {**asdict(side), "new": new})
    before, after = (_size(rows, side.table, schema) for schema in ("old", new))
    touched = sum(_counts(rows, side.what).get(change, 0) for change in ("add", "change", "exchange"))
    return {"before": before, "after": after, "same": after - touched}


def _size(rows: sqlite3.Connection, table: str, schema: str) -> int:
    """How many rows the file has."""
    query = "SELECT count(*) FROM {schema}.{table} WHERE line <> ''"
    (count,) = rows.execute(query.format(schema=schema, table=table)).fetchone()
    return int(count)


def _run(rows: sqlite3.Connection, script: str, names: dict[str, str]) -> None:
    for statement in script.format(**names).split(";\n"):
        rows.execute(statement)


def _counts(rows: sqlite3.Connection, what: str) -> dict[str, int]:
    return dict(rows.execute("SELECT change, count(*) FROM changes WHERE what = ? GROUP BY change", [what]))


def _change(rows: sqlite3.Connection, told: dict[str, dict[str, int]], shrunk: tuple[Shrunk, ...]) -> Change:
    users, groups = told["users"], told["groups"]
    query = "SELECT key FROM changes WHERE change = 'exchange' ORDER BY key"
    return Change(
        users["before"],
        users["after"],
        users.get("remove", 0),
        groups["before"],
        groups["after"],
        groups.get("remove", 0),
        shrunk,
        tuple(key for (key,) in rows.execute(query)),
    )


def _shrunk(rows: sqlite3.Connection, new: str) -> tuple[Shrunk, ...]:
    """Groups that lose members, among those whose line differs."""
    _run(rows, PAIRS, {"new": new})
    return tuple(
        Shrunk(id, f"{name} ({mail})" if name and mail else name or mail, before, gone)
        for id, name, mail, before, gone in rows.execute(SHRUNK.format(new=new))
    )


def _layout(rows: sqlite3.Connection, where: str) -> Layout | None:
    found = rows.execute(f"SELECT value FROM {where}.facts WHERE key = 'layout'").fetchone()  # noqa: S608
    return Layout.of(json.loads(found[0])) if found else None
