"""Who is to be archived: the filters of a connection, as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Choice:
    """Filters; an empty one lets everybody through. `licences`: service plan ids of Exchange, of which a licensed user
    must have one; `groups`: object ids, of one of which a person must be a (nested) member; `domains`: of the primary
    address, lower case; `kinds`: mailbox types that are archived; `disabled`: also accounts that are disabled (shared,
    room and equipment mailboxes usually are, so this counts for "user" alone)."""

    licences: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("user", "linked", "shared", "room", "equipment")
    disabled: bool = True

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, value: dict[str, Any]) -> Choice:
        """From JSON that `stored` made; keys that are absent keep their default."""
        kept: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
        return cls(**kept)
