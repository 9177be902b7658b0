"""The operations that publishing needs of a target. Everything else is built on them, so tests can break each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

Why = Literal[
    "gone",  # the folder, or the share below it, is not there
    "denied",  # the account may not do this
    "read-only",
    "full",  # no room, or over a quota
    "held",  # somebody holds the file open, so that it cannot be replaced now
    "clash",  # a name that differs in case alone, or a file name that is none
    "not-plain",  # a link, a folder or a device lies where the file belongs
    "bounds",  # outside the directories that the operator allows
    "damaged",  # what was written does not read back
    "network",  # the connection broke, or could not be made
    "failed",  # anything else
]
CHUNK: Final = 1 << 20


class TargetFault(Exception):
    """A target refused or failed. `text`: one sentence for the page, with the names in it."""

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(text)
        self.why: Why = why
        self.text = text


@dataclass(frozen=True)
class Stat:
    """What is known of a file: its size in bytes, whether it is plain (no link, folder or device), and when it was
    modified (seconds since 1970), where that is told."""

    size: int
    plain: bool = True
    modified: float | None = field(default=None, compare=False)


class Files(Protocol):
    """One folder. Names are plain file names in it. Whatever goes wrong is a TargetFault."""

    @property
    def limits(self) -> tuple[str, ...]:
        """What this target cannot do, as sentences for its page."""
        ...

    @property
    def identity(self) -> str:
        """Tells this folder from another one that stands under the same name (a share that is not mounted); "" where
        nothing tells."""
        ...

    def names(self) -> list[str]:
        """Every name in the folder, as it is written there."""
        ...

    def stat(self, name: str) -> Stat | None:
        """None when there is no such name. Links are not followed."""
        ...

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of a plain file, in pieces."""
        ...

    def write(self, name: str, pieces: Iterable[bytes], like: str = "") -> None:
        """Make a new file of these bytes, and see it flushed to the disk. `like`: the file whose permissions (and
        owner, where possible) it takes, if there is one. A file of that name must not exist; what a failure leaves
        behind, the caller removes."""
        ...

    def replace(self, source: str, name: str) -> None:
        """Let `source` take the place of `name` in one step, whether `name` exists or not."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file; nothing happens when it is not there."""
        ...

    def flush(self) -> None:
        """See the names of the folder flushed to the disk, where that is possible."""
        ...

    def free(self) -> int | None:
        """Bytes that can still be written; None where nobody knows."""
        ...
