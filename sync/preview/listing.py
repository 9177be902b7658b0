"""One narrow table of all rows of a run, in the order in which they are shown.

It stands in a file of its own beside the staging file, which stays as the run left it, and is made when somebody first
looks. Every page, filter and search then reads some megabytes instead of the directory.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from uuid import uuid4

# In this order they are shown. "same": as published; "out": in the directory, in neither file.
RANKS: Final = ("exchange", "remove", "change", "add", "same", "out")
TOUCHED: Final = 4
ABSENT: Final = (RANKS.index("remove"), RANKS.index("out"))
SIDES: Final = (("user", "users", "upn"), ("group", "groups", "mail"))

_SCHEMA: Final = """
CREATE TABLE rows (
    at INTEGER PRIMARY KEY, what TEXT NOT NULL, rank INTEGER NOT NULL, why TEXT NOT NULL, key TEXT NOT NULL,
    name TEXT NOT NULL, find TEXT NOT NULL, source TEXT NOT NULL, ref INTEGER NOT NULL);
CREATE TABLE touched (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_CHANGED: Final = """
INSERT INTO rows SELECT NULL, what, CASE change {ranks} END AS rank, why, key, name, fold(key || ' ' || name),
    'changes', rowid FROM staged.changes WHERE what = '{what}' ORDER BY rank, lower(key);
DELETE FROM touched;
INSERT OR IGNORE INTO touched SELECT id FROM staged.changes WHERE what = '{what}';
"""
_IN_FILE: Final = """
INSERT INTO rows SELECT NULL, '{what}', {rank}, '{why}', {key}, name, fold({key} || ' ' || mail || ' ' || name),
    '{table}', rowid FROM staged.{table} WHERE line <> '' AND id NOT IN touched ORDER BY place;
"""
_OUT: Final = """
INSERT INTO rows SELECT NULL, '{what}', {out}, reason, {key}, name, fold({key} || ' ' || mail || ' ' || name),
    '{table}', rowid FROM staged.{table} WHERE line = '' AND id NOT IN touched ORDER BY reason, {key};
"""
# Within users or groups, rows stand in the order of their ranks: counting and leafing need these alone.
_INDEXES: Final = (
    "CREATE INDEX by_rank ON rows (what, rank)",
    "CREATE INDEX by_why ON rows (what, why, rank)",
)


def path_for(staged: Path) -> Path:
    return staged.with_suffix(".listing.sqlite")


def prepare(staged: Path) -> Path:
    """The listing of a run that is over; made now, if it is not there. sqlite3.OperationalError without a staging file.

    Two who make it at the same time both succeed: it takes its name when it is whole."""
    path = path_for(staged)
    if _newer(path, staged):
        return path
    making = path.with_suffix(f".{uuid4().hex}")
    try:
        os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(making.absolute().as_uri(), uri=True)) as rows:
            _fill(rows, staged)
        os.replace(making, path)
    finally:
        making.unlink(missing_ok=True)
    return path


def _newer(path: Path, staged: Path) -> bool:
    """Who looked while the run was under way must not keep what he saw."""
    try:
        return path.stat().st_mtime_ns >= staged.stat().st_mtime_ns
    except FileNotFoundError:
        return False


def forget(staged: Path) -> None:
    """Remove the listing of a run."""
    path_for(staged).unlink(missing_ok=True)


def _fill(rows: sqlite3.Connection, staged: Path) -> None:
    rows.create_function("fold", 1, str.casefold, deterministic=True)
    rows.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA}")
    rows.execute("ATTACH ? AS staged", [f"{staged.absolute().as_uri()}?mode=ro"])
    found = rows.execute("SELECT value FROM staged.facts WHERE key = 'difference'").fetchone()
    based = bool(found) and '"base": true' in found[0]
    ranks = " ".join(f"WHEN '{change}' THEN {rank}" for rank, change in enumerate(RANKS))
    for what, table, key in SIDES:
        told = {"what": what, "table": table, "key": key, "ranks": ranks, "out": RANKS.index("out")}
        told |= {"rank": RANKS.index("same" if based else "add"), "why": "same" if based else "new"}
        for statement in (_CHANGED + _IN_FILE + _OUT).format(**told).split(";\n"):
            rows.execute(statement)
    rows.execute("DROP TABLE touched")
    for statement in _INDEXES:
        rows.execute(statement)
    rows.commit()
