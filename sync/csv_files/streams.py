"""A file of any size as lines of text, none of which may grow without bound."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Protocol

from sync.csv_files.decoding import BOMS, spelled
from sync.csv_files.faults import BadFile
from sync.csv_files.findings import Findings
from sync.csv_files.positions import line_ends
from sync.layout.shape import Dialect

CHUNK = 1 << 20
LONGEST_ROW = 64 * CHUNK
LONGEST_BOM = max(map(len, BOMS.values()))
INVALID = re.compile("[\0\udc80-\udcff\ufffd]")


class Readable(Protocol):
    """What is read from: a file, or anything that hands out bytes until there are none."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, b"" at the end; fewer or more than `size` do no harm."""
        ...


class Lines:
    """Iterates over the lines, line ends kept; what is no valid character becomes U+FFFD and a finding.

    `fed`: characters handed out since somebody set it to 0, as the reader of rows does after each: so that a quote
    which never closes cannot draw the whole file into memory. BadFile above LONGEST_ROW.
    """

    def __init__(self, stream: Readable, dialect: Dialect, findings: Findings) -> None:
        self._stream, self._dialect, self._findings = stream, dialect, findings
        self.line = 0
        self.fed = 0
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        rest: list[str] = []
        for text in self._texts():
            rest.append(text)
            if "\n" not in text and "\r" not in text:
                self._bounded(sum(map(len, rest)))
                continue
            lines = [*io.StringIO("".join(rest), newline="")]
            # A CR at the end may be half of a CRLF.
            rest = [lines.pop()] if not lines[-1].endswith("\n") else []
            for line in lines:
                yield self._counted(line)
        for line in io.StringIO("".join(rest), newline=""):
            yield self._counted(line)

    def _counted(self, line: str) -> str:
        self.line += 1
        self.fed += len(line)
        self._bounded(self.fed)
        return line

    def _bounded(self, length: int) -> None:
        if length > LONGEST_ROW:
            said = f"Line {self.line + 1}: this row is longer than {LONGEST_ROW >> 20} MB; a quote may never close."
            raise BadFile(said, self.line + 1, 1)

    def _texts(self) -> Iterator[str]:
        encoding = self._dialect.encoding
        # UTF-16 has no bytes that could be kept apart, so it goes without the mark of the byte.
        errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        line = 1
        for chunk in self._chunks():
            text = decoder.decode(chunk)
            yield self._cleaned(text, line)
            line += line_ends(text)
        yield self._cleaned(decoder.decode(b"", True), line)

    def _chunks(self) -> Iterator[bytes]:
        """The bytes behind the byte order mark, which comes whole however little is read at a time."""
        first = b""
        while len(first) < LONGEST_BOM and (more := self._stream.read(CHUNK)):
            first += more
        self.size = len(first)
        if first:
            yield self._without_bom(first)
        while chunk := self._stream.read(CHUNK):
            self.size += len(chunk)
            yield chunk

    def _without_bom(self, chunk: bytes) -> bytes:
        bom = BOMS.get(self._dialect.encoding, b"")
        marked = bool(bom) and chunk.startswith(bom)
        if marked != self._dialect.bom:
            said = (
                "begins with a byte order mark, which it should not have"
                if marked
                else "has lost its byte order mark"
            )
            self._findings.add("encoding", f"Line 1: the file {said}.", 1)
        return chunk.removeprefix(bom)

    def _cleaned(self, text: str, line: int) -> str:
        if text.isascii() and "\0" not in text:
            return text
        for wrong in INVALID.finditer(text):
            if self._findings.full:
                self._findings.total += 1
            else:
                self._note(text, line, wrong)
        return INVALID.sub("\ufffd", text)

    def _note(self, text: str, line: int, wrong: re.Match[str]) -> None:
        at = wrong.start()
        line += line_ends(text[:at])
        column = at - max(text.rfind("\n", 0, at), text.rfind("\r", 0, at))
        code = ord(wrong.group())
        byte = (
            "a zero byte"
            if not code
            else f"the byte 0x{code - 0xDC00:02X}"
            if code < 0xE000
            else "a damaged character"
        )
        said = (
            f"Line {line}, character {column}: {byte}, which is not valid {spelled(self._dialect.encoding)}."
        )
        self._findings.add("encoding", said, line, column)
