"""After a crash, or a fault in the middle: the pair becomes one generation again, the new one or the old one."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from sync.files.contract import Files, TargetFault
from sync.files.reading import digest
from sync.publish import journal as journals
from sync.publish import replacing
from sync.publish.inspection import known, manifests
from sync.publish.journal import Journal, Step
from sync.publish.place import Place, Recovered
from sync.snapshots import keeping
from sync.snapshots.keeping import Origin
from sync.snapshots.manifest import Manifest
from sync.snapshots.store import Current, Store, read_manifest, remove_folder

log = logging.getLogger(__name__)

_FINISHED: Final = "The last publication was cut off in the middle. It was finished now."
_UNTOUCHED: Final = "The last publication was cut off before it touched the target. Nothing of it is left."
_ELSEWHERE: Final = (
    "The last publication was cut off in the middle, and since then the target became another one. {place} may hold "
    "the files of two different nights."
)


def recover(store: Store, place: Place) -> Recovered | None:
    """Finish a publication that was cut off, or take it back; None when there was none. TargetFault, OSError: neither
    was possible now, and the next attempt begins where this one did."""
    journal = journals.read(store)
    recovered = _put_right(store, place, journal) if journal else None
    if journals.read(store) is None:
        keeping.sweep(store)
    return recovered


def _put_right(store: Store, place: Place, journal: Journal) -> Recovered | None:
    current = store.published()
    if current is not None and current.number == journal.number:
        finish(store, place, journal)
        return None
    if journal.place != place.label:
        return _abandon(store, journal)
    if journal.stage == "writing":
        return _take_back(store, place, journal)
    try:
        found = _go_on(store, place, place.files, journal) if place.files else None
    except TargetFault as problem:
        if not go_back(store, place, journal, problem):
            raise
        return Recovered(
            journal.number, "rolled-back", f"A publication was cut off and taken back. {problem}"
        )
    finish(store, place, journal)
    return Recovered(journal.number, "finished", _FINISHED, found)


def finish(store: Store, place: Place, journal: Journal) -> None:
    """Everything lies at the target: name the generation, note it, and close the journal. TargetFault, OSError."""
    keeping.settle(store, journal.number)
    store.note_published(Current(journal.number, journal.place, journal.at, journal.identity))
    if place.files is not None and journal.place == place.label:
        try:
            replacing.clean(place.files, journal)
        except TargetFault as fault:
            log.warning("Left for the next run to clean: %s", fault)
            return
    journals.drop(store)


def go_back(store: Store, place: Place, journal: Journal, problem: Exception) -> bool:
    """Bring back what lay at the target before; False when that is not possible now, and the journal stays."""
    try:
        if place.files is not None:
            _bring_back(store, place, place.files, journal)
            replacing.clean(place.files, journal)
        _forget(store, journal)
    except (TargetFault, OSError) as fault:
        log.warning("After “%s” there was no way back either: %s", problem, fault)
        return False
    return True


def _go_on(store: Store, place: Place, files: Files, journal: Journal) -> int | None:
    """Let what is not in its place yet take it; the number of the generation that somebody else's files became."""
    lying = {step.name: digest(files, step.name) for step in journal.steps}
    _check_identity(files, journal, lying)
    ours = known(store) | {step.sha256 for step in journal.steps}
    strange = any(found is not None and found not in ours for found in lying.values())
    made = _manifest(store, journal)
    found = _keep(store, files, journal, made) if strange else None
    for step, file in zip(journal.steps, made.files, strict=True):
        if lying[step.name] != step.sha256:
            if digest(files, journal.fresh(step)) != step.sha256:
                replacing.write_fresh(files, journal, step, file.path, step.sha256)
            replacing.replace(place, files, journal.fresh(step), step.name)
    replacing.settle(files, journal)
    return found


def _keep(store: Store, files: Files, journal: Journal, made: Manifest) -> int:
    users, groups = (step.name for step in journal.steps)
    origin = Origin("found", datetime.fromisoformat(journal.at), made.run, layout=made.layout)
    return keeping.keep_found(store, files, (users, groups), origin).number


def _bring_back(store: Store, place: Place, files: Files, journal: Journal) -> None:
    """Users last, so that groups are never the newer file. What somebody else put there meanwhile is left alone."""
    if journal.stage == "writing":
        return
    found = {step.name: digest(files, step.name) for step in journal.steps}
    _check_identity(files, journal, found)
    for step in reversed(journal.steps):
        lying = found[step.name]
        if lying == step.before or lying not in (None, step.sha256):
            continue
        if step.before is None:
            files.remove(step.name)
            continue
        replacing.write_fresh(files, journal, step, _kept(store, step), step.before)
        replacing.replace(place, files, journal.fresh(step), step.name)
    files.flush()


def _kept(store: Store, step: Step) -> Path:
    """What lay there before is in a generation, always: files that are not are kept before they are replaced."""
    for manifest in manifests(store):
        for file in manifest.files:
            if file.sha256 == step.before:
                return file.path
    raise TargetFault("damaged", f"The {step.name} from before is in no generation any more.")


def _check_identity(files: Files, journal: Journal, lying: dict[str, str | None]) -> None:
    were = any(step.before for step in journal.steps)
    if were and not any(lying.values()) and journal.identity != files.identity:
        raise TargetFault(
            "gone",
            "A publication was cut off, and its folder is another one now, without any of the files: is the network "
            "share mounted?",
        )


def _manifest(store: Store, journal: Journal) -> Manifest:
    folder = store.prepared(journal.number)
    return read_manifest(folder if folder.is_dir() else store.path(journal.number))


def _take_back(store: Store, place: Place, journal: Journal) -> Recovered:
    if place.files is not None:
        replacing.clean(place.files, journal)
    _forget(store, journal)
    return Recovered(journal.number, "rolled-back", _UNTOUCHED)


def _abandon(store: Store, journal: Journal) -> Recovered:
    _forget(store, journal)
    text = _UNTOUCHED if journal.stage == "writing" else _ELSEWHERE.format(place=journal.place)
    return Recovered(journal.number, "rolled-back", text)


def _forget(store: Store, journal: Journal) -> None:
    for folder in (store.prepared(journal.number), store.path(journal.number)):
        if folder.is_dir():
            remove_folder(folder)
    journals.drop(store)
