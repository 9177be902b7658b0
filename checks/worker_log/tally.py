"""How often a phrase stands in a stretch of a log, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from checks.worker_log.intake import Piece
from checks.worker_log.phrases import PHRASES, Phrase
from checks.worker_log.redaction import around

MOST_EXCERPTS = 3
HIDDEN = "[part of a line that is too long to show]"


@dataclass(frozen=True)
class Excerpt:
    """A line of the log by its number, cut, without secrets."""

    line: int
    text: str


@dataclass(frozen=True)
class Found:
    """A phrase and its lines: `count` of them, from `first` to `last`; the first ones as `excerpts`."""

    phrase: Phrase
    count: int
    first: int
    last: int
    excerpts: tuple[Excerpt, ...]


@dataclass
class _Lines:
    count: int = 0
    first: int = 0
    last: int = 0
    excerpts: list[Excerpt] = field(default_factory=list)


class Tally:
    """Counts lines, not hits: a phrase twice in one line is one finding."""

    def __init__(self) -> None:
        self._lines: dict[str, _Lines] = {}

    def add(self, phrase: Phrase, piece: Piece) -> None:
        seen = self._lines.setdefault(phrase.id, _Lines(first=piece.number))
        if seen.last == piece.number:
            return
        seen.count, seen.last = seen.count + 1, piece.number
        if len(seen.excerpts) < MOST_EXCERPTS:
            # A part without its beginning may start inside a password: its name would be missing.
            text = around(piece.text, phrase.pattern) if piece.first else HIDDEN
            seen.excerpts.append(Excerpt(piece.number, text))

    def found(self) -> tuple[Found, ...]:
        """In the order in which the phrases first occur."""
        known = [(phrase, self._lines[phrase.id]) for phrase in PHRASES if phrase.id in self._lines]
        known.sort(key=lambda one: one[1].first)
        return tuple(Found(p, s.count, s.first, s.last, tuple(s.excerpts)) for p, s in known)
