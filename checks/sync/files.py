"""sync.files: is the pair that Retain reads whole?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from checks.registry import check
from checks.result import Evidence, Item, Result, passed
from checks.subject import Subject
from checks.sync import pair_faults, pair_words, place, probed_pair
from checks.sync.pair_scan import PairSeen, scan_pair
from checks.sync.published import PUBLISHED, published
from clients.contract import Clients
from sync.files import Files
from sync.layout.shape import Layout

PAIR: Final = "Pair"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Reads both files at the target from beginning to end, compares header, fields and encoding with the layout they
    were written in, looks up every member of a group in the users file, and compares both with what was published. Of a
    pair on a Windows host it takes what the uploaded probe saw."""

    def see(files: Files, names: list[str]) -> Iterator[Item]:
        ours = published(subject, place.linted(subject).path)
        yield ours.item()
        if not ours.damaged:
            layout = Layout.of(ours.layout)
            seen = scan_pair(files, (ours.users, ours.groups), layout, clients.progress)
            yield Item(PAIR, "json", seen.value())
            yield Item("What is wrong", "table", pair_words.table(seen))

    seen = place.looked_into(subject, clients, see)
    elsewhere = seen[place.TARGET]["kind"] == "elsewhere"
    return Evidence((*seen.items, *probed_pair.items(subject))) if elsewhere else seen


@check(
    "sync.files",
    step="sync",
    title="The two files are whole",
    order=50,
    look=look,
    source="KB 7019065: a download that fails leaves files of 0 bytes behind; Retain's tables join members to people",
    deadline=100.0,
    roads=("application",),
    needs=("target",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain reads these two files every night: half a file locks people out, an empty one all of them."""
    hindrance = probed_pair.judge(evidence, now) or place.hindrance(subject, evidence)
    if hindrance is not None:
        return hindrance
    told = evidence[PUBLISHED]
    if told["damaged"]:
        return pair_words.damaged(told["damaged"])
    pair = PairSeen.of(evidence[PAIR])
    if not told["number"] and pair.users.size is None and pair.groups.size is None:
        return pair_words.none_yet()
    unread = pair_faults.unread(pair)
    if unread is not None:
        return place.unknown(unread, evidence[place.TARGET]["path"])
    wrong = pair_faults.wrong(pair, told)
    if wrong:
        return pair_words.broken(wrong, pair_faults.unlisted(pair, told), told)
    if not told["known"]:
        return pair_words.strange(pair)
    altered = pair_faults.altered(pair, told)
    if altered:
        return pair_words.altered(altered, told)
    return passed(_whole(pair, told["number"]), expected=pair_words.EXPECTED, found=pair_words.found(pair))


def _whole(pair: PairSeen, number: int) -> str:
    named = f", as generation {number} was published" if number else ""
    users, groups = (pair_words.counted(one.rows) for one in (pair.users, pair.groups))
    return f"{users} of users and {groups} of groups{named}."
