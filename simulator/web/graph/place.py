"""Where a chain of pages stands: what a nextLink's opaque token says to those who wrote it."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, replace

from simulator.web.graph.reply import GraphError
from simulator.web.message import Request

Point = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """The page begins `at` a point: a row's place, and within its own list of links another one. `page` counts from 1;
    `before`: where the page before this one began; `by`: the check sum of the token that asked for the first page."""

    at: Point = (0, 0)
    page: int = 1
    before: Point = (0, 0)
    by: int = 0

    def following(self, at: Point) -> Place:
        return replace(self, at=at, page=self.page + 1, before=self.at)

    def stored(self) -> list[int]:
        return [*self.at, self.page, *self.before, self.by]

    @classmethod
    def of(cls, numbers: list[int]) -> Place:
        """From what `stored` made; ValueError for anything else."""
        first, second, page, early, late, by = (int(number) for number in numbers)
        return cls((first, second), page, (early, late), by)


def first_place(request: Request) -> Place:
    return Place(by=mark(request))


def place_of(request: Request) -> Place:
    """The place that the request's $skiptoken names, or the first one. GraphError for a token that is none."""
    token = request.query.get("$skiptoken", "")
    if not token:
        return first_place(request)
    try:
        return Place.of([int(n) for n in base64.urlsafe_b64decode(token).decode().split(".")])
    except ValueError:
        raise GraphError(400, "BadRequest", "The skip token is malformed.") from None


def written(place: Place) -> str:
    """The place as a token."""
    return base64.urlsafe_b64encode(".".join(map(str, place.stored())).encode()).decode()


def mark(request: Request) -> int:
    """Tells tokens apart, where a fault of this tenant depends on them; else 0, so that chains are the same for all."""
    faults = request.domain.tenant.faults if request.domain else {}
    dies = any(fault.startswith("token-dies") for fault in faults.values())
    return zlib.crc32(request.bearer.encode()) if dies else 0
