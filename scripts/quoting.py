"""One value as one word of a command line: PowerShell, a Windows program's arguments, a POSIX shell.

Sources: Microsoft, about_Quoting_Rules (in a single-quoted string nothing is expanded; the typographic quotes U+2018 to
U+201B count as quotes too); Microsoft, "Parsing C command-line arguments" (backslashes before a double quote); POSIX
Shell Command Language 2.2.2 (single quotes).
"""

from __future__ import annotations

import re
import shlex
import unicodedata

_QUOTES = "'\u2018\u2019\u201a\u201b"
_NEVER = ("Cc", "Zl", "Zp", "Cs")


def powershell(text: str) -> str:
    """The text as a single-quoted PowerShell string. ValueError for control characters and line ends."""
    _refuse_controls(text, "a PowerShell line")
    return "'" + "".join(sign * 2 if sign in _QUOTES else sign for sign in text) + "'"


def argument(text: str) -> str:
    """The text as one argument of a Windows program, always in double quotes.

    A backslash before a double quote, and one at the very end, is doubled: otherwise it would take the quote's meaning
    away and the argument would swallow the next one. ValueError for control characters and line ends.
    """
    _refuse_controls(text, "a command line")
    inner = re.sub(r'(\\*)"', r'\1\1\\"', text)
    return '"' + re.sub(r"(\\+)$", r"\1\1", inner) + '"'


def shell(text: str) -> str:
    """The text as one word for a POSIX shell. ValueError for control characters and line ends."""
    _refuse_controls(text, "a shell line")
    return shlex.quote(text)


def has_control(text: str) -> bool:
    """A control character, a line end or half a character is in the text."""
    return any(unicodedata.category(sign) in _NEVER for sign in text)


def _refuse_controls(text: str, place: str) -> None:
    if has_control(text):
        raise ValueError(f"A control character or line end has no place in {place}.")
