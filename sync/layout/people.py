"""By what names a groups file may call its members: the values of the users file's people, source by source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sync.csv_files.table import Table
from sync.layout.joining import Joined
from sync.layout.sources import SOURCES
from sync.layout.user_lines import Entry

# What can name a member, the likeliest first.
NAMING = (
    "upn",
    "primary",
    "mail",
    "id",
    "alias",
    "sam",
    "dn",
    "immutable",
    "name",
    "surname-given",
    "given-surname",
)


@dataclass(frozen=True)
class People:
    """`values`: by source, of each person in turn. A source in quotes (“Column”) is a column of the users file for
    which the directory has no value. `ids`: object ids, "" where the person is not in the directory."""

    values: Mapping[str, Sequence[str]]
    ids: Sequence[str]

    def index(self, source: str, wanted: Set[str] | None = None) -> dict[str, int]:
        """Person by folded value, for all values or the wanted ones; of people who share a value, the first."""
        found: dict[str, int] = {}
        for person, value in enumerate(map(str.casefold, self.values[source])):
            if value and (wanted is None or value in wanted):
                found.setdefault(value, person)
        return found


def of_pair(table: Table, sources: Sequence[str], joined: Joined[Entry]) -> People:
    """The people of a users file, by what its columns say and by what the directory knows of those that it knows."""
    rows = range(len(table.rows))
    ids = [joined.records[row][0].id if row in joined.records else "" for row in rows]
    values: dict[str, Sequence[str]] = {}
    for source in sorted(NAMING, key=lambda one: one not in sources):
        if source in sources:
            values[source] = table.column(sources.index(source))
        elif joined.records:
            of = SOURCES[source].of
            values[source] = [of(*joined.records[row]) if row in joined.records else "" for row in rows]
    for column, source in enumerate(sources):
        if not source:
            values[f"“{table.names[column]}”"] = table.column(column)
    return People(values, ids)
