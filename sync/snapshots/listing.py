"""The generations of a connection, for pages and commands."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sync.snapshots.manifest import Manifest
from sync.snapshots.store import Damaged, Store

log = logging.getLogger(__name__)


def listed(store: Store) -> list[Manifest]:
    """All generations whose manifest can be read, newest first."""
    return [*_readable(store)]


def _readable(store: Store) -> Iterator[Manifest]:
    for number in reversed(store.numbers()):
        try:
            yield store.manifest(number)
        except (Damaged, FileNotFoundError) as problem:
            log.error("Generation %s of %s: %s", number, store.folder.name, problem)
