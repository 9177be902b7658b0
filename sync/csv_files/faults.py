"""What can be wrong with a file, and what cannot be written into one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class BadFile(Exception):
    """A file that cannot be read as a table. `line` and `column` count from 1; `column` counts characters of the line.

    `text`: a sentence for the page, which names the place too. `file`: which of a pair, where that is known.
    """

    text: str
    line: int
    column: int
    file: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass
class Unwritable(Exception):
    """A value that the file cannot hold: it would have to be altered. `row`: whose value (a logon name or an address);
    `column`: the column's name; `text`: a sentence for the page; `each`: where there are several such rows, a sentence
    for each of the first."""

    text: str
    row: str
    column: str
    each: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text
