"""Which sign stands between the fields, and rows that do not have as many fields as the first one."""

from __future__ import annotations

import re

from sync.csv_files import cells
from sync.csv_files.cells import SAID, Row
from sync.csv_files.faults import BadFile
from sync.csv_files.positions import place

DELIMITERS = (",", ";", "\t", "|")
FIRST_LINE = re.compile(r'(?:"[^"]*"|[^"\r\n])*')


def split(text: str, start: int = 0) -> tuple[str, list[Row]]:
    """The delimiter and the rows from index `start` on. Tried are those that stand in the first line outside quotes;
    a file with none of them has one column. BadFile where none gives every row the same number of fields, or two do."""
    counts = _counts(text, start)
    tried = sorted(counts, key=lambda d: -counts[d]) or [","]
    fits: dict[str, list[Row]] = {}
    faults: list[BadFile] = []
    for delimiter in tried:
        try:
            fits[delimiter] = even_rows(text, delimiter, start)
        except BadFile as fault:
            faults.append(fault)
    if len(fits) > 1:
        raise _ambiguous(text, start, [*fits])
    if not fits:
        raise faults[0]
    return next(iter(fits.items()))


def even_rows(text: str, delimiter: str, start: int = 0) -> list[Row]:
    """All rows; BadFile at the first that has not as many fields as the first row, or is empty."""
    found = list(cells.rows(text, delimiter, start))
    width = len(found[0].values)
    for row in found:
        if len(row.values) != width or (width == 1 and row.values == [""] and not row.quoted[0]):
            raise _uneven(text, row, width, delimiter)
    return found


def _counts(text: str, start: int) -> dict[str, int]:
    first = FIRST_LINE.match(text, start)
    outside = re.sub(r'"[^"]*"', "", first.group() if first else "")
    return {d: outside.count(d) for d in DELIMITERS if d in outside}


def _uneven(text: str, row: Row, width: int, delimiter: str) -> BadFile:
    line, column = cells.where(text, row, min(width, len(row.values)))
    count = len(row.values)
    if count == 1 and not row.values[0]:
        return BadFile(f"Line {row.line} is empty.", row.line, 1)
    other = next((d for d in DELIMITERS if d != delimiter and d in row.values[0]), "") if count == 1 else ""
    if other:
        column = cells.where(text, row, 0).column + row.values[0].index(other)
        said = f"it is written with {SAID[other]}, the first line with {SAID[delimiter]}"
        return BadFile(f"Line {row.line}, character {column}: {said}.", row.line, column)
    fields = "1 field" if count == 1 else f"{count} fields"
    place = f"Line {line}, character {column}"
    return BadFile(f"{place}: this row has {fields}, the first line has {width}.", line, column)


def _ambiguous(text: str, start: int, fits: list[str]) -> BadFile:
    line, column = place(text, max(text.index(delimiter, start) for delimiter in fits[:2]))
    said = f"{SAID[fits[0]]} and {SAID[fits[1]]} both stand between the fields of every row"
    return BadFile(f"Line {line}, character {column}: {said}, so the columns cannot be told.", line, column)
