"""What speaks for the way in which members are read: the people they name, and the directory's own lists."""

from __future__ import annotations

from collections.abc import Mapping

from sync.csv_files.table import Table
from sync.layout.joining import Joined
from sync.layout.known import GroupEntry
from sync.layout.membership import entries
from sync.layout.people import People
from sync.layout.proofs import By, ColumnProof
from sync.layout.shape import Members
from sync.layout.source import PARTS, label
from sync.layout.sources import GROUP_SOURCES, SOURCES, member_source

SIGNS: Mapping[str, str] = {" ": "a blank", "\t": "a tab", "\n": "a line break", "\r\n": "a line break"}


def prove(
    table: Table,
    column: int,
    source: str,
    members: Members,
    people: People,
    joined: Joined[GroupEntry],
    by: By,
) -> ColumnProof:
    """The proof of a column that tells of members."""
    _, naming = member_source(source)
    sign = members.separator if members.style == "joined" else ""
    naming = naming or members.key.split(PARTS)[0]
    index = people.index(naming)
    named = [[index.get(one.casefold()) for one in entries(cell, sign)] for cell in table.column(column)]
    known = sum(one is not None for row in named for one in row)
    strange = sum(map(len, named)) - known
    how = f"joined with {_said(sign)}" if members.style == "joined" else "one a row"
    text = f"Names {known} people of the users file by “{SOURCES[naming].label}”, {how}."
    if strange:
        text += (
            f" {strange} more entries name nobody there: contacts, nested groups, or people who have left."
        )
    same, groups = _same(named, people, joined)
    if groups:
        text += f" The same people as in the directory in {same} of {groups} groups."
    name = label(source, GROUP_SOURCES)
    return ColumnProof(table.names[column], source, name, by, text, same, groups - same)


def _same(named: list[list[int | None]], people: People, joined: Joined[GroupEntry]) -> tuple[int, int]:
    """In how many groups the directory lists the same people, of those that are in the users file."""
    person = {one: index for index, one in enumerate(people.ids) if one}
    listed: dict[str, set[int]] = {}
    expected: dict[str, set[int]] = {}
    for row, (group, ids) in joined.records.items():
        at_hand = listed.setdefault(group.id, set())
        at_hand.update(one for one in named[row] if one is not None and people.ids[one])
        if group.id not in expected:
            expected[group.id] = {person[one] for one in ids if one in person}
    return sum(listed[one] == expected[one] for one in listed), len(listed)


def _said(sign: str) -> str:
    return SIGNS.get(sign, f"“{sign}”")
