"""Which people and groups changed, so that only what hangs on them is made anew.

dirty_users, dirty_groups: changed, and what hangs on them is not yet made anew. wanted_types: who changed, and has a
mailbox that has to be asked what it is. nested: which group lies in which.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

from sync.collect.tables import insert

USER: Final = "#microsoft.graph.user"
GROUP: Final = "#microsoft.graph.group"

SCHEMA: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS dirty_users (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS dirty_groups (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS wanted_types (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS nested (member TEXT, grp TEXT, PRIMARY KEY (member, grp)) WITHOUT ROWID",
)
# Which group lies in which: few, while links are many. Where Graph named no type it may be a group.
NESTED: Final = "INSERT INTO nested SELECT member, grp FROM links WHERE type IN (?, '')"
# A group is made anew when somebody in it moved, and with it every group that it is nested in, at any depth.
SPREAD: Final = """
WITH RECURSIVE up(id) AS (
    SELECT id FROM dirty_groups
    UNION SELECT grp FROM links WHERE member IN (SELECT id FROM dirty_users)
    UNION SELECT nested.grp FROM up JOIN nested ON nested.member = up.id)
INSERT OR IGNORE INTO dirty_groups SELECT id FROM up
"""


def begin(staging: sqlite3.Connection) -> None:
    """Nothing is marked yet."""
    for table in SCHEMA:
        staging.execute(table)
    staging.execute("DELETE FROM wanted_types")
    forget(staging)


def forget(staging: sqlite3.Connection) -> None:
    """What was marked has been made anew."""
    staging.execute("DELETE FROM dirty_users")
    staging.execute("DELETE FROM dirty_groups")


def mark_users(staging: sqlite3.Connection, ids: Iterable[str]) -> None:
    """These people came, went, or are called otherwise."""
    insert(staging, "dirty_users", [(id,) for id in ids], "INSERT OR IGNORE")


def mark_groups(staging: sqlite3.Connection, ids: Iterable[str]) -> None:
    """These groups came, changed or have other members."""
    insert(staging, "dirty_groups", [(id,) for id in ids], "INSERT OR IGNORE")


def want_types(staging: sqlite3.Connection, ids: Iterable[str]) -> None:
    """The mailboxes of these are to be asked what they are."""
    insert(staging, "wanted_types", [(id,) for id in ids], "INSERT OR IGNORE")


def mark_all_groups(staging: sqlite3.Connection) -> None:
    """Every group."""
    staging.execute("INSERT OR IGNORE INTO dirty_groups SELECT id FROM groups")


def note_nesting(staging: sqlite3.Connection) -> None:
    """Look up which group lies in which, as the links are now."""
    staging.execute("DELETE FROM nested")
    staging.execute(NESTED, [GROUP])


def spread(staging: sqlite3.Connection) -> None:
    """Mark the groups of those who moved, and those around marked ones. After `note_nesting`."""
    staging.execute(SPREAD)
