"""How the objects of a delta fill its pages: a group with many members is spread over several of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simulator.web.graph.place import Point

OBJECTS, LINKS = 200, 500
Object = dict[str, Any]
Links = Callable[[int], Iterator[tuple[int, Object]]]  # from a spot on, each with its spot
Item = tuple[int, Object, Links | None]  # place, row, members
Items = Callable[[int], Iterator[Item]]  # from a place on


def packed(items: Items, at: Point) -> tuple[list[Object], Point | None]:
    """A page: at most 200 objects and 500 links. What does not fit of an object's links comes with it once more."""
    rows: list[Object] = []
    room = LINKS
    for place, row, links in items(at[0]):
        if len(rows) == OBJECTS:
            return rows, (place, 0)
        begin = at[1] if place == at[0] else 0
        told: list[Object] = []
        for spot, one in links(begin) if links else ():
            if len(told) == room:
                return (rows if not told else [*rows, {**row, "members@delta": told}]), (place, spot)
            told.append(one)
        room -= len(told)
        if told or not begin:
            rows.append({**row, "members@delta": told} if told else row)
    return rows, None


def removed(id: str, reason: str = "changed") -> Object:
    """The mark for what is gone. "changed": it can be restored; "deleted": it cannot."""
    return {"id": id, "@removed": {"reason": reason}}


def that_are_set(row: Mapping[str, Any]) -> Object:
    """The properties that were ever set."""
    return {name: value for name, value in row.items() if value is not None}
