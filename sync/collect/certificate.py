"""The certificate of a collection: how it was read, and whether it is proved to be whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Certificate:
    """`complete`: nothing is missing; else `reasons` say what is (sentences). `counts`: by list, how many Graph counted
    and how many came; `replayed`: what the delta told meanwhile. `linked`: how many of the links lead to users, groups,
    contacts, devices ... (the last word of Graph's type); `unresolved`: members that are nobody we know.
    `retried`: something was read a second time. `fell_back`: why everything was read although only changes were wanted,
    "" otherwise. `notes`: what is worth knowing and no fault. `requests` counts repeats too. `started`, `finished`:
    ISO 8601 UTC."""

    kind: Literal["full", "incremental"]
    complete: bool
    reasons: tuple[str, ...] = ()
    pages: int = 0
    requests: int = 0
    users: int = 0
    groups: int = 0
    contacts: int = 0
    links: int = 0
    linked: dict[str, int] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    replayed: dict[str, dict[str, int]] = field(default_factory=dict)
    unresolved: int = 0
    retried: bool = False
    fell_back: str = ""
    notes: tuple[str, ...] = ()
    started: str = ""
    finished: str = ""

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "reasons": list(self.reasons), "notes": list(self.notes)}

    @classmethod
    def of(cls, value: dict[str, Any]) -> Certificate:
        """From JSON that `stored` made."""
        return cls(**{**value, "reasons": tuple(value["reasons"]), "notes": tuple(value["notes"])})
