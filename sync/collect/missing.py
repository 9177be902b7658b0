"""Members that none of the lists holds: each must turn out to be somebody, or the collection is not complete.

Devices, service principals, contacts and other things that are never archived are told by their type and need no row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from clients.contract import BatchAnswer
from sync.collect import memberships
from sync.collect.applying import Applying
from sync.collect.listing import USERS
from sync.collect.merging import Told
from sync.collect.plan import Run
from sync.collect.tables import insert
from sync.directory import User

KNOWN: Final = ("users", "groups", "contacts", "gone")
USER_PATH: Final = "/users/{id}?$select=" + ",".join(USERS.fields)
MOST: Final = 1000
# Each of the few is looked up: the other way round the whole table would be read.
FORGET: Final = "DELETE FROM strangers WHERE EXISTS (SELECT 1 FROM {table} WHERE {table}.id = strangers.id)"


def settle(run: Run, before: Iterable[str] = ()) -> list[str]:
    """Make what is marked (sync/collect/memberships.py). Members that are nobody we know, and those who were `before`,
    are asked for, put into their table, and settled too; the ids of those who are still nobody."""
    ids = _nobodies(run, {*before, *memberships.settle(run)})
    if not ids or len(ids) > MOST:
        return ids
    asked = ((id, USER_PATH.format(id=quote(id, safe=""))) for id in ids)
    for some in run.reader.batches(asked, body=User):
        _take(run, [answer for _, answer in some])
    return _nobodies(run, {*ids, *memberships.settle(run)})


def _nobodies(run: Run, strangers: Iterable[str]) -> list[str]:
    """Those who are in none of the tables; and groups inside groups that are no group we know."""
    staging = run.staging
    staging.execute("CREATE TEMP TABLE IF NOT EXISTS strangers (id TEXT PRIMARY KEY) WITHOUT ROWID")
    staging.execute("DELETE FROM strangers")
    insert(staging, "strangers", [(id,) for id in strangers], "INSERT OR IGNORE")
    staging.execute("INSERT OR IGNORE INTO strangers SELECT member FROM nested")
    for table in KNOWN:
        staging.execute(FORGET.format(table=table))
    return [id for (id,) in staging.execute("SELECT id FROM strangers ORDER BY id")]


def _take(run: Run, answers: Iterable[BatchAnswer[User]]) -> None:
    Applying(run).users([answer.body for answer in answers if answer.body is not None], Told())
