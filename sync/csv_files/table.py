"""A file as data: its header, its rows, and how both were written."""

from __future__ import annotations

from dataclasses import dataclass, field

from sync.layout.shape import Dialect, Style

Values = tuple[str | None, ...]


@dataclass(frozen=True)
class Table:
    """`rows`: values as they stood, None where there was nothing at all and "" where there were two quotes.

    `lines`: the line on which each row begins, from 1. `styles`: of each column. `mixed_end`: the first line that ends
    unlike the others (0: none does). `header`: None when the first row is data already.
    """

    dialect: Dialect
    header: tuple[str, ...] | None
    rows: tuple[Values, ...]
    lines: tuple[int, ...]
    styles: tuple[Style, ...] = field(default=())
    mixed_end: int = 0

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else len(self.header or ())

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns; “Column 1”, “Column 2” ... where the file has no header."""
        return self.header or tuple(f"Column {number}" for number in range(1, self.width + 1))

    def column(self, index: int) -> list[str]:
        """The values of one column, "" where there is nothing."""
        return [row[index] or "" for row in self.rows]
