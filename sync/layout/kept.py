"""Values that no directory has, kept from the customer's own pair: one small database a layout.

A known row keeps its values by the object's Entra id, so that another person with the same logon name never inherits
them; only a row that had nobody in the directory when it was learned is found by its logon name or address.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

Keys = tuple[str, str, str]  # Entra object id, UPN ("" of a group), primary address
What = Literal["user", "group"]

SCHEMA = """
CREATE TABLE kept (what TEXT NOT NULL, id TEXT NOT NULL, upn TEXT NOT NULL, mail TEXT NOT NULL, cells TEXT NOT NULL);
CREATE INDEX kept_id ON kept (what, id) WHERE id <> '';
CREATE INDEX kept_upn ON kept (what, upn) WHERE id = '';
CREATE INDEX kept_mail ON kept (what, mail) WHERE id = '';
"""
LOOKUPS = (
    "SELECT id, cells FROM kept WHERE what = ? AND id <> '' AND id IN (SELECT value FROM json_each(?))",
    "SELECT upn, cells FROM kept WHERE what = ? AND id = '' AND upn IN (SELECT value FROM json_each(?))",
    "SELECT mail, cells FROM kept WHERE what = ? AND id = '' AND mail IN (SELECT value FROM json_each(?))",
)


class Kept(Protocol):
    """Looks up kept values."""

    def get(self, keys: Keys, column: str, what: What = "user") -> str | None:
        """The value of a column, None where none is known."""
        ...

    def rows(self, keys: Sequence[Keys], what: What = "user") -> list[Mapping[str, str | None]]:
        """For each of the keys the known columns and their cells: None is nothing at all, "" two quotes."""
        ...


@dataclass(frozen=True)
class KeptRow:
    """One row of the sample: whose it is, and the cells of the columns without a source (None: nothing at all)."""

    what: What
    keys: Keys
    cells: Mapping[str, str | None]


class _Nothing:
    """Knows no values."""

    def get(self, keys: Keys, column: str, what: What = "user") -> str | None:
        return None

    def rows(self, keys: Sequence[Keys], what: What = "user") -> list[Mapping[str, str | None]]:
        return [{} for _ in keys]


NOTHING: Final[Kept] = _Nothing()


class KeptValues:
    """The kept values in a file that `write` made. sqlite3.OperationalError when it is not there."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._file.execute("SELECT 1 FROM kept LIMIT 1")

    @classmethod
    def holding(cls, rows: Iterable[KeptRow]) -> KeptValues:
        """Kept values in memory, before there is a file of them."""
        values = cls.__new__(cls)
        values._file = sqlite3.connect(":memory:")
        _fill(values._file, rows)
        return values

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def get(self, keys: Keys, column: str, what: What = "user") -> str | None:
        """The value of a column, None where none is known."""
        row = self.rows([keys], what)[0]
        return row[column] or "" if column in row else None

    def rows(self, keys: Sequence[Keys], what: What = "user") -> list[Mapping[str, str | None]]:
        """For each of the keys the known columns and their cells: None is nothing at all, "" two quotes."""
        found: dict[tuple[int, str], str] = {}
        for which, lookup in enumerate(LOOKUPS):
            wanted = json.dumps([_folded(one, which) for one in keys if one[which]])
            found |= {(which, key): cells for key, cells in self._file.execute(lookup, [what, wanted])}
        return [json.loads(_first(found, one)) for one in keys]


def write(path: Path, rows: Iterable[KeptRow]) -> None:
    """A new file of kept values in place of an older one, which only we may read."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    file = sqlite3.connect(new)
    try:
        _fill(file, rows)
    finally:
        file.close()
    new.replace(path)


def _fill(file: sqlite3.Connection, rows: Iterable[KeptRow]) -> None:
    file.executescript(SCHEMA)
    file.executemany("INSERT INTO kept VALUES (?, ?, ?, ?, ?)", map(_stored, rows))
    file.commit()


def _stored(row: KeptRow) -> tuple[str, str, str, str, str]:
    one, upn, mail = row.keys
    return row.what, one, upn.casefold(), mail.casefold(), json.dumps(dict(row.cells), ensure_ascii=False)


def _folded(keys: Keys, which: int) -> str:
    return keys[which] if which == 0 else keys[which].casefold()


def _first(found: Mapping[tuple[int, str], str], keys: Keys) -> str:
    """By id before name before address."""
    names = ((which, _folded(keys, which)) for which in range(3) if keys[which])
    return next((found[name] for name in names if name in found), "{}")
