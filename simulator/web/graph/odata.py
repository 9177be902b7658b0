"""The query options that are served: $select, $filter by equality, $top and $count, pages by an opaque nextLink."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from simulator.web.graph.reply import GraphError, bad, good
from simulator.web.message import Reply, Request

MOST = 999
USUAL = 100
EQUAL = re.compile(r"\s*([A-Za-z]+)\s+eq\s+(?:'((?:[^']|'')*)'|(true|false))\s*", re.IGNORECASE)
Row = Mapping[str, Any]


def selected(request: Request, row: Row, usual: Sequence[str] | None = None) -> dict[str, Any]:
    """The properties that $select names, or the usual ones. GraphError for a name that there is not."""
    names = [name.strip() for name in request.query.get("$select", "").split(",") if name.strip()]
    for name in names:
        if name not in row:
            raise bad(f"Could not find a property named '{name}' on the type that was asked for.")
    wanted = names or usual or [key for key in row if not key.startswith("@")]
    marks = {key: value for key, value in row.items() if key.startswith("@")}
    return marks | {name: row[name] for name in wanted}


def filtered(request: Request, rows: Iterable[Row], allowed: Sequence[str]) -> list[Row]:
    """The rows that fit $filter. GraphError for anything but equality of the allowed properties, joined by and."""
    text = request.query.get("$filter", "")
    kept = list(rows)
    for part in re.split(r"\s+and\s+", text) if text else ():
        found = EQUAL.fullmatch(part)
        if found is None or found[1] not in allowed:
            raise bad(f"Unsupported or invalid query filter clause: {part}", "Request_UnsupportedQuery")
        wanted: Any = found[3].lower() == "true" if found[3] else found[2].replace("''", "'").lower()
        kept = [row for row in kept if _plain(row.get(found[1])) == wanted]
    return kept


def _plain(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def paged(
    request: Request,
    rows: Sequence[Row],
    context: str,
    usual: Sequence[str] | None = None,
    *,
    most: int = MOST,
) -> Reply:
    """One page of the rows, and the way to the next one."""
    size, start = _size(request, most), _start(request)
    page: dict[str, Any] = {}
    if "$count" in request.query:
        page["@odata.count"] = len(rows)
    if start + size < len(rows):
        page["@odata.nextLink"] = _next(request, start + size)
    page["value"] = [selected(request, row, usual) for row in rows[start : start + size]]
    return good(request, page, context)


def _size(request: Request, most: int) -> int:
    text = request.query.get("$top", str(min(USUAL, most)))
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise bad(f"Invalid page size specified: '{text}'. Must be between 1 and {MOST} inclusive.")
    return min(int(text), most)


def _start(request: Request) -> int:
    token = request.query.get("$skiptoken", "")
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("from "))
    except ValueError:
        raise GraphError(400, "BadRequest", "The skip token is malformed.") from None


def _next(request: Request, start: int) -> str:
    token = base64.urlsafe_b64encode(f"from {start}".encode()).decode()
    query = {key: value for key, value in request.query.items() if key != "$skiptoken"} | {
        "$skiptoken": token
    }
    path = urlsplit(request.target).path
    return f"https://{request.authority}{path}?{urlencode(query, quote_via=quote, safe='$,')}"
