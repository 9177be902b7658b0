"""How much a value of the file is like one of the directory."""

from __future__ import annotations

from typing import Literal

from sync.csv_files.letters import lost_letters

Likeness = Literal["equal", "case", "order", "letters", "unlike"]


def likeness(file: str, directory: str, separator: str = "") -> Likeness:
    """Of two values that differ. “case”: equal but for upper and lower case; “order”: the same parts between
    `separator`, in another order; “letters”: the file has question marks in place of letters."""
    if file.casefold() == directory.casefold():
        return "case"
    if separator and _parts(file, separator) == _parts(directory, separator):
        return "order"
    return "letters" if lost_letters(directory, file) else "unlike"


def _parts(value: str, separator: str) -> list[str]:
    return sorted(part.strip().casefold() for part in value.split(separator))
