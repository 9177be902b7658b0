"""publishing.json: how far a publication went. Each stage is flushed to disk before its first operation.

"writing": the target's files are untouched; temporary ones may lie beside them. "replacing": the temporary files are
whole and were read back; any of the target's files may be the old or the new one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sync.files.sftp import NEW, OLD
from sync.snapshots.store import JOURNAL, Damaged, Store

FORMAT: Final = "publishing/1"


@dataclass(frozen=True)
class Step:
    """One file. `sha256`: of the new one; `before`: of what lay there, None for nothing."""

    name: str
    sha256: str
    bytes: int
    before: str | None


@dataclass(frozen=True)
class Journal:
    """A publication under way. `token` makes the names of its temporary files its own. `at`: ISO 8601 UTC."""

    stage: Literal["writing", "replacing"]
    number: int
    place: str
    identity: str
    at: str
    token: str
    steps: tuple[Step, ...]

    def fresh(self, step: Step) -> str:
        """The new file's name until it takes its place."""
        return f"{step.name}.{self.token}{NEW}"

    def aside(self, step: Step) -> str:
        """Where SFTP without posix-rename puts the old file for a moment."""
        return f"{step.name}.{self.token}{OLD}"


def write(store: Store, journal: Journal) -> None:
    store.write(JOURNAL, {"format": FORMAT, **asdict(journal)})


def drop(store: Store) -> None:
    store.drop(JOURNAL)


def read(store: Store) -> Journal | None:
    """The journal of a publication that was cut off; None when there is none. Damaged."""
    value: dict[str, Any] | None = store.read(JOURNAL)
    if value is None:
        return None
    try:
        if value.pop("format") != FORMAT:
            raise ValueError
        steps = tuple(Step(**step) for step in value.pop("steps"))
        return Journal(**value, steps=steps)
    except (KeyError, ValueError, TypeError):
        raise Damaged(f"{JOURNAL} is not what this program writes.") from None
