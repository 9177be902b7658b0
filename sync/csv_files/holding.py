"""Can a file hold a value as it is? What it cannot hold is never altered, but refused by name."""

from __future__ import annotations

from collections.abc import Sequence

from sync.csv_files.cells import SAID
from sync.csv_files.decoding import spelled
from sync.csv_files.faults import Unwritable
from sync.layout.shape import Dialect


def holds(lines: Sequence[str], width: int, dialect: Dialect) -> bool:
    """Whether these rows of `width` columns can be encoded, and read back as they are."""
    text = "".join(lines)
    if "\0" in text or (dialect.quoting == "none" and not _parted(text, len(lines), width, dialect)):
        return False
    try:
        text.encode(dialect.encoding)
    except UnicodeEncodeError:
        return False
    return True


def _parted(text: str, rows: int, width: int, dialect: Dialect) -> bool:
    """Whether rows without quotes hold no sign that parts fields or rows, and no quote that could begin a field."""
    signs = text.count(dialect.delimiter) - rows * (width - 1)
    ends = text.count("\n") + text.count("\r") - rows * len(dialect.newline)
    return not signs and not ends and '"' not in text


def refuse(names: Sequence[str], values: Sequence[str], dialect: Dialect, row: str) -> None:
    """Unwritable for the first value of a row that the file cannot hold. `row`: whose values they are, for people."""
    for name, value in zip(names, values, strict=True):
        if why := objection(value, dialect):
            raise Unwritable(f"{row}: the value of column “{name}” {why}.", row, name)


def objection(value: str, dialect: Dialect) -> str:
    """Why the file cannot hold this value: the end of a sentence that begins with its column; "" when it can."""
    if "\0" in value:
        return "holds a zero byte"
    try:
        value.encode(dialect.encoding)
    except UnicodeEncodeError as error:
        sign, encoding = value[error.start], spelled(dialect.encoding)
        return f"holds “{sign}” (U+{ord(sign):04X}), which the file's encoding, {encoding}, does not have"
    if dialect.quoting != "none":
        return ""
    if value.startswith('"'):
        return "begins with a quote, and the fields of this file are not quoted"
    inside = next((sign for sign in (dialect.delimiter, "\r", "\n") if sign in value), "")
    return (
        f"holds {SAID.get(inside, 'a line break')}, and the fields of this file are not quoted"
        if inside
        else ""
    )
