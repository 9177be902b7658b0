"""Whatever is written reads as the same data, in every dialect: property tests."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from sync.csv_files import BadFile, Table, read, scan, write
from sync.csv_files.decoding import decode
from sync.csv_files.table import Values
from sync.layout.shape import Dialect, Quoting, Style

DELIMITERS = (",", ";", "\t", "|")
# Without signs that Windows-1252 has after its letters: “ß€” is also a letter of UTF-8.
SIGNS = "aZ09 '\"\\=+-@.,;|\t\r\n?äßé"
WIDE = SIGNS + "€Łшא中\u2028\x0b😀"


@st.composite
def dialects(draw: st.DrawFn) -> Dialect:
    encoding = draw(st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "cp1252"]))
    return Dialect(
        delimiter=draw(st.sampled_from(DELIMITERS)),
        quoting=draw(st.sampled_from(["all", "needed"])),
        bare_empty=draw(st.booleans()),
        encoding=encoding,
        bom=encoding != "cp1252" and draw(st.booleans()),
        newline=draw(st.sampled_from(["\r\n", "\n", "\r"])),
        final_newline=draw(st.booleans()),
        first_line=draw(st.sampled_from(["", "#TYPE System.Object"])),
        header_quoting=draw(st.sampled_from(["", "all", "needed"])),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Two to five columns under a header, each with a style of its own."""
    dialect = draw(dialects())
    if dialect.first_line:
        dialect = Dialect(**(vars(dialect) | {"first_line": dialect.first_line + dialect.newline}))
    width = draw(st.integers(2, 5))
    text = st.text(SIGNS if dialect.encoding == "cp1252" else WIDE, max_size=8)
    row = st.tuples(*[st.none() | text] * width)
    rows = draw(st.lists(row, min_size=1, max_size=8))
    quotings: st.SearchStrategy[Quoting] = st.sampled_from(["all", "needed"])
    styles = tuple(Style(draw(quotings), draw(st.booleans())) for _ in range(width))
    header = tuple(f"Name {number}" for number in range(width))
    return Table(dialect, header, tuple(rows), (), styles)


def data_of(table: Table) -> tuple[tuple[str, ...] | None, tuple[Values, ...]]:
    return table.header, table.rows


@given(tables())
def test_what_is_written_reads_as_the_same_data(table: Table) -> None:
    assert data_of(read(write(table))) == data_of(table)


@given(tables())
def test_what_was_read_is_written_byte_for_byte(table: Table) -> None:
    data = write(Table(table.dialect, table.header, table.rows, (), _plain(table)))
    assert write(read(data)) == data


def _plain(table: Table) -> tuple[Style, ...]:
    """One style for all columns: where no value of a column tells its own, it is that of the others."""
    return (table.dialect.style,) * table.width


@given(tables())
def test_a_scan_sees_the_same_rows(table: Table) -> None:
    found = scan(io.BytesIO(write(table)), table.dialect, table.header)
    assert [row for _, row in found] == [[value or "" for value in row] for row in table.rows]
    assert found.findings == ()


@given(tables())
def test_the_csv_module_of_python_agrees(table: Table) -> None:
    text = decode(write(table)).text.removeprefix(table.dialect.first_line)
    parsed = [*csv.reader(io.StringIO(text, newline=""), delimiter=table.dialect.delimiter, strict=True)]
    assert parsed == [list(table.header or ()), *([value or "" for value in row] for row in table.rows)]


@given(
    st.lists(
        st.tuples(*[st.text('aZ "ä=', max_size=5).filter(lambda v: not v.startswith('"'))] * 3), min_size=1
    ),
    st.sampled_from(DELIMITERS),
)
def test_files_without_quotes_come_back(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    values = tuple(tuple(value or None for value in row) for row in rows)
    table = Table(Dialect(delimiter, "none"), ("a", "b", "c"), values, (), (Style("none", True),) * 3)
    assert data_of(read(write(table))) == data_of(table)


@given(st.binary(max_size=60) | st.text(WIDE, max_size=40).map(str.encode))
def test_any_bytes_are_a_table_or_a_named_fault(data: bytes) -> None:
    found = table_or_fault(data)
    if isinstance(found, BadFile):
        assert min(found.line, found.column) >= 1
        assert found.text
    else:
        assert all(len(row) == found.width for row in found.rows)
        assert read(write(found)).rows == found.rows


def table_or_fault(data: bytes) -> Table | BadFile:
    try:
        return read(data)
    except BadFile as fault:
        return fault


@given(st.binary(max_size=80))
def test_any_bytes_can_be_scanned(data: bytes) -> None:
    found = scan(io.BytesIO(data), Dialect(), ("a", "b"))
    assert all(len(row) == 2 for _, row in found)
    assert found.findings or found.rows
