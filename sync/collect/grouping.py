"""Reading all groups with their members, by the cheaper of two ways.

`groups/delta` tells groups and members together, 200 groups and 500 members a page; lists of groups come 999 a page and
`$batch` asks for the members of 20 groups at once (decisions.md, request budget). Which takes fewer requests depends on
how large groups are: an earlier run knows, otherwise the first pages of the delta tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

from sync import staging as staged
from sync.collect.applying import Applying
from sync.collect.linking import Linked, pull_links
from sync.collect.listing import GROUPS
from sync.collect.merging import Told
from sync.collect.plan import Run
from sync.collect.rows import GroupRows
from sync.collect.tables import insert

GROUPS_A_DELTA_PAGE: Final = 200
LINKS_A_DELTA_PAGE: Final = 500
GROUPS_A_PAGE: Final = 999
GROUPS_A_BATCH: Final = 20


@dataclass(frozen=True)
class Size:
    """How many groups and memberships there were when somebody last counted."""

    groups: int
    links: int

    @property
    def delta_requests(self) -> int:
        return max(ceil(self.groups / GROUPS_A_DELTA_PAGE), ceil(self.links / LINKS_A_DELTA_PAGE), 1)


def batch_requests(groups: int) -> int:
    """What reading so many groups and their members by batches takes, if none has more than a page of members."""
    return ceil(groups / GROUPS_A_PAGE) + ceil(groups / GROUPS_A_BATCH)


def pull_groups(run: Run, total: int, before: Size | None) -> Linked:
    """Every group and its links. `total`: how many groups there should be; `before`: what an earlier run counted."""
    by_batch = batch_requests(total)
    if before is None or before.delta_requests <= by_batch:
        if _by_delta(run, total, by_batch if before is None else None):
            return Linked()
        run.staging.execute("DELETE FROM groups")
        run.staging.execute("DELETE FROM links")
    return _by_batch(run, total)


def _by_delta(run: Run, total: int, limit: int | None) -> bool:
    """True when all was read; False when going on would take more requests than `limit`."""
    run.staging.execute(staged.INDEXES["groups"])
    applying, told = Applying(run), Told()
    for number, page in enumerate(GROUPS.everything(run.reader), 1):
        run.tally.pages += 1
        applying.groups(page.value, told)
        run.say("groups", told.added, total)
        if page.next and limit is not None and remaining(number, told.added, total) > limit:
            return False
    return True


def remaining(pages: int, done: int, total: int) -> float:
    """How many more pages of a delta are to be expected after so many, by what they held so far."""
    return pages * max(total - done, 1) / max(done, 1)


def _by_batch(run: Run, total: int) -> Linked:
    rows, done = GroupRows(run), 0
    for page in GROUPS.pages(run.reader):
        run.tally.pages += 1
        insert(run.staging, "groups", rows.of(page.value))
        run.say("groups", done := done + len(page.value), total)
    # In the order of the table of links, which then only grows at its end.
    ids = [id for (id,) in run.staging.execute("SELECT DISTINCT id FROM groups ORDER BY id")]
    return pull_links(run, ids, len(ids))
