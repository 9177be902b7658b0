"""How many rows do files hold that somebody else made? As many as read as rows in the layout that we write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync.csv_files import scan
from sync.layout.shape import FileLayout, Layout

LARGEST = 1 << 26  # characters of one field: the members of a large group stand in one


def rows_in(path: Path, layout: dict[str, Any], what: str) -> int:
    """Sound rows of the users or groups file (`what`), header not counted; 0 where no layout is known."""
    if not layout:
        return 0
    both = Layout.of(layout)
    file: FileLayout = both.users if what == "users" else both.groups
    header = [column.name for column in file.columns] if file.header else None
    with path.open("rb") as stream:
        scanned = scan(stream, file.dialect, header, largest=LARGEST)
        for _ in scanned:
            continue
    return scanned.rows
