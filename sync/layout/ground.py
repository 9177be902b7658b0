"""What the columns of a file are compared on: its rows, whose they are, and what the directory says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sync.csv_files.table import Table
from sync.layout.group_sources import MEMBER, MEMBERS
from sync.layout.joining import Joined
from sync.layout.known import GroupEntry
from sync.layout.proofs import Comparison, compare
from sync.layout.source import Source
from sync.layout.sources import GROUP_SOURCES, SOURCES
from sync.layout.user_lines import Entry

PROBE = 200
GLANCE = 20


@dataclass(frozen=True)
class Ground:
    """`rows`: the rows of the table whose record is known. `candidates`: the sources that may be found. `told`: what a
    source says of each of some rows."""

    table: Table
    rows: Sequence[int]
    sources: Mapping[str, Source[Any]]
    candidates: Sequence[str]
    told: Callable[[str, Sequence[int]], list[str]]

    @cached_property
    def probe(self) -> Sequence[int]:
        """Some rows, spread over all."""
        return self.rows[:: max(1, len(self.rows) // PROBE)]

    @cached_property
    def told_of_probe(self) -> Mapping[str, Sequence[str]]:
        """What every source says of them."""
        return {source: self.told(source, self.probe) for source in self.candidates}

    def compare(self, column: int, source: str) -> Comparison:
        """A column against a source, in all known rows."""
        return self._compared(column, source, self.rows, self.told(source, self.rows))

    def completed(self, column: int, tried: Comparison) -> Comparison:
        """What was tried in some rows, in all known ones."""
        return tried if tried.rows == len(self.rows) else self.compare(column, tried.source)

    def try_out(self, column: int, source: str) -> Comparison:
        """The same in some rows; in fewer still, when none of those is alike."""
        told = self.told_of_probe[source]
        glance = self._compared(column, source, self.probe[:GLANCE], told[:GLANCE])
        return self._compared(column, source, self.probe, told) if glance.agree else glance

    def _compared(self, column: int, source: str, rows: Sequence[int], told: Sequence[str]) -> Comparison:
        lines, cells = self.table.lines, self.table.rows
        in_file = [cells[row][column] or "" for row in rows]
        return compare(source, [lines[row] for row in rows], in_file, told, self.sources[source].separator)


def of_users(table: Table, joined: Joined[Entry]) -> Ground:
    """The users file."""

    def told(source: str, rows: Sequence[int]) -> list[str]:
        of = SOURCES[source].of
        return [of(*joined.records[row]) for row in rows]

    return Ground(table, [*joined.records], SOURCES, [*SOURCES], told)


def of_groups(table: Table, joined: Joined[GroupEntry]) -> Ground:
    """The groups file, as far as it tells of groups and not of members."""

    def told(source: str, rows: Sequence[int]) -> list[str]:
        of = GROUP_SOURCES[source].of
        return [of(joined.records[row][0]) for row in rows]

    about = [key for key in GROUP_SOURCES if key not in (MEMBER, MEMBERS)]
    return Ground(table, [*joined.records], GROUP_SOURCES, about, told)
