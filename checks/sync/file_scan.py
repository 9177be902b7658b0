"""A file of the pair, read once from one end to the other, whatever its size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, Final, cast

from sync.csv_files import Finding, scan
from sync.files import Files, TargetFault
from sync.files.reading import Measured
from sync.layout.shape import FileLayout

# All members of a group may stand in one field.
LARGEST: Final = 64 << 20
Take = Callable[[int, Sequence[str]], None]


@dataclass(frozen=True)
class FileSeen:
    """What was seen of a file. `size` None: there is none of that name; `modified`: seconds since 1970, None where
    nobody tells; `findings`: the first faults as [line, sentence], `faults` the number of all; `fault`: why it could
    not be read ("why", "text")."""

    name: str
    size: int | None = None
    modified: float | None = None
    rows: int = 0
    sha256: str = ""
    findings: tuple[tuple[int, str], ...] = ()
    faults: int = 0
    fault: dict[str, str] | None = None

    def value(self) -> dict[str, Any]:
        """As evidence."""
        return {**asdict(self), "findings": [list(one) for one in self.findings]}

    @classmethod
    def of(cls, value: dict[str, Any]) -> FileSeen:
        """From evidence."""
        found = tuple((line, text) for line, text in value["findings"])
        return cls(**{**value, "findings": found})


@dataclass
class Pieces:
    """The bytes of a file at a target, as `scan` reads them, hashed on their way."""

    files: Files
    name: str
    measured: Measured = field(init=False)

    def __post_init__(self) -> None:
        self.measured = Measured(self.files.read(self.name))
        self._pieces = iter(self.measured)

    def read(self, size: int = -1) -> bytes:
        """The next piece, however long; nothing at the end."""
        return next((piece for piece in self._pieces if piece), b"")


def look_at(files: Files, name: str, layout: FileLayout, take: Take) -> FileSeen:
    """Go through a file that should be written like this; each sound row goes to `take` with its line."""
    try:
        stat = files.stat(name)
        if stat is None:
            return FileSeen(name)
        if not stat.plain:
            fault = {"why": "not-plain", "text": f"{name} is a link, a folder or a device."}
            return FileSeen(name, stat.size, fault=fault)
        return _scanned(files, name, layout, take, stat.modified)
    except TargetFault as problem:
        return FileSeen(name, 0, fault={"why": problem.why, "text": problem.text})


def _scanned(files: Files, name: str, layout: FileLayout, take: Take, modified: float | None) -> FileSeen:
    pieces = Pieces(files, name)
    header = [column.name for column in layout.columns] if layout.header else None
    found = scan(cast(BinaryIO, pieces), layout.dialect, header, largest=LARGEST)
    for line, row in found:
        take(line, row)
    return FileSeen(
        name,
        found.size,
        modified,
        found.rows,
        pieces.measured.sha256,
        tuple(_told(one) for one in found.findings),
        found.faults,
    )


def _told(finding: Finding) -> tuple[int, str]:
    return finding.line, finding.text
