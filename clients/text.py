"""Foreign text made safe to print, store and show."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with every character that does not print written as a backslash escape.

    Control characters, bidirectional marks and lone surrogates would otherwise reach terminals, pages and a
    database that refuses NUL.
    """
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def storable(text: str) -> str:
    """The text of a body: line breaks and tabs stay, NUL and lone surrogates become the replacement
    character.
    """
    kept = text.encode("utf-8", "replace").decode("utf-8")
    return kept.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
