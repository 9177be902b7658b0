"""Is a list whole? No id twice, and as many rows as Graph counted, but for what its delta saw come and go meanwhile.

Counted was right after the delta link was taken. Who was removed since and never met explains a row too few; who was
made since and met explains one too many; nothing else does.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Final

from sync.collect.merging import Told

# By how much this machine's clock and Graph's may differ.
CLOCKS: Final = timedelta(minutes=10)


def since(started: datetime) -> str:
    """Who was made before this moment was there when the reading began (ISO 8601 UTC)."""
    return (started - CLOCKS).strftime("%Y-%m-%dT%H:%M:%SZ")


def rows_and_ids(staging: sqlite3.Connection, table: str) -> tuple[int, int]:
    """How many rows there are, and how many different ids."""
    query = f"SELECT count(*), count(DISTINCT id) FROM {table}"  # noqa: S608
    rows, ids = staging.execute(query).fetchone()
    return int(rows), int(ids)


def objection(name: str, rows: int, ids: int, count: int, told: Told) -> str:
    """Why the list is not whole, as a sentence; "" when it is. `rows`, `ids`: before what was `told` was applied."""
    if rows != ids:
        return f"{rows - ids} of {rows} {name} came twice: a page was repeated."
    surplus = ids - count
    if -told.unseen <= surplus <= told.young:
        return ""
    much = f"{abs(surplus)} more" if surplus > 0 else f"{abs(surplus)} fewer"
    return (
        f"{ids} {name} came, {much} than the {count} that Microsoft Graph counted, "
        f"and the changes made meanwhile do not explain it."
    )
