"""Broken files: refused with line and column, and nothing learned from them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from sync.csv_files import BadFile, read


def fault(data: bytes) -> tuple[int, int, str]:
    with pytest.raises(BadFile) as caught:
        read(data)
    assert str(caught.value) == caught.value.text
    return caught.value.line, caught.value.column, caught.value.text


def spreadsheet() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_file_of_no_bytes_says_where_it_comes_from(data: bytes) -> None:
    line, column, text = fault(data)
    assert (line, column) == (1, 1)
    assert text.startswith("The file is empty (0 bytes). A download that fails often leaves such a file")


def test_empty_lines_are_no_table() -> None:
    assert fault(b"\r\n\r\n") == (1, 1, "The file holds nothing but empty lines.")


def test_a_type_line_alone_is_no_table() -> None:
    assert fault(b"#TYPE System.Object\r\n") == (1, 1, "The file holds nothing but its #TYPE line.")


def test_only_a_header_is_refused() -> None:
    assert fault(b"Name,Mail\r\n") == (1, 10, "The file holds a header and no rows: it ends in line 1.")
    assert fault(b'#TYPE x\n"Name","Mail"') == (
        2,
        14,
        "The file holds a header and no rows: it ends in line 2.",
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b"a,b,c\n1,2,3\n4,5\n",
            (3, 4, "Line 3, character 4: this row has 2 fields, the first line has 3."),
        ),
        (
            b"a,b\n1,2\n3,4,5\n",
            (3, 5, "Line 3, character 5: this row has 3 fields, the first line has 2."),
        ),
        (
            b'a,b\n"x\ny"\n',
            (3, 3, "Line 3, character 3: this row has 1 field, the first line has 2."),
        ),
        (b"a,b\n1,2\n\n3,4\n", (3, 1, "Line 3 is empty.")),
        (b"a\n1\n\n2\n", (3, 1, "Line 3 is empty.")),
        (b"a,b\n1,2\n\n", (3, 1, "Line 3 is empty.")),
    ],
)
def test_unequal_rows_are_named(data: bytes, expected: tuple[int, int, str]) -> None:
    assert fault(data) == expected


def test_another_delimiter_inside_is_named() -> None:
    said = "Line 3, character 4: it is written with “;”, the first line with “,”."
    assert fault(b"a,b\n1,2\nxyz;4\n") == (3, 4, said)
    said = "Line 2, character 3: it is written with tab, the first line with “;”."
    assert fault(b"a;b\n12\t3\n") == (2, 3, said)


def test_two_possible_delimiters_are_refused() -> None:
    said = "Line 1, character 4: “,” and “;” both stand between the fields of every row, so the columns cannot be told."
    assert fault(b"a;b,c\n1;2,3\n") == (1, 4, said)


def test_the_only_delimiter_that_fits_every_row_is_taken() -> None:
    assert read(b"a;b,c\n1;2\n").rows == (("1", "2"),)


def test_a_quote_that_never_closes_is_named() -> None:
    said = "Line 3, character 3: a quote opens here and never closes."
    assert fault(b'a,b\n1,2\n3,"4\n5,6\n') == (3, 3, said)


def test_a_lone_quote_is_named_where_its_field_begins() -> None:
    line, column, text = fault(b'"a","b"\n"1","2"\n"3,"4"\n"5","6"\n')
    assert (line, column) == (3, 1)
    assert text == (
        'Line 3, character 1: the field that begins here ends with a quote, but “4"” follows instead of “,”. '
        "A quote is missing, or one stands alone."
    )


def test_a_line_of_a_field_with_line_breaks_counts() -> None:
    assert fault(b'a,b\n"1\n1","2\n2"\n3,"4\n')[:2] == (5, 3)


def test_a_byte_of_another_encoding_is_named() -> None:
    data = "Name\nZoë\nJürgen\n".encode() + b"M\xfcller\n" + "Ünal\n".encode()
    said = (
        "Line 4, character 2: the byte 0xFC is not UTF-8, while the rest of the file is. "
        "Two encodings are mixed in one file."
    )
    assert fault(data) == (4, 2, said)


def test_utf_8_amid_windows_1252_is_named() -> None:
    data = "Name\nZoë\nJürgen\nMüller\n".encode("cp1252") + "Ünal\n".encode()
    line, column, text = fault(data)
    assert (line, column) == (5, 1)
    assert "the byte 0xC3 is UTF-8, while the rest of the file is not" in text


def test_a_sign_of_windows_1252_after_a_capital_is_no_mixture() -> None:
    data = ("Name\nCAFÉ’S\n" + "Zoé\n" * 20).encode("cp1252")
    assert read(data).rows[0] == ("CAFÉ’S",)


def test_a_byte_that_windows_1252_does_not_have_is_named() -> None:
    said = "Line 2, character 2: the byte 0x81 is not valid Windows-1252."
    assert fault(b"Name\nM\x81ller\nZo\xe9\n") == (2, 2, said)


def test_utf_16_cut_through_is_named() -> None:
    assert fault("a,b\n1,2\n".encode("utf-16")[:-1])[:2] == (2, 4)


def test_zero_bytes_are_named() -> None:
    said = "Line 2, character 3: a zero byte. The file is damaged or not a text file."
    assert fault(b"Name,Mail\n1,\0002\n") == (2, 3, said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (spreadsheet(), "This is a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "This is a spreadsheet"),
        (b"<!DOCTYPE html>\n<html>", "This is a web page"),
        (b"\xef\xbb\xbf\n <html><body>Sign in</body></html>", "This is a web page"),
        ("<html>".encode("utf-16"), "This is a web page"),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"\x1f\x8b\x08\x00", "This file is packed"),
    ],
)
def test_files_of_another_sort_are_known(data: bytes, said: str) -> None:
    line, column, text = fault(data)
    assert (line, column) == (1, 1)
    assert text.startswith(said)


@pytest.mark.parametrize("header", ["Name,Mail,name", "Name,Mail, Name ", '"Name","Mail","NAME"'])
def test_two_columns_of_one_name_are_refused(header: str) -> None:
    line, _, text = fault(f"{header}\n1,2,3\n".encode())
    assert line == 1
    assert "columns 1 and 3 are both called" in text
