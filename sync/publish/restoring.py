"""restore: an old generation becomes a new one, through the same path as every other."""

from __future__ import annotations

from datetime import datetime

from sync.publish.place import Place, Published
from sync.publish.publication import publish
from sync.snapshots.indexes import INDEX
from sync.snapshots.keeping import Origin
from sync.snapshots.store import Store
from sync.snapshots.verification import verify


class NotRestorable(ValueError):
    """This generation cannot be brought back. The text says why."""


def restore(store: Store, number: int, place: Place, made: datetime, run: str = "") -> Published:
    """Publish the files of generation `number` again, as a new generation. `made`: aware. NotRestorable, TargetFault,
    OSError; FileNotFoundError when there is no such generation."""
    manifest = store.manifest(number)
    pair, problems = manifest.pair, verify(store, number)
    if pair is None:
        missing = "users" if manifest.users is None else "groups"
        raise NotRestorable(f"Generation {number} has no {missing} file.")
    if problems:
        raise NotRestorable(f"Generation {number} is not whole any more. {problems[0]}")
    if not all(file.bytes for file in pair.files):
        raise NotRestorable(f"Generation {number} holds an empty file: it is never published.")
    index = store.path(number) / INDEX
    origin = Origin(
        "restored", made, run, index if index.is_file() else None, manifest.layout, restored_from=number
    )
    return publish(store, pair, place, origin)
