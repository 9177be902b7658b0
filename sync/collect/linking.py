"""The members of groups, 20 groups to a request; a group with more than a page of them goes on in the next requests."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from clients.contract import BatchAnswer, Broken, Page
from sync.collect.listing import GROUPS, PAGE_SIZE
from sync.collect.plan import Run
from sync.collect.tables import insert
from sync.directory import Link

MEMBERS: Final = "/groups/{id}/members?$select=id&$top=" + PAGE_SIZE


@dataclass
class Linked:
    """What came of it: groups that were `missing` (404), and how many links came twice."""

    missing: list[str] = field(default_factory=list)
    twice: int = 0


def pull_links(run: Run, groups: Iterable[str], total: int) -> Linked:
    """The members of these groups (ids; their table has no links of them yet). `total`: how many groups, for progress.
    Broken, NotGranted."""
    linked, done = Linked(), 0
    left = deque((id, MEMBERS.format(id=quote(id, safe=""))) for id in groups)
    while left:
        for some in run.reader.batches(_taken(left), body=Page[Link], needs=GROUPS.needs):
            done += _take(run, some, left, linked)
            run.say("members", min(done, total), total)
    return linked


def _taken(left: deque[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """From the left, where the next page of a large group is put, so that it does not come last of all."""
    while left:
        yield left.popleft()


def _take(
    run: Run, some: list[tuple[str, BatchAnswer[Page[Link]]]], left: deque[tuple[str, str]], linked: Linked
) -> int:
    """Put links into their table; how many groups are whole now."""
    rows, whole = [], 0
    for id, answer in some:
        page = answer.body
        if page is None:
            _refused(id, answer, linked)
            continue
        rows += [(id, link.id, link.type) for link in page.value]
        run.tally.pages += 1
        if page.next:
            left.appendleft((id, page.next))
        else:
            whole += 1
    before = run.staging.total_changes
    insert(run.staging, "links", rows, "INSERT OR IGNORE")
    linked.twice += len(rows) - (run.staging.total_changes - before)
    return whole


def _refused(id: str, answer: BatchAnswer[Page[Link]], linked: Linked) -> None:
    if answer.status != 404:
        said = " ".join(filter(None, [str(answer.status), answer.code, answer.text]))
        raise Broken(
            f"Microsoft Graph refused to tell the members of group {id}. It answered {said}", "refused"
        )
    linked.missing.append(id)
