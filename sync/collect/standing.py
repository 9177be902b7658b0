"""Where the directory stands: how many there are, and from where later changes can be told. All in one request.

Whatever a batch cannot tell is asked for by itself, so that refusals come out as for any other request.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from clients.contract import Broken, DirectoryReader, NotGranted, Page
from sync.collect.listing import CONTACTS, AnyListing, query


@dataclass(frozen=True)
class Standing:
    """`link`: the delta link from which changes are told; `count`: how many there were right after."""

    link: str
    count: int


def standings(reader: DirectoryReader, listings: Iterable[AnyListing]) -> dict[str, Standing]:
    """Where these lists stand now, by name. The list of contacts is missing where it may not be read."""
    wanted = list(listings)
    asked = [
        *((f"link {one.name}", f"{one.delta_path}?{query(one.latest)}") for one in wanted),
        *((f"count {one.name}", one.count_path) for one in wanted),
    ]
    told = _told(reader, asked)
    found = {}
    for one in wanted:
        try:
            found[one.name] = _standing(reader, one, told)
        except NotGranted:
            if one.name != CONTACTS.name:
                raise
    return found


def counts(reader: DirectoryReader, listings: Iterable[AnyListing]) -> dict[str, int]:
    """How many there are now, by name of the list."""
    wanted = list(listings)
    told = _told(reader, [(one.name, one.count_path) for one in wanted])
    return {one.name: _count(reader, one, told.get(one.name)) for one in wanted}


def changes(
    reader: DirectoryReader, links: Mapping[AnyListing, str]
) -> Iterator[tuple[AnyListing, Iterator[Page[Any]]]]:
    """What changed since these delta links: for each list its pages, of which the last has the next delta link."""
    told = _told(reader, [(one.name, link) for one, link in links.items()])
    for one, link in links.items():
        yield one, _from(reader, one, link, told.get(one.name))


def _told(reader: DirectoryReader, asked: list[tuple[str, str]]) -> dict[str, msgspec.Raw]:
    """The good answers of one batch, by key."""
    return {
        key: answer.body
        for some in reader.batches(asked, body=msgspec.Raw)
        for key, answer in some
        if answer.status == 200 and answer.body is not None
    }


def _standing(reader: DirectoryReader, one: AnyListing, told: Mapping[str, msgspec.Raw]) -> Standing:
    pages = _following(reader, one, _page(one, told.get(f"link {one.name}")), one.delta_path, one.latest)
    link = ""
    for page in pages:
        link = page.delta
    if not link:
        raise Broken(f"Microsoft Graph gave no delta link for {one.name}.", "malformed")
    return Standing(link, _count(reader, one, told.get(f"count {one.name}")))


def _from(
    reader: DirectoryReader, one: AnyListing, link: str, told: msgspec.Raw | None
) -> Iterator[Page[Any]]:
    return _following(reader, one, _page(one, told), link, None)


def _following(
    reader: DirectoryReader, one: AnyListing, first: Page[Any] | None, path: str, params: Mapping[str, str] | None
) -> Iterator[Page[Any]]:  # fmt: skip
    """The first page, where it is there already, and those after it; or all of them."""
    if first is None:
        yield from reader.pages(path, params, row=one.row, needs=one.needs)
        return
    yield first
    if first.next:
        yield from reader.pages(first.next, row=one.row, needs=one.needs)


def _page(one: AnyListing, told: msgspec.Raw | None) -> Page[Any] | None:
    try:
        return None if told is None else one.decoded(told)
    except (msgspec.MsgspecError, ValueError):
        return None


def _count(reader: DirectoryReader, one: AnyListing, told: msgspec.Raw | None) -> int:
    number = None if told is None else number_in(bytes(told))
    return reader.count(one.count_path, needs=one.needs) if number is None else number


def number_in(body: bytes) -> int | None:
    """A count inside a batch: a number, or text, plain or in base64 as whatever is no JSON. None for neither."""
    try:
        said = msgspec.json.decode(body)
        if isinstance(said, str) and not said.strip("\ufeff ").isdigit():
            said = base64.b64decode(said, validate=True).decode("utf-8-sig")
        return int(str(said).strip("\ufeff "))
    except (msgspec.MsgspecError, ValueError):
        return None
