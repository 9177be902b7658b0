"""What lies at the target before we touch it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync.files.contract import Files, TargetFault
from sync.files.names import check_names, check_spelling
from sync.files.reading import digest
from sync.pair import Pair
from sync.publish.place import Place
from sync.snapshots.manifest import Manifest
from sync.snapshots.store import Current, Store


@dataclass(frozen=True)
class Lying:
    """`digests`: hex SHA-256 of each file that is to be replaced, None where there is none. `altered`: names whose file
    is not the one that we published; `unknown`: of those, the ones that are in no generation."""

    digests: Mapping[str, str | None]
    altered: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def look(store: Store, place: Place, files: Files, pair: Pair) -> Lying:
    """Look at what is to be replaced. TargetFault where nothing may be: names clash, links, a share that is away."""
    names = [file.name for file in pair.files]
    check_names(*names)
    check_spelling(files, *names)
    digests = {name: digest(files, name) for name in names}
    current = store.published()
    if current is not None and current.place == place.label:
        _check_identity(current, files, digests)
    ours = _published_hashes(store, current, place)
    altered = tuple(name for name, found in digests.items() if ours.get(name) != found and name in ours)
    kept = known(store) | {file.sha256 for file in pair.files}
    unknown = tuple(name for name, found in digests.items() if found is not None and found not in kept)
    return Lying(digests, altered, unknown)


def intact(store: Store, place: Place) -> tuple[str, ...]:
    """Sentences about what is wrong with the published pair at its place; none when it lies there whole, or when
    nothing was published, or is fetched by hand. TargetFault where it cannot be looked at."""
    current = store.published()
    if current is None or place.files is None or current.place != place.label:
        return ()
    manifest = store.manifest(current.number)
    problems = []
    for file in manifest.files:
        found = digest(place.files, file.name)
        if found is None:
            problems.append(f"{file.name} is not there.")
        elif found != file.sha256:
            problems.append(f"{file.name} was altered since it was published.")
    return tuple(problems)


def _check_identity(current: Current, files: Files, digests: Mapping[str, str | None]) -> None:
    """A share that is not mounted leaves an empty folder under its name: a pair written there would reach nobody."""
    if any(digests.values()) or not current.identity or files.identity == current.identity:
        return
    raise TargetFault(
        "gone",
        "The folder holds neither of the two files, and it is not the folder that was published to before: is the "
        "network share mounted? If the folder is a new one, put the last pair there by hand first (Generations, "
        "Download).",
    )


def _published_hashes(store: Store, current: Current | None, place: Place) -> dict[str, str]:
    if current is None or current.place != place.label:
        return {}
    return {file.name: file.sha256 for file in store.manifest(current.number).files}


def known(store: Store) -> set[str]:
    """The hashes of all files that are kept."""
    return {file.sha256 for manifest in manifests(store) for file in manifest.files}


def manifests(store: Store) -> list[Manifest]:
    return [store.manifest(number) for number in store.numbers()]
