"""How a generation comes about: made in a hidden folder, proved, then named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sync.files.contract import Files, TargetFault
from sync.files.local import LocalFiles, flush_file
from sync.files.reading import Measured, measure
from sync.pair import Pair, Written
from sync.snapshots import manifest
from sync.snapshots.counting import rows_in
from sync.snapshots.indexes import place_index
from sync.snapshots.manifest import How, Manifest
from sync.snapshots.store import JOURNAL, PUBLISHED, Store, remove_folder, write_json


@dataclass(frozen=True)
class Origin:
    """Where a pair comes from. `made`: aware; `staging`: the run's staging file, or the index of the generation that is
    brought back; `layout`: as `Layout.stored` made it."""

    how: How
    made: datetime
    run: str = ""
    staging: Path | None = None
    layout: dict[str, Any] = field(default_factory=dict)
    restored_from: int | None = None


def prepare(store: Store, pair: Pair, origin: Origin) -> Manifest:
    """Make the next generation of a pair in its hidden folder: both files moved there (copied from the generation that
    is brought back), flushed and read back, with index and manifest. A failure leaves nothing behind. TargetFault,
    OSError."""

    def fill(folder: Path) -> tuple[Written, Written]:
        place_index(origin.staging, folder)
        bring = shutil.copyfile if origin.restored_from is not None else shutil.move
        return _placed(pair.users, folder, bring), _placed(pair.groups, folder, bring)

    return _made(store, origin, fill)


def keep_found(store: Store, files: Files, names: tuple[str, str], origin: Origin) -> Manifest:
    """Keep what somebody else put at the target as a generation of its own, before it is replaced. `names`: of the
    users and the groups file; one may be missing. TargetFault, OSError."""

    def fill(folder: Path) -> tuple[Written | None, Written | None]:
        found = (_copied(files, name, folder) for name in names)
        users, groups = (
            file and replace(file, rows=rows_in(file.path, origin.layout, what))
            for file, what in zip(found, ("users", "groups"), strict=True)
        )
        return users, groups

    made = _made(store, replace(origin, how="found", staging=None), fill)
    settle(store, made.number)
    return made


def settle(store: Store, number: int) -> None:
    """Give a prepared generation its name; nothing happens when it has it. OSError."""
    if store.prepared(number).is_dir():
        store.prepared(number).rename(store.path(number))
        LocalFiles(store.generations).flush()


def sweep(store: Store) -> None:
    """Remove what was never finished, or half removed. TargetFault, OSError."""
    for folder in store.hidden():
        remove_folder(folder)
    for name in (PUBLISHED, JOURNAL):
        LocalFiles(store.folder).remove(f"{name}.new")


def _made(
    store: Store, origin: Origin, fill: Callable[[Path], tuple[Written | None, Written | None]]
) -> Manifest:
    number = store.next_number()
    folder = store.prepared(number)
    folder.mkdir(mode=0o700, parents=True)
    try:
        users, groups = fill(folder)
        made = Manifest(
            number,
            origin.how,
            origin.made.astimezone(UTC).isoformat(timespec="seconds"),
            users,
            groups,
            origin.run,
            origin.restored_from,
            origin.layout,
        )
        write_json(LocalFiles(folder), manifest.NAME, made.stored())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return made


def _placed(file: Written, folder: Path, bring: Callable[[Path, Path], object]) -> Written:
    path = folder / file.name
    bring(file.path, path)
    flush_file(path)
    found = measure(LocalFiles(folder), file.name)
    if (found.size, found.sha256) != (file.bytes, file.sha256):
        raise TargetFault(
            "damaged", f"{file.name} does not read back as it was written. Is the disk in order?"
        )
    return replace(file, path=path)


def _copied(files: Files, name: str, folder: Path) -> Written | None:
    if files.stat(name) is None:
        return None
    measured = Measured(files.read(name))
    LocalFiles(folder).write(name, measured)
    return Written(name, folder / name, 0, measured.size, measured.sha256)
