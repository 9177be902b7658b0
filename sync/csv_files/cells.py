"""A text taken apart into cells, each with its place and whether it stood in quotes.

Quotes as in RFC 4180: a field that begins with a quote ends at the next single one, and two stand for one. Unlike
Python's csv, this keeps the difference between nothing and two quotes (clients-and-files.md section 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sync.csv_files.faults import BadFile
from sync.csv_files.positions import Place, line_ends

SAID = {",": "“,”", ";": "“;”", "\t": "tab", "|": "“|”"}

QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')


class Row(NamedTuple):
    """One row: its first line (from 1), the values, which of them were quoted, where each begins in the text, and the
    line end ("" for the last row of a file that ends without one)."""

    line: int
    values: list[str]
    quoted: list[bool]
    starts: list[int]
    end: str


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(rf'(?:{QUOTED.pattern}|([^"{d}\r\n][^{d}\r\n]*+)|)({d}|\r\n|\n|\r|\Z)')


def rows(text: str, delimiter: str, start: int = 0) -> Iterator[Row]:
    """The rows of a text from the index `start` on, which begins a line; an empty line is a row of one empty cell.
    BadFile at a quote that never closes, or closes in the wrong place."""
    match, at, line, size = _cell(delimiter).match, start, 1 + line_ends(text[:start]), len(text)
    values: list[str] = []
    quoted: list[bool] = []
    starts: list[int] = []
    first = line
    while at < size or values:
        cell = match(text, at)
        if cell is None:
            raise _misquoted(text, delimiter, at, line)
        inner, bare, end = cell.groups()
        starts.append(at)
        quoted.append(inner is not None)
        values.append(bare or "" if inner is None else inner.replace('""', '"'))
        if inner and ("\n" in inner or "\r" in inner):
            line += line_ends(inner)
        at = cell.end()
        if end != delimiter:
            yield Row(first, values, quoted, starts, end)
            values, quoted, starts = [], [], []
            line += 1
            first = line


def where(text: str, row: Row, index: int) -> Place:
    """The place where a row's cell begins (the end of the row, if `index` is beyond its last)."""
    at = row.starts[index] if index < len(row.starts) else _end(text, row)
    line = row.line + line_ends(text[row.starts[0] : at])
    return Place(line, at - _line_start(text, at) + 1)


def _end(text: str, row: Row) -> int:
    """Where the row's last cell ends."""
    at, raw = row.starts[-1], row.values[-1]
    return at + len(raw) + (raw.count('"') + 2 if row.quoted[-1] else 0)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _misquoted(text: str, delimiter: str, at: int, line: int) -> BadFile:
    column = at - _line_start(text, at) + 1
    closes = QUOTED.match(text, at)
    said = f"Line {line}, character {column}: a quote opens here and never closes."
    if closes is not None:
        follows = re.split("[\r\n]", text[closes.end() : closes.end() + 12])[0]
        said = (
            f"Line {line}, character {column}: the field that begins here ends with a quote, but “{follows}” follows "
            f"instead of {SAID[delimiter]}. A quote is missing, or one stands alone."
        )
    return BadFile(said, line, column)
