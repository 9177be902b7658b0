"""What a delta says against the records that were there: who is new, who changed, who is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sync.directory import Contact, Group, User
from sync.packing import merged

R = TypeVar("R", User, Group, Contact)


@dataclass
class Told:
    """What a delta told, counted: `added` ones were not there before; `removed` ones were, `unseen` ones are gone and
    were never there; `young`: there, and perhaps made only after `since` (ISO 8601 UTC), when the reading began."""

    since: str = ""
    added: int = 0
    changed: int = 0
    removed: int = 0
    unseen: int = 0
    young: int = 0


@dataclass(frozen=True)
class Merged(Generic[R]):
    """Records as they are `now`, whole, and the ids of those that were there and are `gone`."""

    now: list[R]
    gone: list[str]


def latest(records: Iterable[R]) -> dict[str, R]:
    """One record an id: what a page tells of the same object in several places, put together in order."""
    found: dict[str, R] = {}
    for record in records:
        before = found.get(record.id)
        if before is None or record.removed or before.removed:
            found[record.id] = record
        else:
            found[record.id] = merged(before, record)
    return found


def merge(
    new: Mapping[str, R], old: Mapping[str, bytes], unpack: Callable[[bytes], R], told: Told
) -> Merged[R]:  # fmt: skip
    """The new records on top of the old ones (as bytes, by id). Counts in `told`."""
    result = Merged[R]([], [])
    for id, record in new.items():
        before = unpack(old[id]) if id in old else None
        if before is not None and _young(before, told.since):
            told.young += 1
        if record.removed:
            _take_away(id, before is not None, told, result)
        elif before is None:
            told.added += 1
            result.now.append(record)
        else:
            told.changed += 1
            result.now.append(merged(before, record))
    return result


def _take_away(id: str, was_there: bool, told: Told, result: Merged[R]) -> None:
    if was_there:
        told.removed += 1
        result.gone.append(id)
    else:
        told.unseen += 1


def _young(record: User | Group | Contact, since: str) -> bool:
    """Graph tells when a user was made; of the others we do not ask."""
    created = record.created_date_time if isinstance(record, User) else None
    return not created or created >= since
