"""Looking for one logon name in a users file of any size, and for the names that are most like it."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from sync.layout.shape import FileLayout

LIKE: Final = 0.75
NEAREST: Final = 5
# Comparing takes time: in a larger file only the first rows are compared, while all are searched.
COMPARED: Final = 100_000


@dataclass
class Search:
    """`line`, `name`: where the logon name stands, and how it is written there; 0 for nowhere. `other`: the first row
    that has it in another column, as (line, that row's logon name, the column). Capitals do not count."""

    wanted: str
    layout: FileLayout
    line: int = 0
    name: str = ""
    other: tuple[int, str, str] | None = None
    _near: list[tuple[float, str]] = field(default_factory=list)
    _rows: int = 0

    def __post_init__(self) -> None:
        self.wanted = self.wanted.casefold()
        sources = [column.source for column in self.layout.columns]
        self._column = sources.index("upn") if "upn" in sources else None
        self._matcher = SequenceMatcher(b=self.wanted, autojunk=False)

    def take(self, line: int, row: Sequence[str]) -> None:
        """One row of the file."""
        if self.line:
            return
        self._rows += 1
        column = self._column if self._column is not None and self._column < len(row) else None
        if column is not None and row[column].casefold() == self.wanted:
            self.line, self.name = line, row[column]
            return
        elsewhere = next((i for i, value in enumerate(row) if value.casefold() == self.wanted), None)
        if elsewhere is not None:
            self._elsewhere(line, row, elsewhere, column)
        elif self._rows <= COMPARED:
            self._compare(row[column] if column is not None else next((one for one in row if "@" in one), ""))

    def _elsewhere(self, line: int, row: Sequence[str], at: int, column: int | None) -> None:
        """Where no column is known to hold logon names, any will do."""
        if column is None:
            self.line, self.name = line, row[at]
        elif self.other is None:
            self.other = (line, row[column], self.layout.columns[at].name)

    def _compare(self, name: str) -> None:
        self._matcher.set_seq1(name.casefold())
        if self._matcher.real_quick_ratio() < LIKE or self._matcher.quick_ratio() < LIKE:
            return
        ratio = self._matcher.ratio()
        if ratio >= LIKE:
            keep = heapq.heappush if len(self._near) < NEAREST else heapq.heappushpop
            keep(self._near, (ratio, name))

    def value(self) -> dict[str, Any]:
        """As evidence; the nearest name first."""
        near = [name for _, name in sorted(self._near, reverse=True)]
        other = list(self.other) if self.other else None
        return {"line": self.line, "name": self.name, "other": other, "near": near}
