"""What the rows of a file are sorted by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sync.csv_files.table import Table
from sync.layout.shape import Column

ENOUGH = 0.95  # of neighbours in order: a sort by another language's rules differs in some
APART = "\x1f"  # before every sign that prints


@dataclass(frozen=True)
class Order:
    """`source`: what the rows are sorted by; `inside`: how many of `pairs` neighbours stand in that order."""

    source: str
    inside: int
    pairs: int

    @property
    def exact(self) -> bool:
        """Whether every row stands in its place."""
        return self.inside == self.pairs


def fold(value: str) -> str:
    """A value as it sorts: without case and accents."""
    if value.isascii():
        return value.lower()
    parts = unicodedata.normalize("NFKD", value.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def places(values: Iterable[str], ids: Iterable[str]) -> list[str]:
    """What rows with these values are sorted by, as text; equal values by object id, so that no two nights differ."""
    return [f"{fold(value)}{APART}{one}" for value, one in zip(values, ids, strict=True)]


def order_of(table: Table, columns: Sequence[Column], preferred: str = "") -> Order | None:
    """The sourced column that the rows are best sorted by; of equals the `preferred` source. None when there is none,
    or there are fewer than three rows."""
    if len(table.rows) < 3:
        return None
    found = [_order(table.column(i), column.source) for i, column in enumerate(columns) if column.source]
    best = max(found, key=lambda order: (order.inside, order.source == preferred), default=None)
    return best if best and best.inside >= ENOUGH * best.pairs and best.inside else None


def _order(values: Sequence[str], source: str) -> Order:
    folded = [fold(value) for value in values]
    inside = sum(one <= other for one, other in pairwise(folded))
    # A column of one or two values is in order by chance, and orders little.
    return Order(source, inside if len(set(folded)) > 2 else 0, len(folded) - 1)
