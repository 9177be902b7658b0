"""Is a generation still what it was when it was made?"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sync import staging
from sync.files.contract import TargetFault
from sync.files.local import LocalFiles
from sync.files.reading import measure
from sync.pair import Written
from sync.snapshots.indexes import INDEX
from sync.snapshots.store import Store


def verify(store: Store, number: int) -> tuple[str, ...]:
    """Sentences about what is wrong with a generation's files and index; none when it is whole. FileNotFoundError when
    there is no such generation; Damaged when its manifest cannot be read."""
    manifest = store.manifest(number)
    found = tuple(problem for file in manifest.files if (problem := _problem(file)))
    made_here = manifest.how in ("published", "approved")
    return found + _index_problems(store, number) if made_here or _index(store, number).is_file() else found


def _problem(file: Written) -> str:
    files = LocalFiles(file.path.parent)
    try:
        if files.stat(file.name) is None:
            return f"{file.name} is missing."
        found = measure(files, file.name)
    except TargetFault as fault:
        return fault.text
    if found.size != file.bytes:
        return f"{file.name} has {found.size} bytes; it had {file.bytes}."
    return "" if found.sha256 == file.sha256 else f"{file.name} was altered: its hash is another one."


def _index_problems(store: Store, number: int) -> tuple[str, ...]:
    path = _index(store, number)
    if not path.is_file():
        return (f"{INDEX} is missing: the next run cannot be compared with this generation.",)
    try:
        with staging.reading(path) as rows:
            (said,) = rows.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    return () if said == "ok" else (f"{INDEX} is damaged ({said}).",)


def _index(store: Store, number: int) -> Path:
    return store.path(number) / INDEX
