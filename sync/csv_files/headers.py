"""Is the first row a header?"""

from __future__ import annotations

import re

from sync.csv_files import cells
from sync.csv_files.cells import Row
from sync.csv_files.faults import BadFile

TYPE_LINE = re.compile(r'"?#TYPE [^\r\n]*(?:\r\n|\r|\n)')
DATA = re.compile(
    r"@|^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$|^/o=|^(?:cn|uid)=.*,",
    re.IGNORECASE,
)


def type_line(text: str) -> str:
    """The `#TYPE` line that Windows PowerShell's Export-Csv puts above the header, with its line end; "" if none."""
    found = TYPE_LINE.match(text)
    return found.group() if found else ""


def is_header(first: Row) -> bool:
    """Whether the first row holds names of columns: addresses, GUIDs and distinguished names are data."""
    return not any(DATA.search(value) for value in first.values)


def refuse_doubles(text: str, first: Row) -> None:
    """BadFile where two columns have the same name, whatever its case (as PowerShell and people see it)."""
    seen: dict[str, int] = {}
    for index, value in enumerate(first.values):
        name = value.strip().casefold()
        if name in seen:
            line, column = cells.where(text, first, index)
            said = f"columns {seen[name] + 1} and {index + 1} are both called “{value.strip()}”"
            raise BadFile(f"Line {line}, character {column}: {said}.", line, column)
        seen[name] = index
