"""The few numbers that a whole directory is computed from, and what has happened in it since."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import Any

from simulator.changes import Refused

MOST_USERS, MOST_GROUPS, MOST_LINKS = 2_000_000, 200_000, 20_000_000
CREATING = ("joined", "exchanged")
CEILINGS = {"users": MOST_USERS, "groups": MOST_GROUPS, "links": MOST_LINKS, "contacts": MOST_GROUPS}


@dataclass(frozen=True)
class Numbers:
    """`users`, `groups`, `links` (memberships) and `contacts` that were there at first, beside those that every tenant
    has; `seed`: another one gives other people. Since then: users who `joined`, `left`, were `renamed` or `exchanged`
    (same logon name, another object id); members who changed groups (`regrouped`); groups `founded` and `dissolved`.
    `hostile`: so many users have values that are hard to write into a file. `unlisted` 1: lists, counts and deltas show
    nobody. `miscounted`: by how much $count of users is wrong. `forgotten`: how often all delta links expired.
    `moments`: until which number who joined, or came back as another object, did so when (name, number, Unix time)."""

    users: int = 0
    groups: int = 0
    links: int = 0
    contacts: int = 0
    seed: int = 1
    joined: int = 0
    left: int = 0
    renamed: int = 0
    exchanged: int = 0
    regrouped: int = 0
    founded: int = 0
    dissolved: int = 0
    hostile: int = 0
    unlisted: int = 0
    miscounted: int = 0
    forgotten: int = 0
    moments: tuple[tuple[str, int, int], ...] = ()

    def with_number(self, name: str, value: int, moment: int = 0) -> Numbers:
        """These numbers with one of them changed at that moment. Refused for one that is not known or too large."""
        old = self.number(name)
        least = -MOST_USERS if name == "miscounted" else 0
        most = CEILINGS.get(name, MOST_USERS)
        if not least <= value <= most:
            raise Refused(f"directory.{name} must lie between {least} and {most}.")
        kept = tuple((n, min(until, value) if n == name else until, when) for n, until, when in self.moments)
        new = ((name, value, moment),) if name in CREATING and value > old else ()
        numbers: dict[str, int] = {name: value}
        return replace(self, moments=(*kept, *new), **numbers)

    def moment(self, name: str, number: int) -> int:
        """When the one with this number (from 0) joined or came back; 0: long ago."""
        return next((when for known, until, when in self.moments if known == name and number < until), 0)

    def number(self, name: str) -> int:
        """One of them; Refused for one that is not known."""
        if not isinstance(getattr(self, name, None), int):
            raise Refused(f"A directory has no number {name!r}.")
        return int(getattr(self, name))

    @property
    def ground(self) -> tuple[int, ...]:
        """What must be the same for a delta link to be of any use: the directory itself, and what links count from."""
        return (self.users, self.groups, self.links, self.contacts, self.seed, self.hostile, self.forgotten)

    def stored(self) -> list[Any]:
        """As JSON."""
        return list(astuple(self))

    @classmethod
    def of(cls, stored: list[Any]) -> Numbers:
        """From what `stored` made; ValueError or TypeError for anything else."""
        *numbers, moments = stored
        counts: dict[str, Any] = dict(zip(cls.__dataclass_fields__, map(int, numbers), strict=False))
        return cls(
            **counts, moments=tuple((str(name), int(until), int(when)) for name, until, when in moments)
        )
