"""publish: one pair in the place of another."""

from __future__ import annotations

import dataclasses
import secrets
from datetime import UTC
from typing import Final

from sync.files.contract import Files, TargetFault, Why
from sync.pair import Pair
from sync.publish import journal as journals
from sync.publish import replacing
from sync.publish.inspection import Lying, look
from sync.publish.journal import Journal, Step
from sync.publish.place import Place, Published
from sync.publish.recovery import finish, go_back, recover
from sync.snapshots import keeping
from sync.snapshots.keeping import Origin
from sync.snapshots.manifest import Manifest
from sync.snapshots.store import Store

HALF: Final = (
    "Going back was not possible either: at the target one file may be of this publication and one of the last. Each "
    "is whole. The next run puts it right first."
)


def publish(store: Store, pair: Pair, place: Place, origin: Origin) -> Published:
    """Put this pair in the place of the published one. Its files are moved into a generation of the store.

    A publication that was cut off is finished first. Where nothing would change, nothing is written. Files that we do
    not know are kept as a generation of their own before they are replaced. TargetFault, OSError: the pair at the
    target is as it was, unless the text says that it is half replaced; then the next run puts it right.
    """
    cut_off = recover(store, place)
    notes = [cut_off.text] if cut_off else []
    lying = look(store, place, place.files, pair) if place.files else Lying({})
    before = _before(store, place)
    if before is not None and before.hash == pair.hash and not lying.altered:
        return Published(before.number, changed=False, notes=tuple(notes))
    found = _keep(store, place.files, pair, origin) if place.files and lying.unknown else None
    made = keeping.prepare(store, pair, origin)
    _carry_out(store, place, made, lying, origin)
    notes += [*_said(lying, found), *_left_behind(place.files, before, made)]
    return Published(made.number, changed=True, found=found, notes=tuple(notes))


def _before(store: Store, place: Place) -> Manifest | None:
    """The generation that was published to this place last."""
    current = store.published()
    return store.manifest(current.number) if current and current.place == place.label else None


def _keep(store: Store, files: Files, pair: Pair, origin: Origin) -> int:
    users, groups = pair.files
    return keeping.keep_found(store, files, (users.name, groups.name), origin).number


def _carry_out(store: Store, place: Place, made: Manifest, lying: Lying, origin: Origin) -> None:
    steps = tuple(
        Step(file.name, file.sha256, file.bytes, lying.digests[file.name])
        for file in (made.files if place.files else ())
    )
    at = origin.made.astimezone(UTC).isoformat(timespec="seconds")
    identity = place.files.identity if place.files else ""
    journal = Journal("writing", made.number, place.label, identity, at, secrets.token_hex(4), steps)
    try:
        journals.write(store, journal)
        if place.files is not None:
            replacing.check_room(place.files, steps)
            replacing.write_beside(place.files, journal, store.prepared(made.number))
        journal = dataclasses.replace(journal, stage="replacing")
        journals.write(store, journal)
        if place.files is not None:
            replacing.put_in_place(place, place.files, journal)
    except (TargetFault, OSError) as problem:
        if go_back(store, place, journal, problem):
            raise
        why: Why = problem.why if isinstance(problem, TargetFault) else "failed"
        raise TargetFault(why, f"{problem} {HALF}") from problem
    finish(store, place, journal)


def _said(lying: Lying, found: int | None) -> list[str]:
    if found is None and not lying.altered:
        return []
    names = " and ".join(lying.altered or lying.unknown)
    verb = "was" if len(lying.altered or lying.unknown) == 1 else "were"
    if found is None:
        return [f"{names} {verb} altered at the target since the last publication, and {verb} replaced."]
    return [f"{names} {verb} put there by somebody else: kept as generation {found}, then replaced."]


def _left_behind(files: Files | None, before: Manifest | None, made: Manifest) -> list[str]:
    """Files of the pair before that have other names: nobody would notice that they grow old."""
    names = {file.name for file in made.files}
    old = [file.name for file in before.files if file.name not in names] if before and files else []
    return [
        f"{name} of the pair before still lies at the target, and is not written any more. Remove it."
        for name in old
        if files is not None and files.stat(name) is not None
    ]
