"""Pairs, targets and faults for the tests of publishing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sync import pair as pairs
from sync import publish
from sync.files import Files, LocalFiles, Stat
from sync.pair import Pair
from sync.publish import Origin, Place, Published
from sync.snapshots import Manifest, Store
from tests.sync.staged import LAYOUT, people, stage

USERS, GROUPS = "exchangeuser.csv", "exchangegroups.csv"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
Contents = tuple[bytes | None, bytes | None]
Step = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Site:
    """A connection's folder, and a target folder beside it."""

    folder: Path

    @cached_property
    def store(self) -> Store:
        (self.folder / "connection").mkdir(exist_ok=True)
        return Store(self.folder / "connection")

    @cached_property
    def target(self) -> Path:
        (self.folder / "target").mkdir(exist_ok=True)
        return self.folder / "target"

    def place(self, files: Files | None = None, patience: float = 0.0) -> Place:
        return Place(str(self.target), files or LocalFiles(self.target), patience)

    def staged(self, users: int) -> Path:
        """The staging file of a run that found so many users, all of them in one group."""
        path = self.folder / "runs" / f"{users}.sqlite"
        if not path.exists():
            found = people(users)
            stage(path, found, {"all@example.org": [person.upn for person in found]})
        return path

    def pair(self, users: int) -> Pair:
        """The pair of that run, written anew: publishing moves it away."""
        folder = self.folder / "runs" / f"{users}.pair"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return pairs.write(self.staged(users), LAYOUT, folder)

    def contents(self, users: int) -> Contents:
        one, other = self.pair(users).files
        return one.path.read_bytes(), other.path.read_bytes()

    def publish(self, users: int, place: Place | None = None) -> Published:
        origin = Origin("published", NOW, f"run {users}", self.staged(users), LAYOUT.stored())
        return publish.publish(self.store, self.pair(users), place or self.place(), origin)

    def lying(self) -> Contents:
        """What a reader finds at the target."""
        one, other = (self._read(name) for name in (USERS, GROUPS))
        return one, other

    def current(self) -> Manifest | None:
        current = self.store.published()
        return self.store.manifest(current.number) if current else None

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.target / name).read_bytes()
        except FileNotFoundError:
            return None


def contents_of(manifest: Manifest) -> Contents:
    one, other = (file.path.read_bytes() if file else None for file in (manifest.users, manifest.groups))
    return one, other


class Stepped:
    """Files whose every operation calls `step` with its name before and after, and in the middle of writing: there a
    test may raise a fault, or end the process."""

    def __init__(self, inner: Files, step: Step) -> None:
        self._inner, self._step = inner, step

    @property
    def limits(self) -> tuple[str, ...]:
        return self._inner.limits

    @property
    def identity(self) -> str:
        return self._inner.identity

    def names(self) -> list[str]:
        return self._around("names", self._inner.names)

    def stat(self, name: str) -> Stat | None:
        return self._around("stat", lambda: self._inner.stat(name))

    def read(self, name: str) -> Iterator[bytes]:
        self._step("before read")
        yield from self._inner.read(name)
        self._step("after read")

    def write(self, name: str, pieces: Iterable[bytes], like: str = "") -> None:
        self._around("write", lambda: self._inner.write(name, self._torn(pieces), like))

    def replace(self, source: str, name: str) -> None:
        self._around("replace", lambda: self._inner.replace(source, name))

    def remove(self, name: str) -> None:
        self._around("remove", lambda: self._inner.remove(name))

    def flush(self) -> None:
        self._around("flush", self._inner.flush)

    def free(self) -> int | None:
        return self._around("free", self._inner.free)

    def _torn(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece[: len(piece) // 2]
            self._step("within write")
            yield piece[len(piece) // 2 :]

    def _around(self, name: str, operation: Callable[[], T]) -> T:
        self._step(f"before {name}")
        found = operation()
        self._step(f"after {name}")
        return found
