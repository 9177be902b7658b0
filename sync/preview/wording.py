"""Why a row is where it is, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync.directory import GROUP_REASONS, REASONS
from sync.preview.rows import Value

WHY: Final[dict[str, str]] = {
    "new": "Not in the published file yet",
    "same": "As in the published file",
    "changed": "Some values differ",
    "gone": "No longer in the directory",
    "other-id": "This logon name belongs to another account now: its object id is another one",
    "other-mailbox": "This person has another mailbox than in the published file: its Exchange id is another one",
}
OTHER_GROUP: Final = "This address belongs to another group now: its object id is another one"


def reason(what: str, why: str) -> str:
    """What a reason means, without its row: for filters and rows alike."""
    if what == "group":
        return OTHER_GROUP if why == "other-id" else GROUP_REASONS.get(why) or WHY.get(why, why)
    return WHY.get(why) or REASONS.get(why, why)


def sentence(what: str, why: str, shown: Sequence[Value], moved: tuple[int, int]) -> str:
    """The reason of one row, with what is known of it."""
    said = reason(what, why)
    columns = [value.column for value in shown if value.differs]
    if why not in ("changed", "other-id") or not columns:
        return f"{said}."
    listed = ", ".join(columns[:3]) + (f" and {len(columns) - 3} more" if len(columns) > 3 else "")
    differs = f"Differs in {listed}" if why == "changed" else f"{said}. Differs in {listed}"
    joined, left = moved
    counted = [f"{n} {word}{'s' * (n == 1)}" for n, word in ((joined, "join"), (left, "leave")) if n]
    return f"{differs}: {' and '.join(counted)}." if counted else f"{differs}."
