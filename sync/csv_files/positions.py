"""Where in a text something stands."""

from __future__ import annotations

import re
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\r|\n")


class Place(NamedTuple):
    """Line and character within it, both from 1."""

    line: int
    column: int


def place(text: str, index: int) -> Place:
    """The place of the character at `index`. CRLF, LF and CR end a line; nothing else does."""
    line, start = 1, 0
    for end in LINE_END.finditer(text, 0, index):
        line, start = line + 1, end.end()
    return Place(line, index - start + 1)


def line_ends(text: str) -> int:
    """How many line ends there are."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")
