"""Bytes as numbered lines: any encoding, any size of chunk, never more than the cap."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.worker_log.intake import LONGEST_LINE, OVERLAP, Intake, NotALog, pieces

LINES = ["first", "", "größe 日本", "\ttab", "last"]


def read(data: bytes, size: int = 7, most: int = 10_000_000) -> tuple[list[tuple[int, str]], Intake]:
    intake = Intake()
    chunks = (data[start : start + size] for start in range(0, len(data), size))
    return [(piece.number, piece.text) for piece in pieces(chunks, intake, most)], intake


@pytest.mark.parametrize("size", [1, 2, 3, 7, 4096])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_lines_are_the_same_in_every_encoding_and_chunking(encoding: str, end: str, size: int) -> None:
    text = end.join([*LINES, "plain " * 2000])
    found, intake = read(text.encode(encoding), size)
    assert found == list(enumerate([*LINES, "plain " * 2000], 1))
    assert (intake.lines, intake.size, intake.cut) == (6, len(text.encode(encoding)), False)
    assert intake.encodings == ({"UTF-16"} if "16" in encoding else {"ASCII", "UTF-8"})


def test_big_endian_with_a_mark_is_read_too() -> None:
    found, _ = read(b"\xfe\xff" + "a\nü".encode("utf-16-be"))
    assert found == [(1, "a"), (2, "ü")]


def test_a_line_that_is_no_utf_8_is_read_as_latin_1_and_said_so() -> None:
    found, intake = read("größe\n".encode() + "größe\n".encode("latin-1") + b"plain")
    assert found == [(1, "größe"), (2, "größe"), (3, "plain")]
    assert intake.encodings == {"ASCII", "Latin-1", "UTF-8"}


def test_a_last_line_without_an_end_counts_and_an_end_starts_no_line() -> None:
    assert read(b"a\nb")[0] == [(1, "a"), (2, "b")]
    assert read(b"a\nb\n")[0] == [(1, "a"), (2, "b")]


def test_stray_nul_bytes_make_no_utf_16_of_a_log() -> None:
    found, intake = read(b"a\x00b\n" + b"plain line\n" * 50)
    assert found[0] == (1, "a\x00b")
    assert intake.encodings == {"ASCII"}


def test_reading_ends_at_the_cap_and_says_so() -> None:
    found, intake = read(b"12345\n" * 100, most=15)
    assert found == [(1, "12345"), (2, "12345"), (3, "123")]
    assert (intake.size, intake.cut, intake.lines) == (15, True, 3)


def test_a_log_as_large_as_the_cap_is_whole() -> None:
    _, intake = read(b"12345\n" * 100, most=600)
    assert (intake.size, intake.cut) == (600, False)


def test_nothing_behind_the_cap_is_asked_for() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"line\n"

    intake = Intake()
    assert sum(1 for _ in pieces(endless(), intake, 50_000)) == 10_000
    assert intake.cut


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_very_long_line_comes_in_parts_that_overlap(encoding: str) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(3 * LONGEST_LINE))
    intake = Intake()
    parts = list(pieces([f"one\n{line}\nthree\n".encode(encoding)], intake))
    assert [part.number for part in parts] == [1, *[2] * (len(parts) - 2), 3]
    assert [part.first for part in parts[1:4]] == [True, False, False]
    texts = [part.text for part in parts[1:-1]]
    assert max(map(len, texts)) <= 2 * LONGEST_LINE
    whole = texts[0] + "".join(text[OVERLAP:] for text in texts[1:])
    assert whole == line


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x00")), max_size=6),
    st.integers(1, 9),
)
def test_any_text_comes_back_line_by_line(lines: list[str], size: int) -> None:
    data = "".join(f"{line}\n" for line in ["start of a log", *lines]).encode()
    assert [text for _, text in read(data, size)[0]] == ["start of a log", *lines]


@given(st.binary(min_size=1, max_size=300), st.integers(1, 50))
def test_no_bytes_make_it_fall(data: bytes, size: int) -> None:
    try:
        found, intake = read(data, size)
    except NotALog:
        return
    assert intake.size == len(data)
    assert [number for number, _ in found] == sorted(number for number, _ in found)


def packed() -> dict[str, bytes]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as one:
        one.writestr("worker.log", "text")
    return {
        "gzip": gzip.compress(b"text"),
        "zip": archive.getvalue(),
        "bzip2": bz2.compress(b"text"),
        "xz": lzma.compress(b"text"),
        "7-Zip": b"7z\xbc\xaf\x27\x1c\x00\x04",
        "RAR": b"Rar!\x1a\x07\x01\x00",
        "Zstandard": b"\x28\xb5\x2f\xfd\x04",
    }


@pytest.mark.parametrize("name", list(packed()))
def test_a_packed_log_is_refused_by_the_name_of_its_packer(name: str) -> None:
    with pytest.raises(NotALog) as refused:
        read(packed()[name])
    assert str(refused.value) == f"The file is packed ({name}). Unpack it, and upload the log itself."


@pytest.mark.parametrize("chunks", [[], [b""], [b"", b""]])
def test_an_empty_file_is_refused(chunks: list[bytes]) -> None:
    with pytest.raises(NotALog, match="The file is empty"):
        list(pieces(chunks, Intake()))
