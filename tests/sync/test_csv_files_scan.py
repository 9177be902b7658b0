"""Going through files of any size: sound rows come out, faults are gathered, memory stays bounded."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest

from sync.csv_files import Finding, Scan, scan
from sync.layout.shape import Dialect

NAMES = ("Name", "Mail")


def scanned(data: bytes, dialect: Dialect | None = None, header: Sequence[str] | None = NAMES) -> Scan:
    found = scan(BytesIO(data), dialect or Dialect(), header)
    for _ in found:
        pass
    return found


def test_rows_come_with_the_line_on_which_they_begin() -> None:
    found = scan(BytesIO(b'"Name","Mail"\r\n"A\r\nda","a"\r\n"Bob",\r\n'), Dialect(), NAMES)
    assert [*found] == [(2, ["A\r\nda", "a"]), (4, ["Bob", ""])]
    assert (found.rows, found.size, found.findings) == (2, 36, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_is_read(encoding: str) -> None:
    dialect = Dialect(encoding=encoding, newline="\n", quoting="needed")
    found = scan(BytesIO("Name,Mail\nZoë,z\n".encode(encoding)), dialect, NAMES)
    assert [*found] == [(2, ["Zoë", "z"])]
    assert found.findings == ()


def test_a_type_line_and_a_mark_are_no_rows() -> None:
    dialect = Dialect(bom=True, first_line="#TYPE x\r\n")
    found = scan(BytesIO('\ufeff#TYPE x\r\n"Name","Mail"\r\n"1","2"\r\n'.encode()), dialect, NAMES)
    assert [*found] == [(3, ["1", "2"])]
    assert found.findings == ()


def test_without_header_every_row_is_data() -> None:
    assert [*scan(BytesIO(b"1,2\n3,4\n"), Dialect())] == [(1, ["1", "2"]), (2, ["3", "4"])]


def test_fields_without_quotes_may_hold_quotes() -> None:
    assert [*scan(BytesIO(b'2" tape,"x\n'), Dialect(quoting="none"))] == [(1, ['2" tape', '"x'])]


def test_an_empty_file_is_one_finding() -> None:
    found = scanned(b"")
    assert found.findings == (Finding("empty", "The file is empty (0 bytes).", 1),)


def test_a_header_alone_is_one_finding() -> None:
    assert scanned(b"Name,Mail\n").findings == (
        Finding("no-rows", "The file holds no rows: it ends in line 1.", 1),
    )


def test_another_header_is_a_finding() -> None:
    said = "Line 1, field 2: the header is “Name,UPN”, it should be “Name,Mail”."
    assert scanned(b"Name,UPN\n1,2\n").findings == (Finding("header", said, 1, 2),)
    assert scanned(b"Name,Mail,More\n1,2\n").findings[0].column == 3


def test_a_lost_type_line_is_a_finding() -> None:
    found = scanned(b"Name,Mail\n1,2\n", Dialect(first_line="#TYPE x\n"))
    assert found.findings[0] == Finding("header", "Line 1: the #TYPE line above the header is missing.", 1)


def test_wrong_numbers_of_fields_are_findings_and_no_rows() -> None:
    found = scan(BytesIO(b"Name,Mail\n1,2\n3\n4,5,6\n\n7;8\n9,10\n"), Dialect(), NAMES)
    assert [line for line, _ in found] == [2, 7]
    assert [(one.text, one.line) for one in found.findings] == [
        ("Line 3: this row has 1 field, it should have 2.", 3),
        ("Line 4: this row has 3 fields, it should have 2.", 4),
        ("Line 5 is empty.", 5),
        ("Line 6: it is written with “;” instead of “,”.", 6),
    ]


def test_a_quote_that_does_not_close_is_a_finding() -> None:
    found = scanned(b'Name,Mail\n1,2\n3,"4\n5,6\n')
    said = "Line 3: a quote opens and does not close as it should."
    assert found.findings == (Finding("quote", said, 3),)
    assert found.rows == 1


def test_after_a_lone_quote_the_rows_go_on() -> None:
    found = scan(BytesIO(b'Name,Mail\n"1"x,2\n3,4\n'), Dialect(), NAMES)
    assert [*found] == [(3, ["3", "4"])]
    assert [one.kind for one in found.findings] == ["quote"]


def test_invalid_bytes_are_named_and_replaced() -> None:
    found = scan(BytesIO(b"Name,Mail\nZo\xeb,z\nM\xfc,m\n"), Dialect(), NAMES)
    assert [row[0] for _, row in found] == ["Zo\ufffd", "M\ufffd"]
    assert found.findings[0] == Finding(
        "encoding", "Line 2, character 3: the byte 0xEB, which is not valid UTF-8.", 2, 3
    )
    assert (found.findings[1].line, found.findings[1].column) == (3, 2)


def test_zero_bytes_and_broken_utf_16_are_named() -> None:
    said = "Line 2, character 2: a zero byte, which is not valid UTF-8."
    assert scanned(b"Name,Mail\n1\x00,2\n").findings == (Finding("encoding", said, 2, 2),)
    broken = "Name,Mail\n1,".encode("utf-16-le") + b"\x00\xd8" + "2\n".encode("utf-16-le")
    found = scanned(broken, Dialect(encoding="utf-16-le"))
    assert "a damaged character, which is not valid UTF-16" in found.findings[0].text


def test_a_mark_that_came_or_went_is_a_finding() -> None:
    came = scanned("\ufeffName,Mail\n1,2\n".encode())
    said = "Line 1: the file begins with a byte order mark, which it should not have."
    assert came.findings == (Finding("encoding", said, 1),)
    went = scanned(b"Name,Mail\n1,2\n", Dialect(bom=True))
    assert went.findings == (Finding("encoding", "Line 1: the file has lost its byte order mark.", 1),)


def test_letters_that_turned_into_question_marks_are_findings() -> None:
    good = {"m": ["Müller", "m"], "w": ["Was?", "w"], "k": ["Köln", "k"]}
    data = b"Name,Mail\nM?ller,m\nWas?,w\nK?ln?,k\nNeu?,n\n"
    found = scan(BytesIO(data), Dialect(), NAMES, before=lambda row: good.get(row[1]))
    assert sum(1 for _ in found) == 4
    said = "Line 2, field 1: “M?ller” where “Müller” was: letters turned into question marks."
    assert found.findings == (Finding("letters", said, 2, 1),)


def test_twenty_findings_are_listed_and_all_are_counted() -> None:
    found = scanned(b"Name,Mail\n" + b"1\n" * 50 + b"1,2\n")
    assert (len(found.findings), found.faults, found.rows) == (20, 50, 1)


def test_a_field_over_the_limit_is_a_finding() -> None:
    data = b"Name,Mail\n1," + b"x" * (1 << 20) + b"\n2," + b"x" * ((1 << 20) + 1) + b"\n3,4\n"
    found = scan(BytesIO(data), Dialect(), NAMES)
    assert [line for line, _ in found] == [2, 4]
    assert found.findings == (Finding("size", "Line 3, field 2: it is longer than 1 MB.", 3, 2),)
    assert [line for line, _ in scan(BytesIO(data), Dialect(), NAMES, largest=1 << 21)] == [2, 3, 4]


@pytest.mark.parametrize("beginning", [b"Name,Mail\n1,", b'Name,Mail\n1,"\n\n\n'])
def test_an_endless_row_ends_the_scan(beginning: bytes, tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        file.write(beginning)
        for _ in range(70):
            file.write(b"x" * ((1 << 20) - 1) + beginning[-1:])
    with path.open("rb") as file:
        found = scan(file, Dialect(), NAMES)
        assert [*found] == []
    assert found.findings[0].kind == "size"
    assert "this row is longer than 64 MB; a quote may never close" in found.findings[0].text


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"Name,Mail\r\n")
        for _ in range(20):
            file.write((b'"Zo\xc3\xab' + b"x" * 4000 + b'","somebody@example.org"\r\n') * 250)
    assert path.stat().st_size > 19 * (1 << 20)
    tracemalloc.start()
    with path.open("rb") as file:
        found = scan(file, Dialect(), NAMES)
        assert sum(1 for _ in found) == 5_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * (1 << 20)
    assert (found.rows, found.findings) == (5_000, ())


def test_a_line_end_cut_by_a_chunk_is_one_line_end() -> None:
    row = b"1," + b"x" * 1021 + b"\r\n"
    data = b"Name,Mail\r\n" + b"y,z\r\n" * 5 + row * 2048
    found = scan(BytesIO(data), Dialect(), NAMES)
    assert [line for line, _ in found] == list(range(2, 2 + 5 + 2048))
    assert found.findings == ()


def test_a_file_that_is_no_text_at_all_is_gone_through_quickly() -> None:
    found = scanned(bytes(range(256)) * 16384)
    assert len(found.findings) == 20
    assert found.faults > 1_000_000


class Drops:
    """A stream that gives three bytes at a time, and its mark in two goes."""

    def __init__(self, data: bytes) -> None:
        self.pieces = [data[:2], *(data[at : at + 3] for at in range(2, len(data), 3))]

    def read(self, size: int) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


def test_a_stream_may_give_a_few_bytes_at_a_time() -> None:
    data = '\ufeff"Name","Mail"\r\n"Zoë","z\r\nz"\r\n'.encode()
    found = scan(Drops(data), Dialect(bom=True), NAMES)
    assert [*found] == [(2, ["Zoë", "z\r\nz"])]
    assert (found.findings, found.size) == ((), len(data))
