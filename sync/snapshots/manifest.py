"""manifest.json: what a generation holds, so that anybody can tell whether it is whole ("pair/1")."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from sync.pair import Pair, Written, pair_hash

FORMAT: Final = "pair/1"
NAME: Final = "manifest.json"
How = Literal["published", "approved", "restored", "found"]


@dataclass(frozen=True)
class Manifest:
    """One generation. `made`: ISO 8601 UTC; `run`: id of the run it came from; `restored_from`: the number of the
    generation that was brought back; `layout`: as `Layout.stored` made it.

    `how` "found": files that somebody else had put at the target, kept before they were replaced. One of them may be
    missing, and its `rows` are those that could be read.
    """

    number: int
    how: How
    made: str
    users: Written | None
    groups: Written | None
    run: str = ""
    restored_from: int | None = None
    layout: dict[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> tuple[Written, ...]:
        """Those that there are, users first."""
        return tuple(file for file in (self.users, self.groups) if file is not None)

    @property
    def hash(self) -> str:
        """Of the pair, as `Pair.hash`."""
        return pair_hash(*((file.name, file.sha256) for file in self.files))

    @property
    def pair(self) -> Pair | None:
        """Both files, as they lie in this generation's folder; None where one is missing."""
        return Pair(self.users, self.groups) if self.users and self.groups else None

    def stored(self) -> dict[str, Any]:
        """As JSON; paths are not kept."""
        return {
            "format": FORMAT,
            "number": self.number,
            "how": self.how,
            "made": self.made,
            "run": self.run,
            "restored_from": self.restored_from,
            "hash": self.hash,
            "files": {"users": _stored(self.users), "groups": _stored(self.groups)},
            "layout": self.layout,
        }

    @classmethod
    def of(cls, value: dict[str, Any], folder: Path) -> Manifest:
        """From JSON that `stored` made, with the files in `folder`. ValueError, KeyError, TypeError for other JSON."""
        if value["format"] != FORMAT:
            raise ValueError(f"The format is {value['format']}.")
        kept = {key: value[key] for key in ("number", "how", "made", "run", "restored_from", "layout")}
        users, groups = (_of(value["files"][what], folder) for what in ("users", "groups"))
        return cls(users=users, groups=groups, **kept)


def _stored(file: Written | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {"name": file.name, "rows": file.rows, "bytes": file.bytes, "sha256": file.sha256}


def _of(value: dict[str, Any] | None, folder: Path) -> Written | None:
    return Written(**value, path=folder / value["name"]) if value else None
