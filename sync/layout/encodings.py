"""Bytes that are no UTF-8, read in the code page in which they spell the directory's own names.

Windows-1252 can spell nearly any bytes, only not always names: elsewhere than in western Europe and America, machines
write other code pages.
"""

from __future__ import annotations

import re

from sync.csv_files.decoding import BOMS
from sync.layout.known import Directory

USUAL = "cp1252"
PAGES = (USUAL, "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp850", "cp852", "cp866")
CELL = re.compile(r'[^",;|\t\r\n]+')


def spelling(data: bytes, directory: Directory) -> str:
    """The code page in which most names of the file are names of the directory; "" where that is no better than the
    usual one, or the file is Unicode."""
    if data.startswith(tuple(BOMS.values())) or b"\0" in data or _is_utf8(data):
        return ""
    names = _names(directory)
    hits = {page: _hits(data, page, names) for page in PAGES}
    best = max(PAGES, key=lambda page: hits[page])
    return best if hits[best] > hits[USUAL] else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _names(directory: Directory) -> set[str]:
    """What the directory calls people, as far as it takes letters beyond ASCII."""
    return {
        name
        for user, _ in directory.users()
        for name in (user.display_name, user.given_name, user.surname, user.department, user.office_location)
        if name and not name.isascii()
    }


def _hits(data: bytes, page: str, names: set[str]) -> int:
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return 0
    return len({cell for cell in CELL.findall(text) if not cell.isascii()} & names)
