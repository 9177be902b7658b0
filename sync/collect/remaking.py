"""Users judged anew by the records that are there, after something that they are judged by became known."""

from __future__ import annotations

from typing import Final

from sync.collect.applying import purposes
from sync.collect.dirt import mark_users
from sync.collect.plan import Run
from sync.collect.rows import UserRows
from sync.collect.tables import marks, several
from sync.packing import user_of

AT_ONCE: Final = 500
RECORDS: Final = "SELECT rowid, record FROM users WHERE rowid IN ({marks}) ORDER BY rowid"


def judge_again(run: Run, which: str) -> None:
    """Make the rows of these users anew, in place. `which`: a condition on `users`, in words of ours."""
    rows = UserRows(run)
    found = [rowid for (rowid,) in run.staging.execute(f"SELECT rowid FROM users WHERE {which}")]  # noqa: S608
    for some in several(found, AT_ONCE):
        records = run.staging.execute(RECORDS.format(marks=marks(len(some))), some).fetchall()
        users = [user_of(record) for _, record in records]
        made = rows.of(users, purposes(run.staging, [user.id for user in users]))
        run.staging.executemany(
            "UPDATE users SET kind = ?, reason = ?, place = ?, line = ? WHERE rowid = ?",
            [(*row[4:7], row[8], rowid) for row, (rowid, _) in zip(made, records, strict=True)],
        )
        mark_users(run.staging, [user.id for user in users])
        run.commit()
