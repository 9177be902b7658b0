"""Lines of a file taken apart again by Python's csv, which is another reader than the one that learns layouts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from sync.layout.shape import FileLayout

# Of the whole process: the members of a large group stand in one field.
csv.field_size_limit(1 << 26)


def records(text: str, file: FileLayout) -> Iterator[list[str]]:
    """The rows of whole lines of this file, header not among them. csv.Error where a quote does not close as it
    should."""
    dialect = file.dialect
    lines = io.StringIO(text, newline="")
    if dialect.quoting == "none":
        return csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(lines, delimiter=dialect.delimiter, strict=True)


def widths(text: str, file: FileLayout) -> Counter[int]:
    """How many rows have how many fields."""
    return Counter(map(len, records(text, file)))


def values(text: str, file: FileLayout) -> tuple[str, ...]:
    """One value a column of what a user or group has in the file. Where that is several rows (one a member), a column
    that differs has its values in lines below each other. Empty for an empty text."""
    columns = zip(*records(text, file), strict=False)
    return tuple(column[0] if len(set(column)) == 1 else "\n".join(column) for column in columns)
