"""Files as size and hash, and bytes on their way from one place to another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.files.contract import Files, TargetFault
from sync.files.local import LocalFiles


@dataclass
class Measured:
    """Pieces that are counted and hashed while somebody iterates over them."""

    pieces: Iterable[bytes]
    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.size += len(piece)
            self._hash.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        """Hex, of what went by so far."""
        return str(self._hash.hexdigest())


def measure(files: Files, name: str) -> Measured:
    """Size and hash of a file that is there. TargetFault."""
    measured = Measured(files.read(name))
    for _ in measured:
        continue
    return measured


def digest(files: Files, name: str) -> str | None:
    """Hex SHA-256 of a plain file; None when there is no such name. TargetFault for what is no plain file."""
    found = files.stat(name)
    if found is None:
        return None
    if not found.plain:
        raise TargetFault(
            "not-plain",
            f"{name} is a link, a folder or a device. A new file would cut a link: enter the folder that it leads to.",
        )
    return measure(files, name).sha256


def pieces_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file of our own. TargetFault."""
    return LocalFiles(path.parent).read(path.name)
