"""Who is archived and who is not: numbers that always add up."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, field
from typing import Any

_QUERY = "SELECT kind, reason, count(*) FROM users GROUP BY kind, reason"
_GROUPS = "SELECT reason, count(*) FROM groups GROUP BY reason"


@dataclass(frozen=True)
class Coverage:
    """`total` users of the directory are `archived` or left out for one of the `reasons` (sync/directory.py). `kinds`:
    mailbox type -> {"archived", "left_out"}. `groups`: how many are in the file (key "") or why not."""

    total: int
    archived: int
    reasons: dict[str, int]
    kinds: dict[str, dict[str, int]]
    groups: dict[str, int] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def coverage(staging: sqlite3.Connection) -> Coverage:
    """Counts of a staging file. AssertionError if they did not add up, which would be a fault of ours."""
    reasons: dict[str, int] = {}
    kinds: dict[str, dict[str, int]] = {}
    archived = 0
    for kind, reason, count in staging.execute(_QUERY):
        of_kind = kinds.setdefault(kind, {"archived": 0, "left_out": 0})
        of_kind["left_out" if reason else "archived"] += count
        archived += 0 if reason else count
        if reason:
            reasons[reason] = reasons.get(reason, 0) + count
    (total,) = staging.execute("SELECT count(*) FROM users").fetchone()
    assert archived + sum(reasons.values()) == total
    return Coverage(total, archived, reasons, kinds, dict(staging.execute(_GROUPS)))
