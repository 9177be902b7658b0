"""Expected and found side by side: which words differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 600
LEAST_ALIKE = 0.3


@dataclass(frozen=True)
class Segment:
    """A stretch of text; `differs` when the other side does not have it here."""

    text: str
    differs: bool = False


def compare(expected: str, found: str) -> tuple[list[Segment], list[Segment]]:
    """Both texts in segments. White space never differs. Very long texts are given unmarked, and so are two sentences
    that share a word or two by chance."""
    left, right = _words(expected), _words(found)
    if len(left) + len(right) > MOST_WORDS:
        return [Segment(expected)], [Segment(found)]
    matcher = SequenceMatcher(None, [w.lower() for w in left], [w.lower() for w in right], autojunk=False)
    same = [
        (a, b, size) for a, b, size in matcher.get_matching_blocks() if "".join(left[a : a + size]).strip()
    ]
    if 0 < _alike(left, right, same) < LEAST_ALIKE:
        return [Segment(expected)], [Segment(found)]
    ours = _marked(left, [(a, size) for a, _, size in same])
    return ours, _marked(right, [(b, size) for _, b, size in same])


def _alike(left: list[str], right: list[str], same: list[tuple[int, int, int]]) -> float:
    """The part of both texts, 0 to 1, whose words stand on the other side too."""
    both = [word for a, _, size in same for word in left[a : a + size] if word.strip()]
    return 2 * len(both) / max(1, sum(1 for word in (*left, *right) if word.strip()))


def _marked(words: list[str], same: list[tuple[int, int]]) -> list[Segment]:
    """The words in segments: what lies outside of the stretches `same` (start, length) differs."""
    found, at = [], 0
    for start, size in [*same, (len(words), 0)]:
        found += _segments(words[at:start], True) + _segments(words[start : start + size], False)
        at = start + size
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _segments(words: list[str], differ: bool) -> list[Segment]:
    """One segment, with white space at its ends left unmarked."""
    text = "".join(words)
    inner = text.strip()
    if not differ or not inner:
        return [Segment(text)] if text else []
    before, _, after = text.partition(inner)
    return [part for part in (Segment(before), Segment(inner, True), Segment(after)) if part.text]
