"""The two files of a run, written from its staging file in order, in bounded memory, and named by one hash.

Every line that is not in the published pair already (see sync/difference.py) is read back by another reader while it is
written: a file whose rows do not have the columns of its layout is never finished.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

from sync import staging
from sync.layout import render
from sync.layout.shape import FileLayout, Layout
from sync.records import widths

SIGNS_AT_ONCE: Final = 200_000
IN_ORDER: Final = "SELECT line FROM {table} WHERE line <> '' ORDER BY place"
CHANGED: Final = "SELECT after FROM changes WHERE what = '{what}' AND after <> ''"


class EmptyPair(ValueError):
    """A file of the pair has no rows: it is never written."""


class BrokenPair(ValueError):
    """What was written does not read back as rows with the columns of the layout. The text says where."""


@dataclass(frozen=True)
class Written:
    """One file: `rows` counts users or groups; `bytes` and `sha256` (hex) are of the whole file, header included."""

    name: str
    path: Path
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Pair:
    """Both files of one run."""

    users: Written
    groups: Written

    @property
    def files(self) -> tuple[Written, Written]:
        """Users first: that is the order in which they are published, so that groups are never the older file."""
        return self.users, self.groups

    @property
    def hash(self) -> str:
        """Hex SHA-256 over names and hashes of both files: what an approval names."""
        return pair_hash(*((file.name, file.sha256) for file in self.files))


def pair_hash(*files: tuple[str, str]) -> str:
    """The hash of a pair from the (name, SHA-256 in hex) of its files, users first."""
    text = "".join(f"{name}\0{sha256}\n" for name, sha256 in files)
    return hashlib.sha256(text.encode()).hexdigest()


def write(staged: Path, layout: Layout, folder: Path) -> Pair:
    """Write both files of a staging file into `folder`, which must exist. EmptyPair, BrokenPair, OSError; what was
    written until then may be left behind."""
    with staging.reading(staged) as rows:
        return Pair(*(_write(rows, part, folder) for part in _parts(layout)))


def digest(staged: Path, layout: Layout) -> str:
    """The hash that `write` would give its pair, without writing it. EmptyPair, BrokenPair."""
    with staging.reading(staged) as rows:
        return Pair(*(_measured(rows, part, Path(part.file.name), len) for part in _parts(layout))).hash


class _Part(NamedTuple):
    """One file of the pair. `single`: each user or group has exactly one row."""

    what: Literal["users", "groups"]
    file: FileLayout
    single: bool


def _parts(layout: Layout) -> tuple[_Part, _Part]:
    return (
        _Part("users", layout.users, True),
        _Part("groups", layout.groups, layout.members.style == "joined"),
    )


def _write(rows: sqlite3.Connection, part: _Part, folder: Path) -> Written:
    path = folder / part.file.name
    with path.open("wb") as out:
        return _measured(rows, part, path, out.write)


def _measured(rows: sqlite3.Connection, part: _Part, path: Path, take: Callable[[bytes], int]) -> Written:
    lines = _Lines(rows, part)
    hashed, size = hashlib.sha256(), 0
    for piece in render.pieces(part.file, lines):
        hashed.update(piece)
        size += take(piece)
    if not lines.count:
        raise EmptyPair(f"There are no {part.what} for {path.name}: an empty file is never written.")
    return Written(path.name, path, lines.count, size, hashed.hexdigest())


class _Lines:
    """The lines of one file in order, counted, and read back where nobody has yet."""

    def __init__(self, rows: sqlite3.Connection, part: _Part) -> None:
        self._rows, self._part = rows, part
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        what = self._part.what
        proven = what in staging.fact(self._rows, "difference", {}).get("proven", ())
        if proven:
            for lines in self._batches(CHANGED.format(what=what.removesuffix("s"))):
                self._prove(lines)
        for lines in self._batches(IN_ORDER.format(table=what)):
            self.count += len(lines)
            if not proven:
                self._prove(lines)
            yield from lines

    def _batches(self, query: str) -> Iterator[list[str]]:
        """Some thousand lines, or some large ones, at a time."""
        some: list[str] = []
        size = 0
        for (line,) in self._rows.execute(query):
            some.append(line)
            size += len(line)
            if size >= SIGNS_AT_ONCE:
                yield some
                some, size = [], 0
        if some:
            yield some

    def _prove(self, lines: list[str]) -> None:
        file, width = self._part.file, len(self._part.file.columns)
        try:
            found = widths("".join(lines), file)
        except csv.Error as error:
            raise BrokenPair(f"{file.name} would not be readable: {error}.") from None
        wrong = next((count for count in found if count != width), width)
        if wrong != width:
            raise BrokenPair(f"A row of {file.name} would have {wrong} columns instead of {width}.")
        if found[width] < len(lines) or (self._part.single and found[width] > len(lines)):
            raise BrokenPair(f"{file.name} would have {found[width]} rows where {len(lines)} were meant.")
