"""How a groups file writes members: in which columns, joined by which sign or one a row, and by which of their names.

Retain's own tables point from each member to a person of its address book (retain.md 1.3), so the people of the users
file are what is looked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.csv_files.table import Table
from sync.layout.group_sources import MEMBER, MEMBERS
from sync.layout.headings import plain
from sync.layout.people import NAMING, People
from sync.layout.shape import Members
from sync.layout.source import PARTS
from sync.layout.sources import GROUP_SOURCES

SIGNS = (";", ",", "|", "; ", ", ", "\r\n", "\n", "\t", " ")
NO_MEMBERS = "No column of the groups file names people of the users file: members could not be written."
SOME, LONG = 500, 10_000  # cells, and characters of each, by which signs are tried
ENOUGH = 0.3  # of the entries: the others may be contacts, nested groups or people who have left


@dataclass(frozen=True)
class Reading:
    """One way to read a column: split at `sign` ("" for not at all), its entries are people's `source`."""

    column: int
    sign: str
    source: str
    hits: int
    entries: int


@dataclass(frozen=True)
class Found:
    """`columns`: the source of each column that tells of members. `assumed`: what could not be seen in the sample, as
    sentences."""

    members: Members
    columns: Mapping[int, str]
    assumed: tuple[str, ...] = ()


def find(groups: Table, people: People, identity: int | None) -> Found:
    """How members are written. `identity`: the column that names the group, if known."""
    entered = [_entered(groups, column) for column in range(groups.width)]
    wanted = {one for by_sign in entered for said in by_sign.values() for one in said}
    index = {source: people.index(source, wanted) for source in people.values}
    readings = [best for column, by_sign in enumerate(entered) if (best := _best(column, by_sign, index))]
    if not readings:
        return _by_name(groups)
    main = max(readings, key=lambda reading: _worth(groups, reading))
    named = identity if identity is not None else _identity(groups, main.column)
    cells = groups.column(named) if named is not None else []
    if main.sign:
        return _joined(groups, main, [one for one in readings if one != main])
    if len(set(cells)) < len(cells):
        return _in_rows(groups, main, cells, people)
    said = "No group of the sample has two members, so the sign between them is not known: “;” is assumed."
    return _sourced(Members("joined", ";", main.source), {main.column: MEMBERS}, (said,))


def _by_name(groups: Table) -> Found:
    """No value names anybody: what is left is a column that is called so."""
    named = [column for column in range(groups.width) if _suggested(groups, column)]
    if not named:
        return Found(Members(), {}, (NO_MEMBERS,))
    said = f"Column “{groups.names[named[0]]}” names nobody of the users file: how members are written is assumed."
    return Found(Members(), {named[0]: MEMBERS}, (said,))


def entries(cell: str, sign: str) -> list[str]:
    """The members that a cell names."""
    return [one for one in (cell.split(sign) if sign else [cell]) if one]


def _entered(groups: Table, column: int) -> dict[str, list[str]]:
    """Some of a column's entries by the sign that might part them."""
    cells = [cell[:LONG] for cell in groups.column(column) if cell][:SOME]
    signs = ["", *(sign for sign in SIGNS if any(sign in cell for cell in cells))]
    return {sign: [one.casefold() for cell in cells for one in entries(cell, sign)] for sign in signs}


def _best(
    column: int, by_sign: Mapping[str, Sequence[str]], index: Mapping[str, Mapping[str, int]]
) -> Reading | None:
    best: Reading | None = None
    for sign, said in by_sign.items():
        for source, known in index.items():
            hits = sum(entry in known for entry in said)
            if hits > (best.hits if best else 0) and hits >= ENOUGH * len(said):
                best = Reading(column, sign, source, hits, len(said))
    return best


def _worth(groups: Table, reading: Reading) -> tuple[bool, int, int]:
    """Of two that name as many people, what names one person only goes before what people may share."""
    sharing = NAMING.index(reading.source) if reading.source in NAMING else len(NAMING)
    return _suggested(groups, reading.column), reading.hits, -sharing


def _suggested(groups: Table, column: int) -> bool:
    return "member" in plain(groups.names[column])


def _identity(groups: Table, member: int) -> int | None:
    """The column that names the group, by its own name; else the first that does not name members."""
    others = [column for column in range(groups.width) if column != member]
    keys = [source for source in GROUP_SOURCES.values() if source.key]
    named = (c for c in others if any(source.suggested(groups.names[c]) for source in keys))
    return next(named, others[0] if others else None)


def _joined(groups: Table, main: Reading, others: Sequence[Reading]) -> Found:
    """Several columns may each tell something of the same members: they have as many entries."""
    sizes = [len(entries(cell, main.sign)) for cell in groups.column(main.column)]
    columns, keys = {main.column: MEMBERS}, [main.source]
    for other in others:
        same = [len(entries(cell, main.sign)) for cell in groups.column(other.column)] == sizes
        if same and other.sign == main.sign:
            columns[other.column] = f"{MEMBERS}.{other.source}"
            keys.append(other.source)
    return _sourced(Members("joined", main.sign, _key(keys)), columns)


def _in_rows(groups: Table, main: Reading, identity: Sequence[str], people: People) -> Found:
    """What varies from row to row of one group tells of the member."""
    index = people.index(main.source)
    person = [index.get(cell.casefold()) for cell in groups.column(main.column)]
    columns, keys = {main.column: MEMBER}, [main.source]
    for column in range(groups.width):
        if column != main.column and _varies(identity, groups.column(column)):
            source = _like_people(groups.column(column), person, people)
            columns[column] = f"{MEMBER}.{source}" if source else ""
            keys += [source] if source else []
    empty = not all(groups.column(main.column))
    lost = tuple(
        f"Column “{groups.names[column]}” tells something of members that the directory does not say."
        for column, source in columns.items()
        if not source
    )
    return _sourced(Members("rows", ";", _key(keys), empty), columns, lost)


def _varies(identity: Sequence[str], cells: Sequence[str]) -> bool:
    return len(set(zip(identity, cells, strict=True))) > len(set(identity))


def _like_people(cells: Sequence[str], person: Sequence[int | None], people: People) -> str:
    """The source that says of each row's person what the column says; "" for none."""
    known = [(cell, who) for cell, who in zip(cells, person, strict=True) if who is not None]
    agree = {source: sum(cell == said[who] for cell, who in known) for source, said in people.values.items()}
    best = max(agree, key=lambda source: agree[source])
    return best if agree[best] >= 0.8 * len(known) > 0 else ""


def _key(sources: Sequence[str]) -> str:
    return PARTS.join(dict.fromkeys(sources))


def _sourced(members: Members, columns: Mapping[int, str], assumed: tuple[str, ...] = ()) -> Found:
    """Members that the sample names by something the directory lacks are named by their logon names."""
    if "“" not in members.key:
        return Found(members, columns, assumed)
    said = (
        f"The sample names members by the column {members.key} of the users file, for which the directory has no "
        "value: they would be written by their logon names instead."
    )
    plain_columns = {column: source.partition(".")[0] for column, source in columns.items()}
    return Found(
        Members(members.style, members.separator, "upn", members.empty_row), plain_columns, (*assumed, said)
    )
