"""Going through a file of any size row by row, in bounded memory, and gathering what is wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sync.csv_files.cells import SAID
from sync.csv_files.faults import BadFile
from sync.csv_files.findings import Finding, Findings
from sync.csv_files.letters import lost_letters
from sync.csv_files.streams import LONGEST_ROW, Lines, Readable
from sync.layout.shape import Dialect

LARGEST = 1 << 20  # characters of one field

# The limit of Python's csv is one for the whole process and smaller than a field may be; rows are bounded in Lines.
csv.field_size_limit(LONGEST_ROW)

Before = Callable[[Sequence[str]], Sequence[str] | None]


@dataclass
class Scan:
    """Iterate over it once: it yields each sound row as (line on which it begins, values). Afterwards `rows` is their
    number, `size` the bytes read, `findings` the first twenty faults and `faults` the number of all."""

    stream: Readable
    dialect: Dialect
    header: Sequence[str] | None
    before: Before | None
    largest: int
    rows: int = 0
    size: int = 0
    _findings: Findings = field(default_factory=Findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The first of the faults, in the order of the file."""
        return tuple(self._findings.listed)

    @property
    def faults(self) -> int:
        """How many there are."""
        return self._findings.total

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        lines = Lines(self.stream, self.dialect, self._findings)
        width = len(self.header) if self.header is not None else 0
        for line, row in self._data(lines):
            width = width or len(row)
            if self._sound(line, row, width, lines):
                self.rows += 1
                yield line, row
        self.size = lines.size
        if not self.size:
            self._findings.add("empty", "The file is empty (0 bytes).", 1)
        elif not self.rows:
            self._findings.add(
                "no-rows", f"The file holds no rows: it ends in line {lines.line}.", lines.line
            )

    def _data(self, lines: Lines) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header, sound or not."""
        parsed = self._parsed(lines)
        if self.header is not None:
            first = next(parsed, None)
            if first is not None and first[1] != list(self.header):
                self._header_differs(first[1], self.header, first[0])
        return parsed

    def _parsed(self, lines: Lines) -> Iterator[tuple[int, list[str]]]:
        source = iter(lines)
        if self.dialect.first_line and not next(source, "").startswith(("#TYPE", '"#TYPE')):
            self._findings.add("header", "Line 1: the #TYPE line above the header is missing.", 1)
        reader = _reader(source, self.dialect)
        while True:
            begins, lines.fed = lines.line + 1, 0
            try:
                row = next(reader, None)
            except csv.Error:
                self._findings.add(
                    "quote", f"Line {begins}: a quote opens and does not close as it should.", begins
                )
                continue
            except BadFile as fault:
                self._findings.add("size", fault.text, fault.line, fault.column)
                return
            if row is None:
                return
            yield begins, row

    def _sound(self, line: int, row: list[str], width: int, lines: Lines) -> bool:
        if len(row) != width:
            self._findings.add("fields", _fields_said(line, row, width, self.dialect), line, len(row) or 1)
            return False
        if lines.fed > self.largest and (index := _large(row, self.largest)):
            said = f"Line {line}, field {index}: it is longer than {self.largest >> 20} MB."
            self._findings.add("size", said, line, index)
            return False
        if self.before is not None:
            self._compare(line, row, self.before(row))
        return True

    def _compare(self, line: int, row: list[str], before: Sequence[str] | None) -> None:
        for index, (was, now) in enumerate(zip(before or (), row, strict=False), 1):
            if lost_letters(was, now):
                said = f"Line {line}, field {index}: “{now}” where “{was}” was: letters turned into question marks."
                self._findings.add("letters", said, line, index)

    def _header_differs(self, found: Sequence[str], expected: Sequence[str], line: int) -> None:
        pairs = enumerate(zip(found, expected, strict=False), 1)
        column = next((i for i, (one, other) in pairs if one != other), min(len(found), len(expected)) + 1)
        listed = self.dialect.delimiter.join
        said = f"Line {line}, field {column}: the header is “{listed(found)}”, it should be “{listed(expected)}”."
        self._findings.add("header", said, line, column)


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    if dialect.quoting == "none":
        return csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(lines, delimiter=dialect.delimiter, strict=True)


def scan(
    stream: Readable,
    dialect: Dialect,
    header: Sequence[str] | None = None,
    *,
    before: Before | None = None,
    largest: int = LARGEST,
) -> Scan:
    """Read `stream` (from where it stands, once) as a file in `dialect`. `header`: what its first row must say; None
    where every row is data. `before`: given a row, the values that stood in the last good file in its place (None: it
    is new), to notice letters that turned into question marks. `largest`: characters of a field; members of a large
    group joined in one field need more than the 1 MB that do for users. Only `stream.read(size)` is called."""
    return Scan(stream, dialect, header, before, largest)


def _fields_said(line: int, row: Sequence[str], width: int, dialect: Dialect) -> str:
    if not row:
        return f"Line {line} is empty."
    other = next((d for d in SAID if d != dialect.delimiter and d in row[0]), "") if len(row) == 1 else ""
    if other:
        return f"Line {line}: it is written with {SAID[other]} instead of {SAID[dialect.delimiter]}."
    return f"Line {line}: this row has {len(row)} field{'s' * (len(row) > 1)}, it should have {width}."


def _large(row: Sequence[str], largest: int) -> int:
    """The number of the first field that is too large; 0 for none."""
    return next((index for index, value in enumerate(row, 1) if len(value) > largest), 0)
