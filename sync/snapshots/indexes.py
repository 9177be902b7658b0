"""index.sqlite: who is in a generation's files, with which line; what the next run is compared with.

At first it is the run's staging file itself (a second name for it, which costs nothing); `slim` later leaves in it what
a comparison needs.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from sync import staging
from sync.difference.queries import IN_ORDER
from sync.files.local import LocalFiles, flush_file
from sync.snapshots.store import Store

INDEX: Final = "index.sqlite"
SLIM: Final = "slim"
_COPY: Final = """
INSERT INTO users (id, upn, mail, name, kind, reason, place, record, line)
    SELECT id, upn, mail, name, kind, reason, place, x'', line FROM whole.users WHERE line <> '';
INSERT INTO groups (id, mail, name, kind, reason, place, members, record, line)
    SELECT id, mail, name, kind, reason, place, members, x'', line FROM whole.groups WHERE line <> '';
INSERT INTO members SELECT grp, member FROM whole.members;
INSERT INTO facts SELECT key, value FROM whole.facts WHERE key IN ('layout', 'choice', 'certificate');
"""


def place_index(staged: Path | None, folder: Path) -> None:
    """Put the index of a generation into its folder: a second name for the staging file, or a copy where the disk knows
    no such thing. OSError."""
    if staged is None:
        return
    try:
        os.link(staged, folder / INDEX)
    except OSError:
        shutil.copyfile(staged, folder / INDEX)
    flush_file(folder / INDEX)


def index_of(store: Store, number: int) -> Path | None:
    """What a run is compared with while generation `number` is published: its index, or, for files that were found and
    brought back, the index of the generation before. None where there is none."""
    paths = (store.path(one) / INDEX for one in reversed(store.numbers()) if one <= number)
    return next((path for path in paths if path.is_file()), None)


def slim(store: Store) -> int:
    """Leave in each index what a comparison needs; how many were made smaller. Work for after a run. OSError,
    sqlite3.Error; a crash in between changes nothing."""
    whole = [path for number in store.numbers() if (path := store.path(number) / INDEX).is_file()]
    return sum(_slimmed(path) for path in whole)


def _slimmed(path: Path) -> bool:
    with staging.reading(path) as rows:
        if staging.fact(rows, SLIM):
            return False
    fresh = path.with_name(f"{INDEX}.new")
    fresh.unlink(missing_ok=True)
    rows = staging.create(fresh)
    try:
        _copy(rows, path)
    finally:
        rows.close()
    flush_file(fresh)
    files = LocalFiles(path.parent)
    files.replace(fresh.name, INDEX)
    files.flush()
    return True


def _copy(rows: sqlite3.Connection, path: Path) -> None:
    rows.commit()
    rows.execute("ATTACH ? AS whole", [str(path)])
    for statement in (*_COPY.split(";\n"), *staging.INDEXES.values(), *IN_ORDER):
        rows.execute(statement)
    staging.note(rows, SLIM, True)
    rows.commit()
    rows.execute("DETACH whole")
