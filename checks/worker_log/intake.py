"""The bytes of an upload as numbered lines: streamed, capped, in whatever encoding they come."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import AnyStr, NamedTuple

MOST_BYTES = 64 * 1024 * 1024
LONGEST_LINE = 64 * 1024
OVERLAP = 256  # longer than any phrase, so that none is lost where a long line is divided

_BYTE = 64 * 1024
_HEAD = 4096
_PACKED = {
    b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR", b"\x28\xb5\x2f\xfd": "Zstandard",
}  # fmt: skip
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class NotALog(ValueError):
    """The upload cannot be read. The text says why and what to do."""


class Piece(NamedTuple):
    """A line, or a part of a very long one. `first` is False for a part that is not the line's beginning."""

    number: int
    text: str
    first: bool


@dataclass
class Intake:
    """What was read so far, for the page. `cut`: there is more than MOST_BYTES, and it was left unread."""

    size: int = 0
    lines: int = 0
    cut: bool = False
    encodings: set[str] = field(default_factory=set)


def pieces(chunks: Iterable[bytes], intake: Intake, most: int = MOST_BYTES) -> Iterator[Piece]:
    """The lines of an upload, counted from 1. NotALog for an empty or packed one; at most `most` bytes are read."""
    stream = _capped(chunks, intake, most)
    head = b""
    for chunk in stream:
        head += chunk
        if len(head) >= _HEAD:
            break
    _refuse(head)
    mark, encoding = _encoding(head)
    whole = _chained(head[mark:], stream)
    found = _wide(whole, encoding) if encoding.startswith("utf-16") else _narrow(whole, intake)
    if encoding.startswith("utf-16"):
        intake.encodings.add("UTF-16")
    for piece in found:
        intake.lines = piece.number
        yield piece


def _capped(chunks: Iterable[bytes], intake: Intake, most: int) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), _BYTE):
            part = chunk[start : start + _BYTE]
            if intake.size + len(part) > most:
                intake.cut = True
                part = part[: most - intake.size]
            intake.size += len(part)
            if part:
                yield part
            if intake.cut:
                return


def _chained(head: bytes, stream: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from stream


def _refuse(head: bytes) -> None:
    if not head:
        raise NotALog("The file is empty.")
    for mark, name in _PACKED.items():
        if head.startswith(mark):
            raise NotALog(f"The file is packed ({name}). Unpack it, and upload the log itself.")


def _encoding(head: bytes) -> tuple[int, str]:
    """Length of the byte order mark, and the encoding; "" where each line is to be looked at by itself."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return len(mark), name
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 > 4 * even:
        return 0, "utf-16-le"
    return 0, "utf-16-be" if even > len(head) // 5 > 4 * odd else ""


def _wide(chunks: Iterator[bytes], encoding: str) -> Iterator[Piece]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    texts = (decoder.decode(chunk) for chunk in chunks)
    for number, text, first in _divided(texts, "\n"):
        yield Piece(number, text.rstrip("\r"), first)


def _narrow(chunks: Iterator[bytes], intake: Intake) -> Iterator[Piece]:
    """Line by line UTF-8, and Latin-1 where that fails: a log to which several programs write can hold both."""
    for number, raw, first in _divided(chunks, b"\n"):
        try:
            text = raw.decode("utf-8")
            intake.encodings.add("ASCII" if raw.isascii() else "UTF-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
            intake.encodings.add("Latin-1")
        yield Piece(number, text.rstrip("\r"), first)


def _divided(parts: Iterable[AnyStr], end: AnyStr) -> Iterator[tuple[int, AnyStr, bool]]:
    number, first, rest = 1, True, end[:0]
    for part in parts:
        lines = (rest + part).split(end)
        rest = lines.pop()
        for line in lines:
            yield number, line, first
            number, first = number + 1, True
        while len(rest) > LONGEST_LINE:
            yield number, rest[:LONGEST_LINE], first
            first, rest = False, rest[LONGEST_LINE - OVERLAP :]
    if rest:
        yield number, rest, first
