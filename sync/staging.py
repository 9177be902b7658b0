"""The staging file of one run: everything that came from the directory, what becomes of each row, and the difference.

One SQLite file a run (`DATA_DIR/runs/<id>.sqlite`, mode 0600). Rows of the directory live here and in the two CSV
files, never in the application's database. Texts are as they came; ids are Graph's object ids.

    facts      key -> JSON: "certificate", "choice", "layout", "delta users", "delta groups", "difference" ...
    users      one row a user. reason "" = in the file; mail: primary address; record: see sync/packing.py; place: what
               the file is sorted by; line: its line(s) of the users file with line end(s), "" if not in it
    groups     likewise; members: how many people it holds in the file, after nested groups were resolved
    contacts   mail contacts; they may be members of groups and are never archived
    links      who is a direct member of what, as Graph says: type is Graph's @odata.type
    members    group -> user, nested groups resolved, only people who are in the users file
    types      what mailboxes without a licence of their own are: userPurpose, or "none" where there is no mailbox
    gone       objects that a delta removed; links to them stay, for they may be restored
    changes    the difference to the pair that is published: see sync/difference.py
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

SCHEMA = """
CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE users (
    id TEXT NOT NULL, upn TEXT NOT NULL, mail TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    reason TEXT NOT NULL, place TEXT NOT NULL, record BLOB NOT NULL, line TEXT NOT NULL);
CREATE TABLE groups (
    id TEXT NOT NULL, mail TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
    place TEXT NOT NULL, members INTEGER NOT NULL, record BLOB NOT NULL, line TEXT NOT NULL);
CREATE TABLE contacts (id TEXT NOT NULL, mail TEXT NOT NULL, name TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE links (
    grp TEXT NOT NULL, member TEXT NOT NULL, type TEXT NOT NULL, PRIMARY KEY (grp, member)) WITHOUT ROWID;
CREATE TABLE members (grp TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (grp, member)) WITHOUT ROWID;
CREATE TABLE types (id TEXT PRIMARY KEY, purpose TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE gone (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE changes (
    what TEXT NOT NULL, change TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
    why TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
"""
# Made once the rows are in, which is faster; `collect` leaves them behind for whoever reads.
INDEXES: Final = {
    "users": "CREATE INDEX IF NOT EXISTS users_id ON users (id, reason, kind, upn, place)",
    "groups": "CREATE INDEX IF NOT EXISTS groups_id ON groups (id, reason)",
    "contacts": "CREATE INDEX IF NOT EXISTS contacts_id ON contacts (id)",
}
PAGE_BYTES, CACHE_KIB = 8192, 16_384
# Of temporary tables and sorts, which have a cache of their own.
TEMPORARY_KIB = 16_384


def create(path: Path) -> sqlite3.Connection:
    """A new, empty staging file that only we may read. FileExistsError when there is one. Autocommit is off: the caller
    commits. A crash loses a run, never a pair, so the journal is kept in memory."""
    _made(path)
    staging = _opened(path)
    staging.executescript(SCHEMA)
    return staging


def copy(path: Path, older: Path) -> sqlite3.Connection:
    """A new staging file with all that an older one holds, which nobody writes to any more. Otherwise as `create`.
    Bytes are copied by the system, which is several times faster than row by row or page by page."""
    _made(path)
    shutil.copyfile(older, path)
    return _opened(path)


def taken_over(path: Path) -> sqlite3.Connection:
    """A staging file to be changed where it lies. Until the caller commits, all that is done to it can be undone, also
    after a crash or a power failure: it is undone by whoever opens it for writing next."""
    return _opened(path, journal="DELETE", synchronous="FULL")


def undo(path: Path) -> None:
    """Undo what a process that died had begun and not committed. sqlite3.Error."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as staging:
        staging.execute("SELECT count(*) FROM facts")


def _made(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _opened(path: Path, journal: str = "MEMORY", synchronous: str = "OFF") -> sqlite3.Connection:
    staging = sqlite3.connect(path)
    staging.executescript(
        f"PRAGMA page_size={PAGE_BYTES}; PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous};"
        f"PRAGMA cache_size=-{CACHE_KIB}; PRAGMA temp.cache_size=-{TEMPORARY_KIB};"
    )
    return staging


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The staging file for reading only. sqlite3.OperationalError when it is not there."""
    staging = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        staging.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        yield staging
    finally:
        staging.close()


def fact(staging: sqlite3.Connection, key: str, default: Any = None) -> Any:
    """A fact that was noted, or the default."""
    row = staging.execute("SELECT value FROM facts WHERE key = ?", [key]).fetchone()
    return json.loads(row[0]) if row else default


def note(staging: sqlite3.Connection, key: str, value: Any) -> None:
    """Note a fact (JSON), in place of an older one."""
    staging.execute(
        "INSERT OR REPLACE INTO facts VALUES (?, ?)", [key, json.dumps(value, ensure_ascii=False)]
    )
