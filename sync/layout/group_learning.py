"""The groups file: which columns tell of the group and which of its members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sync.csv_files.table import Table
from sync.layout import ground, matching, member_proofs, membership
from sync.layout.joining import Joined, join
from sync.layout.known import Directory, GroupEntry
from sync.layout.membership import Found
from sync.layout.people import People
from sync.layout.proofs import By, ColumnProof
from sync.layout.shape import Layout, Members
from sync.layout.sources import GROUP_SOURCES, member_source


@dataclass(frozen=True)
class GroupPart:
    """What was learned of the groups file. `unknown`: columns that tell of members what the directory does not say."""

    proofs: tuple[ColumnProof, ...]
    members: Members
    joined: Joined[GroupEntry]
    assumed: tuple[str, ...]
    unknown: frozenset[int]


def learn_groups(
    table: Table, people: People, directory: Directory | None, chosen: Layout | None
) -> GroupPart:
    """`chosen`: a layout whose sources are to be proved instead of found."""
    everywhere = _join(table, range(table.width), directory)
    identity = table.names.index(everywhere.column) if everywhere.column else None
    found = membership.find(table, people, identity)
    used = found if chosen is None or _same(_of(chosen), found) else _of(chosen)
    joined = _join(table, [one for one in range(table.width) if one not in used.columns], directory)
    site = ground.of_groups(table, joined)
    by: By = "values" if used is found else "person"
    proofs = []
    for column in range(table.width):
        if source := used.columns.get(column):
            proof = member_proofs.prove(table, column, source, used.members, people, joined, by)
        else:
            wanted = chosen.groups.columns[column].source if chosen else None
            proof = matching.match_or_prove(site, column, wanted)
        proofs.append(proof)
    unknown = frozenset(column for column, source in used.columns.items() if not source)
    return GroupPart(tuple(proofs), used.members, joined, used.assumed, unknown)


def _join(table: Table, columns: Sequence[int], directory: Directory | None) -> Joined[GroupEntry]:
    if directory is None:
        return Joined({})
    names = {
        key: lambda entry, of=source.of: of(entry[0]) for key, source in GROUP_SOURCES.items() if source.key
    }
    return join(table, columns, directory.groups, names)


def _of(chosen: Layout) -> Found:
    """How a layout writes members."""
    columns = {index: column.source for index, column in enumerate(chosen.groups.columns)}
    return Found(chosen.members, {index: one for index, one in columns.items() if member_source(one)[0]})


def _same(chosen: Found, found: Found) -> bool:
    return chosen.members == found.members and chosen.columns == {k: v for k, v in found.columns.items() if v}
