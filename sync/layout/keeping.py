"""The values of the sample that the directory does not have, made ready to be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from sync.csv_files.table import Table
from sync.layout import group_lines, user_lines
from sync.layout.joining import Joined
from sync.layout.kept import KeptRow, Keys
from sync.layout.known import GroupEntry
from sync.layout.user_lines import Entry


def of_users(table: Table, sources: Sequence[str], joined: Joined[Entry]) -> Iterator[KeptRow]:
    """One for each row; those of people who are not in the directory go by the names in the row."""
    lacking = [index for index, source in enumerate(sources) if not source]
    for row in range(len(table.rows)) if lacking else ():
        entry = joined.records.get(row)
        keys = user_lines.keys(entry[0]) if entry else _names(table, sources, row)
        yield KeptRow("user", keys, {table.names[index]: table.rows[row][index] for index in lacking})


def of_groups(
    table: Table, sources: Sequence[str], joined: Joined[GroupEntry], unknown: Set[int]
) -> Iterator[KeptRow]:
    """One for each group: the first of its rows. `unknown`: columns that tell of members, which no row of a group can
    keep for all of them."""
    lacking = [index for index, source in enumerate(sources) if not source and index not in unknown]
    seen: set[Keys] = set()
    for row in range(len(table.rows)) if lacking else ():
        entry = joined.records.get(row)
        keys = group_lines.keys(entry[0]) if entry else _names(table, sources, row)
        if keys not in seen:
            seen.add(keys)
            yield KeptRow("group", keys, {table.names[index]: table.rows[row][index] for index in lacking})


def _names(table: Table, sources: Sequence[str], row: int) -> Keys:
    """No id; the logon name and address as far as the row says them."""

    def said(*wanted: str) -> str:
        found = (table.rows[row][sources.index(source)] or "" for source in wanted if source in sources)
        return next((value for value in found if value), "")

    return "", said("upn"), said("primary", "mail")
