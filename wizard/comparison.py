"""What changed between a row and the one before it."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.models import CheckRun

FIXED, STILL, NEWLY, SAME = "fixed", "still failing", "newly failing", "unchanged"
WELL = ("passed", "warning", "skipped")


def change_of(row: CheckRun) -> str:
    """fixed, still failing, newly failing or unchanged; empty when there is nothing to compare with, or when
    either of the two could not be decided."""
    before = row.previous
    if before is None or not row.finished:
        return ""
    if row.state == "failed":
        return STILL if before.state == "failed" else NEWLY
    if before.state == "failed":
        return FIXED if row.state in WELL else ""
    return SAME if row.state == before.state else ""


def changes(rows: Iterable[CheckRun]) -> dict[str, str]:
    """Check id -> what changed. Rows should come with `previous` selected."""
    return {row.check_id: change_of(row) for row in rows}
