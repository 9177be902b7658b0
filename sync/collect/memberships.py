"""Groups with the people in them: nested groups resolved, only who is in the users file, and the groups' lines.

Only groups that are marked (sync/collect/dirt.py) are made. A circle of groups is harmless: each is met once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync.collect import dirt
from sync.collect.filtering import apply_groups
from sync.collect.inside import Members, members_of, people_for
from sync.collect.plan import Run
from sync.collect.rows import GroupRows
from sync.collect.tables import insert, marks, several
from sync.packing import group_of

AT_ONCE: Final = 200
# From this share of marked groups on it pays to hold all people.
MANY: Final = 0.25

MARKED: Final = "SELECT id FROM dirty_groups ORDER BY id"
SHARE: Final = "SELECT (SELECT count(*) FROM dirty_groups), (SELECT count(*) FROM groups)"
WRITTEN: Final = "SELECT rowid, id, record FROM groups WHERE reason IN ('', 'no-value') AND id IN ({marks})"
UPDATE: Final = "UPDATE groups SET reason = ?, line = ?, members = ? WHERE rowid = ?"
LEFT_OUT: Final = "DELETE FROM members WHERE grp IN (SELECT id FROM groups WHERE reason = 'no-value')"


def settle(run: Run) -> set[str]:
    """Filter people by groups, then make what is marked: members and lines of groups. Ids of members that are no users
    we know."""
    staging = run.staging
    dirt.note_nesting(staging)
    apply_groups(run)
    dirt.spread(staging)
    marked, all = staging.execute(SHARE).fetchone()
    people = people_for(staging, run.plan.layout.members.key, run.plan.held if marked >= MANY * all else 0)
    nests = frozenset(id for (id,) in staging.execute("SELECT DISTINCT grp FROM nested"))
    staging.execute("DELETE FROM members WHERE grp IN (SELECT id FROM dirty_groups)")
    rows, strangers = GroupRows(run), set[str]()
    for some in several([id for (id,) in staging.execute(MARKED)], AT_ONCE):
        found = staging.execute(WRITTEN.format(marks=marks(len(some))), some).fetchall()
        members = members_of(staging, [id for _, id, _ in found], people, nests)
        strangers |= members.strangers
        _write(run, rows, found, members)
    staging.execute(LEFT_OUT)
    dirt.forget(staging)
    return strangers


def _write(run: Run, rows: GroupRows, found: Sequence[tuple[int, str, bytes]], members: Members) -> None:
    """Members and lines of these groups (rowid, id, record)."""
    inside = [(id, member) for _, id, _ in found for member in members.ids.get(id, ())]
    # Somebody may be there twice, while a page that was repeated is not yet objected to.
    insert(run.staging, "members", inside, "INSERT OR IGNORE")
    names = [members.names.get(id, []) for _, id, _ in found]
    lines = rows.lines([group_of(record) for *_, record in found], names)
    made = [
        ("no-value", "", 0, rowid) if line is None else ("", line, len(inside), rowid)
        for (rowid, *_), line, inside in zip(found, lines, names, strict=True)
    ]
    run.staging.executemany(UPDATE, made)
