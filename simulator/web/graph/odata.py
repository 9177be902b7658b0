"""The query options that are served: $select, and $filter by equality. Pages: simulator.web.graph.pages."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from simulator.web.graph.reply import bad
from simulator.web.message import Request

EQUAL = re.compile(r"\s*([A-Za-z]+)\s+eq\s+(?:'((?:[^']|'')*)'|(true|false))\s*", re.IGNORECASE)
Row = Mapping[str, Any]
Terms = Sequence[tuple[str, Any]]


def names(request: Request, known: Container[str], usual: Sequence[str]) -> Sequence[str]:
    """The properties that $select names, or the usual ones. GraphError for a name that there is not."""
    found = tuple(name.strip() for name in request.query.get("$select", "").split(",") if name.strip())
    for name in found:
        if name not in known:
            raise bad(f"Could not find a property named '{name}' on the type that was asked for.")
    return found or usual


def selected(request: Request, row: Row, usual: Sequence[str] | None = None) -> dict[str, Any]:
    """The row with the properties that $select names, or the usual ones."""
    marks = {key: value for key, value in row.items() if key.startswith("@")}
    plain = usual or [key for key in row if not key.startswith("@")]
    return marks | {name: row[name] for name in names(request, row, plain)}


def terms(request: Request, allowed: Sequence[str]) -> Terms:
    """What $filter wants to be equal to what. GraphError for anything but equality of the allowed properties, joined
    by and."""
    text, found = request.query.get("$filter", ""), []
    for part in re.split(r"\s+and\s+", text) if text else ():
        term = EQUAL.fullmatch(part)
        if term is None or term[1] not in allowed:
            raise bad(f"Unsupported or invalid query filter clause: {part}", "Request_UnsupportedQuery")
        wanted = term[3].lower() == "true" if term[3] else term[2].replace("''", "'").lower()
        found.append((term[1], wanted))
    return found


def fits(row: Row, wanted: Terms) -> bool:
    """Does the row meet all terms of a filter?"""
    return all(_plain(row.get(name)) == value for name, value in wanted)


def filtered(request: Request, rows: Iterable[Row], allowed: Sequence[str]) -> list[Row]:
    """The rows that fit $filter."""
    wanted = terms(request, allowed)
    return [row for row in rows if fits(row, wanted)]


def _plain(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
