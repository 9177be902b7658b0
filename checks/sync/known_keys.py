"""Names of any number of people, kept on disk while a file is looked through."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from types import TracebackType
from typing import Final

AT_ONCE: Final = 5000
_ADD: Final = "INSERT OR IGNORE INTO keys SELECT value FROM json_each(?)"
_MISSING: Final = (
    "SELECT DISTINCT value FROM json_each(?) AS asked "
    "WHERE NOT EXISTS (SELECT 1 FROM keys WHERE key = asked.value)"
)


class KnownKeys:
    """A set that does not grow in memory: SQLite's private temporary file. Capitals do not count."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")
        self._rows.execute("CREATE TABLE keys (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self._waiting: list[str] = []

    def __enter__(self) -> KnownKeys:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    def add(self, key: str) -> None:
        self._waiting.append(key.casefold())
        if len(self._waiting) >= AT_ONCE:
            self._settle()

    def missing(self, keys: Iterable[str]) -> set[str]:
        """Those of these keys, in small letters, that were never added."""
        self._settle()
        asked = json.dumps([key.casefold() for key in keys])
        return {key for (key,) in self._rows.execute(_MISSING, [asked])}

    def _settle(self) -> None:
        if self._waiting:
            self._rows.execute(_ADD, [json.dumps(self._waiting)])
            self._waiting.clear()
