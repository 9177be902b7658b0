"""The first page of a list, asked for as the nightly run asks, and what came with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Final, cast

import msgspec
from msgspec import UNSET

from checks.result import Evidence, Item, Result, could_not, evidence
from clients.contract import Broken, Page

PAGE: Final = "First page"
FIELDS: Final = "Fields"
_AGAIN: Final = "Run this check again in a few minutes."


def asked(
    pages: Callable[[], Iterator[Page[Any]]], row: type[msgspec.Struct], fields: tuple[str, ...]
) -> Evidence:
    """The first page, as counts alone: how many rows, in how many of them each field came, and of what kind one value
    is. NotGranted, SignInRefused, NoCredential, OutOfTime."""
    try:
        with closing(cast(Any, pages())) as chain:
            page = next(chain, None)
    except Broken as broken:
        return evidence(Item(PAGE, "json", {"broken": str(broken), "why": broken.why, "rows": 0}))
    rows: list[Any] = page.value if page else []
    names = {one.encode_name: one.name for one in msgspec.structs.fields(row)}
    counts = {field: sum(getattr(one, names[field]) is not UNSET for one in rows) for field in fields}
    told = {"broken": "", "why": "", "rows": len(rows), "more": bool(page and page.next), "came": counts}
    shown = [[field, f"{counts[field]} of {len(rows)}", _example(rows, names[field])] for field in fields]
    table = {"columns": ["Field", "Rows that have it", "Kind of value in the first such row"], "rows": shown}
    return evidence(Item(PAGE, "json", told), Item(FIELDS, "table", table))


def _example(rows: list[Any], name: str) -> str:
    """What sort of value the first row with one has; never the value."""
    value = next((found for one in rows if (found := getattr(one, name)) not in (UNSET, None)), None)
    if value is None:
        return "none"
    if isinstance(value, str):
        return f"text, {len(value)} characters"
    return f"{len(value)} entries" if isinstance(value, list) else "yes or no"


def broken(seen: Evidence, what: str, path: str) -> Result | None:
    """The verdict where no page came; None where one did. `what`: of whom the list is."""
    said = seen[PAGE]["broken"]
    if not said:
        return None
    return could_not(
        f"The first page of the {what} could not be had. {said}",
        tried=f"Asked Microsoft Graph for {path}, as the nightly run does.",
        again=_AGAIN,
    )


def lacking(seen: Evidence, fields: tuple[str, ...]) -> list[str]:
    """Which of these fields came with no row at all."""
    came = seen[PAGE]["came"]
    return [field for field in fields if not came[field]]
