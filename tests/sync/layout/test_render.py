"""Headers and whole files in pieces."""

from __future__ import annotations

import pytest

from sync.csv_files import read
from sync.layout import render
from sync.layout.generic import generic
from sync.layout.shape import Column, Dialect, FileLayout

COLUMNS = (Column("Name", "name"), Column("The UPN", "upn"))


def file(dialect: Dialect, header: bool = True) -> FileLayout:
    return FileLayout("exchangeuser.csv", COLUMNS, dialect, header)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (file(Dialect()), '"Name","The UPN"\r\n'),
        (file(Dialect(quoting="needed", newline="\n", delimiter=";")), "Name;The UPN\n"),
        (file(Dialect(header_quoting="needed")), "Name,The UPN\r\n"),
        (file(Dialect(quoting="none", header_quoting="all")), '"Name","The UPN"\r\n'),
        (file(Dialect(first_line="#TYPE x\r\n")), '#TYPE x\r\n"Name","The UPN"\r\n'),
        (file(Dialect(), header=False), ""),
    ],
)
def test_a_header_is_written_as_the_layout_says(layout: FileLayout, expected: str) -> None:
    assert render.header(layout) == expected


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (Dialect(quoting="needed"), b"Name,The UPN\r\n\xc3\xa4,1\r\nb,2\r\n"),
        (Dialect(quoting="needed", final_newline=False), b"Name,The UPN\r\n\xc3\xa4,1\r\nb,2"),
        (Dialect(quoting="needed", bom=True), b"\xef\xbb\xbfName,The UPN\r\n\xc3\xa4,1\r\nb,2\r\n"),
        (Dialect(quoting="needed", encoding="cp1252"), b"Name,The UPN\r\n\xe4,1\r\nb,2\r\n"),
    ],
)
def test_a_file_comes_in_pieces_that_make_it_whole(dialect: Dialect, expected: bytes) -> None:
    assert b"".join(render.pieces(file(dialect), ["ä,1\r\n", "b,2\r\n"])) == expected


def test_utf_16_has_one_mark_however_many_pieces() -> None:
    layout = file(Dialect(encoding="utf-16-le", bom=True, final_newline=False, newline="\n"))
    lines = [f'"n{number}","u{number}@example.org"\n' for number in range(2500)]
    pieces = [*render.pieces(layout, lines)]
    assert len(pieces) == 5
    data = b"".join(pieces)
    assert data.decode("utf-16") == '"Name","The UPN"\n' + "".join(lines)[:-1]
    assert len(read(data).rows) == 2500


def test_a_file_without_lines_is_its_header() -> None:
    assert b"".join(render.pieces(file(Dialect(final_newline=False)), [])) == b'"Name","The UPN"'


def test_pieces_of_text_are_encoded_without_mark() -> None:
    assert render.encode("ä", Dialect(encoding="utf-16-be", bom=True)) == b"\x00\xe4"
    assert render.bom(generic().users.dialect) == b""
