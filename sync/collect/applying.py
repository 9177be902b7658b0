"""What a delta says, put into the tables; what hangs on it is marked to be made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sync.collect.dirt import mark_groups, mark_users, want_types
from sync.collect.judging import asks_for_type
from sync.collect.merging import Told, latest, merge
from sync.collect.naming import COLUMNS
from sync.collect.plan import Run
from sync.collect.rows import GroupRows, UserRows, contact_rows
from sync.collect.tables import Row, insert, marks, several
from sync.directory import Contact, Group, User
from sync.packing import contact_of, group_of, user_of

AT_ONCE: Final = 500
# What of a user's row shows in groups: who it is there, whether it is in the file at all, and where.
SEEN: Final = ("id", "upn", "mail", "name", "reason", "place")


class Applying:
    """Applies pages of deltas to the tables of one run. `founded`: ids of groups that were not there before."""

    def __init__(self, run: Run) -> None:
        self._staging = run.staging
        self._users, self._groups = UserRows(run), GroupRows(run)
        self._plain_names = run.plan.layout.members.key in COLUMNS
        self.founded: list[str] = []

    def apply(self, name: str, records: Sequence[Any], told: Told) -> None:
        """A page of the delta of the list with this name."""
        if name == "users":
            self.users(records, told)
        elif name == "groups":
            self.groups(records, told)
        else:
            self.contacts(records, told)

    def users(self, records: Iterable[User], told: Told) -> None:
        """Users of a page of users/delta."""
        new = latest(records)
        before = {row[0]: row for row in self._found("users", (*SEEN, "record"), new)}
        result = merge(new, {id: row[-1] for id, row in before.items()}, user_of, told)
        self._forget_absence(new)
        rows = self._users.of(result.now, self._purposes(new))
        self._replace("users", new, rows)
        moved = [row[0] for row in rows if not self._plain_names or _seen(row) != before.get(row[0], ())[:-1]]
        mark_users(self._staging, [*moved, *result.gone])
        want_types(self._staging, [user.id for user in result.now if asks_for_type(user)])

    def contacts(self, records: Iterable[Contact], told: Told) -> None:
        """Contacts of a page of contacts/delta."""
        new = latest(records)
        before: dict[str, bytes] = dict(self._found("contacts", ("id", "record"), new))
        self._replace("contacts", new, contact_rows(merge(new, before, contact_of, told).now))

    def groups(self, records: Sequence[Group], told: Told) -> None:
        """Groups of a page of groups/delta, with the members that came and went."""
        for group in records:
            self._link(group)
        new = latest(records)
        before: dict[str, bytes] = dict(self._found("groups", ("id", "record"), new))
        result = merge(new, before, group_of, told)
        self._replace("groups", new, self._groups.of(result.now))
        self._staging.executemany("DELETE FROM links WHERE grp = ?", [(id,) for id in result.gone])
        self.founded += [group.id for group in result.now if group.id not in before]
        mark_groups(self._staging, new)

    def _link(self, group: Group) -> None:
        came = {link.id: link for link in group.links or ()}
        rows = [(group.id, link.id, link.type) for link in came.values() if link.removed is None]
        insert(self._staging, "links", rows, "INSERT OR REPLACE")
        went = [(group.id, link.id) for link in came.values() if link.removed is not None]
        self._staging.executemany("DELETE FROM links WHERE grp = ? AND member = ?", went)

    def _found(self, table: str, columns: Sequence[str], ids: Iterable[str]) -> list[Row]:
        """These columns of the rows with these ids."""
        rows: list[Row] = []
        for some in several(ids, AT_ONCE):
            query = f"SELECT {', '.join(columns)} FROM {table} WHERE id IN ({marks(len(some))})"  # noqa: S608
            rows += self._staging.execute(query, some)
        return rows

    def _replace(self, table: str, new: Mapping[str, Any], rows: Sequence[Row]) -> None:
        """Put rows in the place of all that had these ids; what has none any more is gone."""
        for some in several(new, AT_ONCE):
            self._staging.execute(f"DELETE FROM {table} WHERE id IN ({marks(len(some))})", some)  # noqa: S608
            self._staging.execute(f"DELETE FROM gone WHERE id IN ({marks(len(some))})", some)  # noqa: S608
        insert(self._staging, table, rows)
        gone = [(id,) for id, record in new.items() if record.removed]
        insert(self._staging, "gone", gone, "INSERT OR REPLACE")

    def _purposes(self, ids: Iterable[str]) -> dict[str, str]:
        return purposes(self._staging, ids)

    def _forget_absence(self, ids: Iterable[str]) -> None:
        """Whoever had no mailbox and changed may have one now."""
        for some in several(ids, AT_ONCE):
            query = f"DELETE FROM types WHERE purpose = 'none' AND id IN ({marks(len(some))})"  # noqa: S608
            self._staging.execute(query, some)


def purposes(staging: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """What mailboxes are known to be, of those with these ids."""
    known: dict[str, str] = {}
    for some in several(ids, AT_ONCE):
        query = f"SELECT id, purpose FROM types WHERE id IN ({marks(len(some))})"  # noqa: S608
        known.update(staging.execute(query, some))
    return known


def _seen(row: Row) -> Row:
    """SEEN of a row of `users`."""
    id, upn, mail, name, _, reason, place = row[:7]
    return id, upn, mail, name, reason, place
