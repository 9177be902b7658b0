"""A whole file taken apart: bytes in, a Table out, or the first fault with its place."""

from __future__ import annotations

from sync.csv_files import cells, delimiters, headers, styles
from sync.csv_files.cells import Row
from sync.csv_files.decoding import Decoded, decode
from sync.csv_files.faults import BadFile
from sync.csv_files.table import Table
from sync.layout.shape import Dialect


def read(data: bytes, encoding: str = "") -> Table:
    """The file as a table. `encoding`: a Python codec, taken instead of guessing.

    BadFile, with line and column, for: nothing in it, another sort of file, bytes of no or of two encodings, zero
    bytes, rows with another number of fields or another delimiter, two possible delimiters, a quote that never closes,
    two columns of one name, only a header.
    """
    return _table(decode(data, encoding))


def _table(decoded: Decoded) -> Table:
    text = decoded.text
    first_line = headers.type_line(text)
    if len(first_line) == len(text):
        raise BadFile("The file holds nothing but its #TYPE line.", 1, 1)
    if not text.strip("\r\n"):
        raise BadFile("The file holds nothing but empty lines.", 1, 1)
    delimiter, rows = delimiters.split(text, len(first_line))
    header = rows[0] if first_line or headers.is_header(rows[0]) else None
    if header is not None:
        headers.refuse_doubles(text, header)
        _refuse_no_rows(text, rows)
    return _described(decoded, delimiter, first_line, header, rows)


def _described(
    decoded: Decoded, delimiter: str, first_line: str, header: Row | None, rows: list[Row]
) -> Table:
    data = rows[1:] if header else rows
    main, each = styles.styles(data, delimiter, header)
    newline, final, odd = styles.line_end(rows)
    dialect = Dialect(
        delimiter=delimiter,
        quoting=main.quoting,
        bare_empty=main.bare_empty,
        encoding=decoded.encoding,
        bom=decoded.bom,
        newline=newline,
        final_newline=final,
        first_line=first_line,
        header_quoting=styles.header_quoting(header, main, delimiter) if header else "",
    )
    return Table(
        dialect=dialect,
        header=tuple(header.values) if header else None,
        rows=tuple(_values(row) for row in data),
        lines=tuple(row.line for row in data),
        styles=each,
        mixed_end=odd,
    )


def _values(row: Row) -> tuple[str | None, ...]:
    """Nothing at all is None; two quotes are ""."""
    if "" not in row.values:
        return tuple(row.values)
    return tuple(v if v or quoted else None for v, quoted in zip(row.values, row.quoted, strict=True))


def _refuse_no_rows(text: str, rows: list[Row]) -> None:
    if len(rows) == 1:
        line, column = cells.where(text, rows[0], len(rows[0].values))
        raise BadFile(f"The file holds a header and no rows: it ends in line {line}.", line, column)
