"""Files as they are found: what `read` says of their bytes, and `write` making the same bytes of it again."""

from __future__ import annotations

import pytest

from sync.csv_files import read, write
from sync.layout.shape import Dialect, Style

TEXT = 'Name,Mail\r\n"Zoë, ""Z""",zoe@example.org\r\nAda,ada@example.org\r\n'
ENCODED = {
    "utf-8": (TEXT.encode(), Dialect(quoting="needed")),
    "utf-8 with mark": (TEXT.encode("utf-8-sig"), Dialect(quoting="needed", bom=True)),
    "utf-16-le with mark": (
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        Dialect(quoting="needed", encoding="utf-16-le", bom=True),
    ),
    "utf-16-be with mark": (
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        Dialect(quoting="needed", encoding="utf-16-be", bom=True),
    ),
    "utf-16-le without": (TEXT.encode("utf-16-le"), Dialect(quoting="needed", encoding="utf-16-le")),
    "utf-16-be without": (TEXT.encode("utf-16-be"), Dialect(quoting="needed", encoding="utf-16-be")),
    "windows-1252": (TEXT.encode("cp1252"), Dialect(quoting="needed", encoding="cp1252")),
    "iso 8859-1": (TEXT.encode("latin-1"), Dialect(quoting="needed", encoding="cp1252")),
}


@pytest.mark.parametrize("name", ENCODED)
def test_every_encoding_is_told_and_written_again(name: str) -> None:
    data, dialect = ENCODED[name]
    table = read(data)
    assert table.dialect == dialect
    assert table.header == ("Name", "Mail")
    assert table.rows == (('Zoë, "Z"', "zoe@example.org"), ("Ada", "ada@example.org"))
    assert write(table) == data


def test_ascii_counts_as_utf_8() -> None:
    assert read(b"a,b\n1,2\n").dialect.encoding == "utf-8"


def test_a_given_encoding_is_taken() -> None:
    table = read("Name,Mail\nŁukasz,l@example.org\n".encode("cp1250"), "cp1250")
    assert table.rows[0][0] == "Łukasz"
    assert table.dialect.encoding == "cp1250"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_told(delimiter: str) -> None:
    data = f"Name{delimiter}Mail\nAda{delimiter}ada@example.org\n".encode()
    table = read(data)
    assert (table.dialect.delimiter, table.rows) == (delimiter, (("Ada", "ada@example.org"),))
    assert write(table) == data


def test_another_sign_between_members_is_no_delimiter() -> None:
    table = read(b"Group,Members\r\nStaff,a@example.org;b@example.org\r\n")
    assert table.rows == (("Staff", "a@example.org;b@example.org"),)


def test_one_column_needs_no_delimiter() -> None:
    data = b"UPN\nada@example.org\nbob@example.org\n"
    assert read(data).rows == (("ada@example.org",), ("bob@example.org",))
    assert write(read(data)) == data


@pytest.mark.parametrize(
    ("newline", "final"), [("\r\n", True), ("\n", True), ("\r", True), ("\r\n", False), ("\n", False)]
)
def test_line_ends_are_told(newline: str, final: bool) -> None:
    data = newline.join(["a,b", "1,2", "3,4", ""] if final else ["a,b", "1,2", "3,4"]).encode()
    table = read(data)
    assert (table.dialect.newline, table.dialect.final_newline) == (newline, final)
    assert (table.lines, table.mixed_end) == ((2, 3), 0)
    assert write(table) == data


def test_a_line_that_ends_otherwise_is_named() -> None:
    table = read(b"a,b\r\n1,2\n3,4\r\n")
    assert (table.dialect.newline, table.mixed_end) == ("\r\n", 2)
    assert write(table) == b"a,b\r\n1,2\r\n3,4\r\n"


def test_line_breaks_inside_quotes_belong_to_the_value() -> None:
    data = b'a,b\r\n"1\r\n2","x\ny"\r\n3,4\r\n'
    table = read(data)
    assert table.rows == (("1\r\n2", "x\ny"), ("3", "4"))
    assert table.lines == (2, 5)
    assert table.mixed_end == 0


def test_nothing_and_two_quotes_stay_different() -> None:
    data = b'"a","b","c"\r\n"1",,""\r\n"2",,""\r\n'
    table = read(data)
    assert table.rows == (("1", None, ""), ("2", None, ""))
    assert table.column(1) == ["", ""]
    assert [style.bare_empty for style in table.styles] == [True, True, False]
    assert write(table) == data


def test_both_forms_of_empty_in_one_column_are_written_as_they_were() -> None:
    data = b'"a","b"\r\n"1",\r\n"2",""\r\n"3",\r\n'
    assert read(data).styles[1] == Style("all", True)
    assert write(read(data)) == data


@pytest.mark.parametrize(
    ("data", "quoting", "header"),
    [
        (b'"a","b"\n"1","2"\n', "all", ""),
        (b'a,b\n1,"2,3"\n4,5\n', "needed", ""),
        (b"a,b\n1,2\n", "needed", ""),
        (b'a,b\n1,2" tape\n3,4\n', "none", ""),
        (b'a,b\n"1","2"\n', "all", "needed"),
        (b'"a","b"\n1,2\n', "needed", "all"),
        (b'"a","b"\n1,2" tape\n', "none", "all"),
        (b'"a","b"\n"1,1","2,2"\n', "all", ""),
        (b'a,b\n"1,1","2,2"\n', "needed", ""),
        (b'"a","b"\n,\n,\n', "all", ""),
        (b"a,b\n,\n,\n", "needed", ""),
        (b'a,b\n"",""\n', "needed", ""),
    ],
)
def test_quoting_is_told(data: bytes, quoting: str, header: str) -> None:
    table = read(data)
    assert (table.dialect.quoting, table.dialect.header_quoting) == (quoting, header)
    assert write(table) == data


def test_columns_may_be_quoted_differently() -> None:
    data = b'Number,Name,Mail\n1,"Ada","ada@example.org"\n2,"Bob","bob@example.org"\n'
    table = read(data)
    assert [style.quoting for style in table.styles] == ["needed", "all", "all"]
    assert table.dialect.quoting == "all"
    assert write(table) == data


@pytest.mark.parametrize("line", ["#TYPE Selected.Microsoft.Exchange\r\n", '"#TYPE System.Object"\r\n'])
def test_the_type_line_of_windows_powershell_is_kept(line: str) -> None:
    data = f'{line}"a","b"\r\n"1","2"\r\n'.encode("utf-16")
    table = read(data)
    assert (table.dialect.first_line, table.header, table.lines) == (line, ("a", "b"), (3,))
    assert write(table) == data


@pytest.mark.parametrize(
    "first",
    [
        "Ada,ada@example.org",
        "Ada,8a1f0f3e-0000-4000-8000-0123456789ab",
        "Ada,{8A1F0F3E-0000-4000-8000-0123456789AB}",
        "Ada,/o=Example/ou=Exchange",
        'Ada,"CN=Ada,OU=People,DC=example,DC=org"',
    ],
)
def test_a_first_row_of_data_is_no_header(first: str) -> None:
    data = f"{first}\nBob,bob@example.org\n".encode()
    table = read(data)
    assert table.header is None
    assert (len(table.rows), table.lines) == (2, (1, 2))
    assert table.names == ("Column 1", "Column 2")
    assert write(table) == data


def test_one_row_without_header_is_a_table() -> None:
    assert read(b"Ada,ada@example.org").rows == (("Ada", "ada@example.org"),)


def test_quotes_inside_quotes_are_doubled() -> None:
    data = b'"a"\n"say ""hi"""\n""""\n'
    assert read(data).rows == (('say "hi"',), ('"',))
    assert write(read(data)) == data


def test_cells_that_look_like_formulas_are_data() -> None:
    data = b'"a","b"\r\n"=1+1","@x"\r\n"+49 30 1","-"\r\n'
    assert read(data).rows == (("=1+1", "@x"), ("+49 30 1", "-"))
    assert write(read(data)) == data


def test_other_separators_of_unicode_end_no_line() -> None:
    data = 'a,b\n"x\u2028y","1\x0b2\x852"\n'.encode()
    assert read(data).rows == (("x\u2028y", "1\x0b2\x852"),)
