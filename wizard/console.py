"""A run on a terminal: live progress, then what was found, worst first, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.color import Style

from wizard.models import CheckRun

WORDS = {
    "passed": "Passed", "warning": "Warning", "failed": "Failed", "error": "Could not check", "blocked": "Blocked",
    "waiting": "Waiting", "skipped": "Not needed", "queued": "Waiting for a worker", "running": "Checking",
}  # fmt: skip
WORST_FIRST = ("failed", "warning", "error", "waiting", "blocked", "skipped", "passed")


def paint(style: Style, state: str, text: str) -> str:
    """`text` in the colour of `state`; "could not check" is never red."""
    painters = {"passed": style.SUCCESS, "failed": style.ERROR, "warning": style.WARNING}
    painter = painters.get(state, style.NOTICE if state in ("error", "waiting") else str)
    return str(painter(text))


def line(row: CheckRun, style: Style) -> str:
    """One finished row on one line."""
    took = f"{row.duration_ms / 1000:.2f} s" if row.duration_ms is not None else ""
    word = paint(style, row.state, f"{WORDS[row.state]:<16}")
    return f"{word} {row.check_id:<28} {took:>8}  {row.summary}"


def details(rows: list[CheckRun], style: Style) -> Iterator[str]:
    """The four parts of everything that wants attention, worst first."""
    for state in ("failed", "warning", "error"):
        for row in rows:
            if row.state == state:
                yield ""
                yield paint(style, state, f"{WORDS[state]}: {row.title} ({row.check_id})")
                yield from (f"  {text}" for text in _parts(row))


def _parts(row: CheckRun) -> Iterator[str]:
    yield row.summary
    if row.meaning:
        yield row.meaning
    if row.expected is not None or row.found is not None:
        yield f"Expected: {row.expected}"
        yield f"Found:    {row.found}"
    for block in row.remedy:
        yield from _block(block)
    if row.confirm:
        yield f"{'What was tried' if row.state == 'error' else 'You will know it worked'}: {row.confirm}"


def _block(block: dict[str, Any]) -> Iterator[str]:
    words = {"add": "Do this", "remove": "Delete this"}[block["action"]]
    yield f"{words}{': ' + block['label'] if block['label'] else ''}"
    yield from (f"    take away  {old}" for old in block["replaces"])
    yield from (f"    {piece}" for piece in block["text"].splitlines())
    if block["url"]:
        yield f"    {block['url']}"


def totals(rows: list[CheckRun]) -> str:
    """How many of each state, worst first: "1 failed, 2 warning, 15 passed"."""
    counts = {state: sum(row.state == state for row in rows) for state in WORST_FIRST}
    return ", ".join(f"{n} {WORDS[state].lower()}" for state, n in counts.items() if n)
