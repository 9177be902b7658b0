"""The learned pair written again: byte for byte what it was, or the first place where it is not."""

from __future__ import annotations

from dataclasses import replace

from sync.csv_files.positions import place
from sync.csv_files.table import Table
from sync.csv_files.writing import write
from sync.layout.shape import FileLayout

LINE_ENDS = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}


def rewrite(file: FileLayout, table: Table) -> bytes:
    """The table's values in the layout's way. UnicodeEncodeError: the layout's encoding lacks a letter."""
    header = tuple(column.name for column in file.columns) if file.header else None
    return write(replace(table, dialect=file.dialect, styles=file.styles, header=header))


def difference(file: FileLayout, table: Table, sample: bytes) -> str:
    """Where re-writing gives other bytes than the sample, as a sentence with line and character; "" where it gives the
    same."""
    again = rewrite(file, table)
    if again == sample:
        return ""
    encoding = file.dialect.encoding
    was, now = (data.decode(encoding, "replace") for data in (sample, again))
    at = next(
        (i for i, (one, other) in enumerate(zip(was, now, strict=False)) if one != other),
        min(len(was), len(now)),
    )
    line, column = place(was, at)
    if table.mixed_end:
        end = LINE_ENDS[file.dialect.newline]
        return f"Line {table.mixed_end} of the sample does not end with {end}, as its other lines do."
    return (
        f"Line {line}, character {column}: the sample has “{_shown(was, at)}”, written again it would be "
        f"“{_shown(now, at)}”."
    )


def _shown(text: str, at: int) -> str:
    """A little of the line around the place."""
    start = at - place(text, at).column + 1
    return text[max(start, at - 10) : at + 15].replace("\r", "␍").replace("\n", "␊")
