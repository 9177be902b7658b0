"""A connection's folder, and how its state survives a crash between any two operations.

    generations/<number>/   a generation: both files, manifest.json, index.sqlite (see sync/staging.py)
    generations/.<number>/  one in the making; whatever is hidden is no generation
    published.json          which generation lies at the target ("published/1")
    publishing.json         the journal of a publication under way (sync/publish/journal.py)

Whoever writes here holds the connection's lock.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from sync.files.local import LocalFiles
from sync.snapshots import manifest
from sync.snapshots.manifest import Manifest

PUBLISHED: Final = "published.json"
JOURNAL: Final = "publishing.json"
FORMAT: Final = "published/1"


class Damaged(OSError):
    """What this program wrote about its generations cannot be read any more."""


@dataclass(frozen=True)
class Current:
    """The generation that lies at the target. `place`: which target; `at`: since when, ISO 8601 UTC; `identity`: tells
    its folder from another under the same name."""

    number: int
    place: str
    at: str
    identity: str = ""


class Store:
    """The generations of a connection and what is published of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.generations = folder / "generations"

    def path(self, number: int) -> Path:
        return self.generations / str(number)

    def prepared(self, number: int) -> Path:
        """Where a generation is made."""
        return self.generations / f".{number}"

    def numbers(self) -> list[int]:
        """Of all generations, ascending."""
        return sorted(int(path.name) for path in self._folders() if path.name.isdecimal())

    def hidden(self) -> list[Path]:
        """Folders that are no generations: in the making, or half removed."""
        return [path for path in self._folders() if path.name.startswith(".")]

    def next_number(self) -> int:
        """A number that no generation has, nor one in the making."""
        current = self.published()
        making = [int(path.name.split(".")[1]) for path in self.hidden()]
        return max([0, *self.numbers(), *making, current.number if current else 0]) + 1

    def manifest(self, number: int) -> Manifest:
        """What a generation holds. Damaged; FileNotFoundError when there is no such generation."""
        return read_manifest(self.path(number))

    def published(self) -> Current | None:
        """Which generation lies at the target; None while none was published. Damaged."""
        value = self.read(PUBLISHED)
        if value is None:
            return None
        try:
            if value.pop("format") != FORMAT:
                raise ValueError
            return Current(**value)
        except (KeyError, ValueError, TypeError):
            raise Damaged(f"{PUBLISHED} is not what this program writes.") from None

    def note_published(self, current: Current) -> None:
        self.write(PUBLISHED, {"format": FORMAT, **asdict(current)})

    def read(self, name: str) -> dict[str, Any] | None:
        """A JSON file of the connection's folder; None when it is not there. Damaged."""
        return _json(self.folder / name)

    def write(self, name: str, value: dict[str, Any]) -> None:
        """Write a JSON file, flushed, in one step. TargetFault."""
        write_json(LocalFiles(self.folder), name, value)

    def drop(self, name: str) -> None:
        """Remove a JSON file for good. TargetFault."""
        files = LocalFiles(self.folder)
        files.remove(name)
        files.flush()

    def _folders(self) -> Iterator[Path]:
        if self.generations.is_dir():
            yield from (path for path in self.generations.iterdir() if path.is_dir())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation's folder. Damaged; FileNotFoundError."""
    value = _json(folder / manifest.NAME)
    if value is None:
        raise FileNotFoundError(f"There is no generation {folder.name}.")
    try:
        return Manifest.of(value, folder)
    except (KeyError, ValueError, TypeError) as error:
        raise Damaged(f"The manifest of generation {folder.name} is not what this program writes.") from error


def write_json(files: LocalFiles, name: str, value: dict[str, Any]) -> None:
    """Write a JSON file, flushed, in one step: the old one or the new one is there whatever happens."""
    files.remove(f"{name}.new")
    text = json.dumps(value, ensure_ascii=False, indent=1)
    files.write(f"{name}.new", [text.encode()])
    files.replace(f"{name}.new", name)
    files.flush()


def remove_folder(folder: Path) -> None:
    """Remove a generation: hidden first, so that a crash leaves no half of one. OSError."""
    gone = folder if folder.name.startswith(".") else folder.with_name(f".{folder.name}.gone")
    if gone != folder:
        folder.rename(gone)
    shutil.rmtree(gone)


def _json(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        raise Damaged(f"{path.name} cannot be read: it is not JSON.") from None
    if not isinstance(value, dict):
        raise Damaged(f"{path.name} is not what this program writes.")
    return value
