"""Pages of collections and deltas: chains that are read from any point on, whole or with the fault that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

from simulator.web.graph import page_faults
from simulator.web.graph.odata import selected
from simulator.web.graph.place import Place, Point, place_of, written
from simulator.web.graph.reply import bad, good
from simulator.web.message import Reply, Request

MOST = 999
USUAL = 100
Row = Mapping[str, Any]
Read = Callable[[int], Iterator[tuple[int, Row]]]


class Chain(Protocol):
    """What comes in pages."""

    def read(self, at: Point) -> tuple[list[Any], Point | None]:
        """The rows of the page that begins there, and where the next one begins."""
        ...

    def link(self, place: Place) -> str:
        """The nextLink to a place."""
        ...

    def last(self) -> dict[str, str]:
        """What the last page says in place of a nextLink."""
        ...


def paged(
    request: Request, chain: Chain, place: Place, context: str, head: Mapping[str, Any] | None = None
) -> Reply:
    """One page with the way to the next one, or with what goes wrong with it."""
    fault = page_faults.at(request, place)
    page_faults.refuse(fault, request, place)
    rows, after = chain.read(place.before if fault == "repeated" else place.at)
    if fault in ("repeated", "blank"):
        after = place.at
    if fault == "dropped" and after:
        after = chain.read(after)[1]
    rows = page_faults.bent(fault, rows)
    going = {"@odata.nextLink": chain.link(place.following(after))} if after else chain.last()
    if fault == "loop":
        going = {"@odata.nextLink": chain.link(Place(by=place.by))}
    page = {**(head or {}), **page_faults.led_astray(fault, going), "value": rows}
    reply = page_faults.spoilt(fault, request, good(request, page, context))
    page_faults.meanwhile(request, place)
    return reply


@dataclass(frozen=True)
class Listed:
    """A collection as $top and $skiptoken page it. `read` gives the rows from a place on, each with its place."""

    request: Request
    rows: Read
    size: int

    def read(self, at: Point) -> tuple[list[Row], Point | None]:
        found = list(islice(self.rows(at[0]), self.size + 1))
        after = (found[self.size][0], 0) if len(found) > self.size else None
        return [row for _, row in found[: self.size]], after

    def link(self, place: Place) -> str:
        request = self.request
        query = {key: value for key, value in request.query.items() if key != "$skiptoken"}
        path, query = urlsplit(request.target).path, query | {"$skiptoken": written(place)}
        return f"https://{request.authority}{path}?{urlencode(query, quote_via=quote, safe='$,')}"

    def last(self) -> dict[str, str]:
        return {}


def listed(
    request: Request, rows: Read, context: str, count: Callable[[], int], *, most: int = MOST
) -> Reply:
    """One page of a collection that is too long to be held."""
    head = {"@odata.count": count()} if wants_count(request) else {}
    return paged(request, Listed(request, rows, _size(request, most)), place_of(request), context, head)


def shown(
    request: Request,
    rows: Sequence[Row],
    context: str,
    usual: Sequence[str] | None = None,
    *,
    most: int = MOST,
) -> Reply:
    """One page of rows that are all there, with the properties that $select names, or the usual ones."""

    def read(at: int) -> Iterator[tuple[int, Row]]:
        return ((place, selected(request, row, usual)) for place, row in enumerate(rows[at:], at))

    return listed(request, read, context, lambda: len(rows), most=most)


def wants_count(request: Request) -> bool:
    """$count=true counts only with ConsistencyLevel (Microsoft Graph, advanced queries on directory objects)."""
    return request.query.get("$count", "").lower() == "true" and eventual(request)


def eventual(request: Request) -> bool:
    return request.headers.get("consistencylevel", "").lower() == "eventual"


def _size(request: Request, most: int) -> int:
    text = request.query.get("$top", str(min(USUAL, most)))
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise bad(f"Invalid page size specified: '{text}'. Must be between 1 and {MOST} inclusive.")
    return min(int(text), most)
