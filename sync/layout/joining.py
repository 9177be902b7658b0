"""Which row of a file is whose: rows and records of the directory joined by whatever names both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sync.csv_files.table import Table

Record = TypeVar("Record")
Names = Mapping[str, Callable[[Record], str]]  # by source, what names a record

PROBE = 2000  # rows by which columns and sources are tried
ALSO = 0.5  # a second pair of column and source serves too, when it joins half as many rows as the best
PAIRS = 3


@dataclass(frozen=True)
class Joined(Generic[Record]):
    """`records`: by index of the row. `column`, `source`: what joins most of them; "" when nothing does."""

    records: Mapping[int, Record]
    column: str = ""
    source: str = ""

    def strangers(self, table: Table) -> list[int]:
        """The rows that are nobody's."""
        return [index for index in range(len(table.rows)) if index not in self.records]


def join(
    table: Table, columns: Sequence[int], records: Callable[[], Iterator[Record]], names: Names[Record]
) -> Joined[Record]:
    """Join rows and records whose values agree, whatever their case. `columns`: where to look. Rows that share a value
    are joined all of them; a row that two records claim equally well is joined to neither."""
    hits = _hits(table, columns, records, names)
    if not hits:
        return Joined({})
    order = list(names)
    ranked = sorted(hits, key=lambda pair: (-hits[pair], order.index(pair[1]), pair[0]))[:PAIRS]
    ranked = [pair for pair in ranked if hits[pair] >= ALSO * max(hits.values())]
    index = {column: _rows_of(table.column(column)) for column, _ in ranked}
    claims: dict[int, tuple[int, Record | None]] = {}
    for record in records():
        for rank, (column, source) in enumerate(ranked):
            value = names[source](record).casefold()
            rows = index[column].get(value, ()) if value else ()
            if rows:
                _claim(claims, rows, rank, record)
                break
    best = ranked[0]
    found = {row: record for row, (_, record) in sorted(claims.items()) if record is not None}
    return Joined(found, table.names[best[0]], best[1])


def _rows_of(values: Sequence[str]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, value in enumerate(values):
        if value:
            rows.setdefault(value.casefold(), []).append(row)
    return rows


def _hits(
    table: Table, columns: Sequence[int], records: Callable[[], Iterator[Record]], names: Names[Record]
) -> Counter[tuple[int, str]]:
    """How often, in some rows, a column's value names a record by a source."""
    holders: dict[str, list[int]] = {}
    some = table.rows[:: max(1, len(table.rows) // PROBE)]
    for column in columns:
        for value in {(row[column] or "").casefold() for row in some} - {""}:
            holders.setdefault(value, []).append(column)
    hits: Counter[tuple[int, str]] = Counter()
    for record in records():
        for source, name in names.items():
            for column in holders.get(name(record).casefold(), ()):
                hits[column, source] += 1
    return hits


def _claim(
    claims: dict[int, tuple[int, Record | None]], rows: Sequence[int], rank: int, record: Record
) -> None:
    for row in rows:
        held = claims.get(row)
        if held is None or rank < held[0]:
            claims[row] = (rank, record)
        elif rank == held[0]:
            claims[row] = (rank, None)
