"""How a group names its members: a column of the table `users`, or whatever source of the layout."""

from __future__ import annotations

import sqlite3
from typing import Final, cast

from sync.directory import Kind
from sync.layout.sources import SOURCES
from sync.packing import user_of

# Sources that are columns already.
COLUMNS: Final = {"upn": "upn", "primary": "mail", "id": "id", "name": "name"}
FUNCTION: Final = "name_of(record, kind)"


def expression(source: str) -> str:
    """SQL for a user's name inside a group, from a row of `users`."""
    return COLUMNS.get(source, FUNCTION)


def prepare(staging: sqlite3.Connection, source: str) -> None:
    """Make `expression` known to this connection. KeyError for a source that there is not."""
    of = SOURCES[source].of

    def name_of(record: bytes, kind: str) -> str:
        return of(user_of(record), cast(Kind, kind))

    staging.create_function("name_of", 2, name_of, deterministic=True)
