"""Old generations go, by count and by age; the one that is published stays, and the last one too."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sync.snapshots.store import JOURNAL, Damaged, Store, remove_folder

log = logging.getLogger(__name__)


def prune(store: Store, count: int, days: int, now: datetime) -> list[int]:
    """Keep the newest `count` generations, none older than `days` days; the numbers of those that are gone. The
    published one is never removed, nor the only one, and none while a publication waits to be finished or taken back.
    One that somebody holds open is left for the next time."""
    if store.read(JOURNAL) is not None:
        return []
    numbers = store.numbers()
    current = store.published()
    kept = {current.number} if current else set(numbers[-1:])
    fresh = {
        number for number in numbers[-max(count, 1) :] if _age(store, number, now) <= timedelta(days=days)
    }
    return [number for number in numbers if number not in kept | fresh and _removed(store, number)]


def _age(store: Store, number: int, now: datetime) -> timedelta:
    """Of one whose manifest cannot be read nobody knows; it goes by count."""
    try:
        return now - datetime.fromisoformat(store.manifest(number).made)
    except (Damaged, FileNotFoundError):
        return timedelta()


def _removed(store: Store, number: int) -> bool:
    try:
        remove_folder(store.path(number))
    except OSError as problem:
        log.warning("Generation %s could not be removed: %s", number, problem)
        return False
    return True
