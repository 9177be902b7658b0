"""Rows as text, a column at a time: quotes as the column has them, then one join a row.

Quoting is that of RFC 4180. Python's csv.writer knows no style by column, cannot tell nothing from two quotes, and
takes twice as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from sync.csv_files.decoding import BOMS
from sync.csv_files.table import Table
from sync.layout.shape import Dialect, Style

QUOTE = '"'
QUOTED_EMPTY = '""'


def as_told(values: Iterable[str | None], style: Style, delimiter: str) -> list[str]:
    """A column's cells with values of the directory, where everything false is one and the same: empty."""
    empty = "" if style.bare_empty else QUOTED_EMPTY
    if style.quoting == "all":
        return [
            (f'"{value}"' if QUOTE not in value else quoted(value)) if value else empty for value in values
        ]
    cells = [value or "" for value in values]
    needs = needing(delimiter).search
    if style.quoting == "needed" and needs("".join(cells)):
        cells = [quoted(cell) if needs(cell) else cell for cell in cells]
    return [cell or empty for cell in cells] if empty else cells


def as_found(values: Sequence[str | None], style: Style, delimiter: str) -> list[str]:
    """A column's cells as they stood in a file: None is nothing at all, "" is two quotes."""
    cells = as_told(values, Style(style.quoting, bare_empty=True), delimiter)
    if "" not in values:
        return cells
    return [QUOTED_EMPTY if value == "" else cell for value, cell in zip(values, cells, strict=True)]


def quoted(value: str) -> str:
    """In quotes, those inside doubled."""
    return f'"{value.replace(QUOTE, QUOTED_EMPTY)}"'


@cache
def needing(delimiter: str) -> re.Pattern[str]:
    """What a field without quotes cannot hold."""
    return re.compile(f'["\r\n{re.escape(delimiter)}]')


def rows(columns: Sequence[Sequence[str]], dialect: Dialect) -> list[str]:
    """The rows of these columns (cells from `as_told`, `as_found`), each with its line end."""
    if len(columns) == 1:  # an empty line is no row
        columns = [[cell or QUOTED_EMPTY for cell in columns[0]]]
    join, end = dialect.delimiter.join, dialect.newline
    return [join(row) + end for row in zip(*columns, strict=True)]


def header_text(names: Sequence[str], dialect: Dialect) -> str:
    """The header's line, with its line end."""
    style = replace(dialect, quoting=dialect.header_quoting or dialect.quoting).style
    return rows([as_told([name], style, dialect.delimiter) for name in names], dialect)[0]


def row_texts(table: Table) -> list[str]:
    """The table's rows as they stood in the file, each with its line end."""
    dialect = table.dialect
    columns = [
        as_found([row[index] for row in table.rows], style, dialect.delimiter)
        for index, style in enumerate(table.styles)
    ]
    return rows(columns, dialect)


def write(table: Table) -> bytes:
    """The table as a file, in its dialect and its columns' styles. UnicodeEncodeError: the encoding lacks a letter."""
    dialect = table.dialect
    header = "" if table.header is None else header_text(table.header, dialect)
    text = dialect.first_line + header + "".join(row_texts(table))
    return bom(dialect) + whole(text, dialect).encode(dialect.encoding)


def whole(text: str, dialect: Dialect) -> str:
    """The last piece of a file's text: without its line end where the file has none at its end."""
    return text if dialect.final_newline else text.removesuffix(dialect.newline)


def bom(dialect: Dialect) -> bytes:
    """The byte order mark, b"" where there is none."""
    return BOMS[dialect.encoding] if dialect.bom else b""
