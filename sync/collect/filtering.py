"""The filter by groups: only who is a member of one of them, at any depth, is archived."""

from __future__ import annotations

from typing import Final

from sync.collect.dirt import GROUP
from sync.collect.plan import Run
from sync.collect.remaking import judge_again
from sync.collect.tables import insert

CHOSEN: Final = """
WITH RECURSIVE inside(grp) AS (
    SELECT id FROM wanted
    UNION SELECT links.member FROM inside JOIN links ON links.grp = inside.grp WHERE links.type IN (?, ''))
INSERT OR IGNORE INTO chosen SELECT links.member FROM inside JOIN links ON links.grp = inside.grp
"""
LEAVING: Final = "reason = '' AND id NOT IN (SELECT id FROM chosen)"
COMING: Final = "reason = 'by-group' AND id IN (SELECT id FROM chosen)"
LEFT_OUT: Final = "UPDATE users SET reason = 'by-group' WHERE id = ? AND id NOT IN (SELECT id FROM chosen)"
VANISHED: Final = "SELECT id FROM wanted WHERE id NOT IN (SELECT id FROM groups) ORDER BY id"


def apply_groups(run: Run) -> None:
    """Leave out who is in none of the chosen groups, and take in again who came to be in one."""
    if not run.plan.choice.groups:
        return
    staging = run.staging
    for table in ("wanted", "chosen"):
        staging.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (id TEXT PRIMARY KEY) WITHOUT ROWID")
        staging.execute(f"DELETE FROM {table}")  # noqa: S608
    insert(staging, "wanted", [(id,) for id in run.plan.choice.groups], "INSERT OR IGNORE")
    for (id,) in staging.execute(VANISHED):
        run.tally.add_note(f"Group {id} of the filter is not in the directory.")
    staging.execute(CHOSEN, [GROUP])
    _forget_values(run)
    judge_again(run, COMING)
    staging.execute(f"INSERT OR IGNORE INTO dirty_users SELECT id FROM users WHERE {LEAVING}")  # noqa: S608
    staging.execute(f"UPDATE users SET reason = 'by-group', place = '', line = '' WHERE {LEAVING}")  # noqa: S608


def _forget_values(run: Run) -> None:
    """Whoever is left out anyway may have values that the file cannot hold."""
    for id in run.tally.unwritten.ids:
        if run.staging.execute(LEFT_OUT, [id]).rowcount:
            run.tally.unwritten.forget(id)
