"""What a scan found wrong, at most twenty things of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

MOST = 20
FindingKind = Literal["empty", "header", "no-rows", "fields", "encoding", "quote", "size", "letters"]


@dataclass(frozen=True)
class Finding:
    """One fault. `text`: a sentence that names line and column; both count from 1, `column` being a field's number for
    faults of a field and a character of the line otherwise (1 where the whole line is meant)."""

    kind: FindingKind
    text: str
    line: int
    column: int = 1


@dataclass
class Findings:
    """The first MOST of them, and how many there were."""

    listed: list[Finding] = field(default_factory=list)
    total: int = 0

    @property
    def full(self) -> bool:
        """Whether more of them are only counted."""
        return len(self.listed) >= MOST

    def add(self, kind: FindingKind, text: str, line: int, column: int = 1) -> None:
        """One more; dropped, but counted, when the list is full."""
        self.total += 1
        if not self.full:
            self.listed.append(Finding(kind, text, line, column))
