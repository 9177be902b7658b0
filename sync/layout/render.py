"""A layout's files as text and bytes: the header, the lines of users and groups, and the whole file in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sync.csv_files.writing import bom, header_text, whole
from sync.layout.group_lines import GroupLines
from sync.layout.shape import Dialect, FileLayout
from sync.layout.user_lines import Entry, UserLines

__all__ = ["Entry", "GroupLines", "UserLines", "bom", "encode", "header", "pieces"]

AT_ONCE = 1000


def header(file: FileLayout) -> str:
    """What stands above the rows, with line ends: the first line and the header, as far as the file has them."""
    names = [column.name for column in file.columns]
    return file.dialect.first_line + (header_text(names, file.dialect) if file.header else "")


def encode(text: str, dialect: Dialect) -> bytes:
    """A piece of a file as bytes, without byte order mark. UnicodeEncodeError where the encoding lacks a letter, which
    `UserLines` and `GroupLines` have looked for."""
    return text.encode(dialect.encoding)


def pieces(file: FileLayout, lines: Iterable[str]) -> Iterator[bytes]:
    """The bytes of a whole file, a thousand lines at a time: byte order mark, header, lines; the last line end is left
    out where the file has none."""
    dialect, following = file.dialect, iter(lines)
    yield bom(dialect)
    text = header(file)
    while batch := "".join(islice(following, AT_ONCE)):
        yield encode(text, dialect)
        text = batch
    yield encode(whole(text, dialect), dialect)
