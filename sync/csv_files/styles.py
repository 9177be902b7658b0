"""How a file was written, told from its cells: quotes, empty values, line ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, TypeVar

from sync.csv_files.cells import Row
from sync.layout.shape import Quoting, Style

Told = TypeVar("Told", Quoting, bool)


class _Tally:
    """What was seen in one column. `free`: quoted without need."""

    def __init__(self) -> None:
        self.free = self.needed = self.plain = self.quoted_empty = self.bare_empty = self.literal = 0

    def add(self, value: str, quoted: bool, delimiter: str) -> None:
        if not value:
            self.quoted_empty += quoted
            self.bare_empty += not quoted
        elif not quoted:
            self.plain += 1
            self.literal += '"' in value
        elif delimiter in value or '"' in value or "\n" in value or "\r" in value:
            self.needed += 1
        else:
            self.free += 1

    def quoting(self) -> Quoting | None:
        """None where the column cannot tell."""
        if self.free or self.plain:
            return "all" if self.free > self.plain else "needed"
        return None

    def bare(self) -> bool | None:
        """None where no value is empty."""
        if self.quoted_empty or self.bare_empty:
            return self.bare_empty >= self.quoted_empty
        return None


def styles(rows: Sequence[Row], delimiter: str, header: Row | None) -> tuple[Style, tuple[Style, ...]]:
    """The style of most columns, and the style of each (that of most where a column cannot tell)."""
    tallies = [_Tally() for _ in rows[0].values]
    for row in rows:
        for tally, value, quoted in zip(tallies, row.values, row.quoted, strict=True):
            tally.add(value, quoted, delimiter)
    if any(t.literal for t in tallies) and not any(t.free + t.needed + t.quoted_empty for t in tallies):
        return Style("none", True), (Style("none", True),) * len(tallies)
    fallback = (_told(header, delimiter) if header else None) or _fallback(tallies)
    main = Style(_most((t.quoting() for t in tallies), fallback), _most((t.bare() for t in tallies), True))
    return main, tuple(_style(tally, main) for tally in tallies)


def header_quoting(header: Row, main: Style, delimiter: str) -> Quoting | Literal[""]:
    """How the header is quoted; "" where like the rows."""
    told = _told(header, delimiter)
    rows_quoted = main.quoting == "all"
    return told if told is not None and rows_quoted != (told == "all") else ""


def _told(header: Row, delimiter: str) -> Quoting | None:
    tally = _Tally()
    for value, quoted in zip(header.values, header.quoted, strict=True):
        tally.add(value, quoted, delimiter)
    return tally.quoting()


def _style(tally: _Tally, main: Style) -> Style:
    bare = tally.bare()
    return Style(tally.quoting() or main.quoting, main.bare_empty if bare is None else bare)


def _fallback(tallies: list[_Tally]) -> Quoting:
    """Where no value tells: each had to be quoted, or there are none."""
    return "all" if any(t.needed + t.quoted_empty for t in tallies) else "needed"


def _most(found: Iterable[Told | None], fallback: Told) -> Told:
    counted = Counter(one for one in found if one is not None)
    return counted.most_common(1)[0][0] if counted else fallback


def line_end(rows: Sequence[Row]) -> tuple[str, bool, int]:
    """The line end of most rows, whether the last row has one, and the first line that ends otherwise (0: none)."""
    counted = Counter(row.end for row in rows if row.end)
    newline = counted.most_common(1)[0][0] if counted else "\r\n"
    odd = next((row.line for row in rows if row.end not in (newline, "")), 0)
    return newline, rows[-1].end != "", odd
