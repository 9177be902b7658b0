"""The groups of a directory that is computed, and their members one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from simulator.tenant.directory import names
from simulator.tenant.directory.chance import chance
from simulator.tenant.directory.contacts import contacts_of
from simulator.tenant.directory.links import links_of
from simulator.tenant.directory.numbers import MOST_GROUPS, Numbers
from simulator.tenant.directory.order import order
from simulator.tenant.directory.people import people_of

Kind = Literal["distribution", "mail-security", "microsoft365", "security"]
KINDS: tuple[Kind, ...] = (
    "distribution", "microsoft365", "mail-security", "security", "distribution", "microsoft365",
    "distribution", "mail-security",
)  # fmt: skip
SHOWN = (
    "Team {0}",
    "{0} & Partner",
    "All of {0}",
    "{0}, Hall 2",
    'The "{0}"',
    "Büro {0}",
    "{0}; night",
    "組 {0}",
)


@dataclass(frozen=True)
class Group:
    """A group; `mail` "" for one without address."""

    id: str
    name: str
    alias: str
    kind: Kind
    mail: str = ""
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A direct member: what it is, and its index."""

    type: Literal["user", "group", "orgContact"]
    index: int
    id: str


class Groups:
    """Groups by index: 0 to `numbers.groups` were there at first, those after them were founded later."""

    def __init__(self, domain: str, numbers: Numbers) -> None:
        self.domain, self.numbers = domain, numbers
        self.total = numbers.groups + numbers.founded
        self.links = links_of(numbers)
        self.people = people_of(domain, numbers)
        self.contacts = contacts_of(domain, numbers)
        self._chance = chance(domain, numbers.seed, "group")
        self._order = order(numbers.seed, "dissolving", max(1, numbers.groups - 1))

    @property
    def count(self) -> int:
        return self.total - min(self.numbers.dissolved, max(0, self.numbers.groups - 1))

    def here(self, index: int) -> bool:
        """Group 0 always is, and so is what was founded."""
        return 0 <= index < self.total and self._rank(index) >= self.numbers.dissolved

    def _rank(self, index: int) -> int:
        return self._order.rank(index - 1) if 0 < index < self.numbers.groups else MOST_GROUPS + 1

    def dissolving(self, ranks: range) -> set[int]:
        return {self._order.at(rank) + 1 for rank in ranks if rank < self.numbers.groups - 1}

    def id(self, index: int) -> str:
        return self._chance.id(index)

    def index(self, id: str) -> int:
        """The index of the group with this id; -1 for none."""
        index = self._chance.index(id)
        return index if self.here(index) and self.id(index) == id.lower() else -1

    def group(self, index: int) -> Group:
        name = names.name(self._chance.bytes(index))
        kind, alias = KINDS[index % len(KINDS)], f"{name.logon}.g{index}"
        shown = "Everybody" if index == 0 else SHOWN[index % len(SHOWN)].format(name.family)
        mail = "" if kind == "security" else f"{alias}@{self.domain}"
        told = f"{shown}, made by the simulator" if index % 3 else None
        return Group(self.id(index), shown, alias, kind, mail, told)

    def members(self, index: int, start: int = 0) -> Iterator[tuple[int, Member]]:
        """The members from a place on, each with its place; places of those who left stay empty."""
        size, newcomers = self.links.size(index), self.links.newcomers(index)
        end, users = size + len(newcomers), self.numbers.users
        for place in range(start, end):
            user = self.links.member(index, place) if place < size else users + newcomers[place - size]
            if self.people.here(user):
                yield place, Member("user", user, self.people.id(user))
        more = self._others(index)
        for place in range(max(start, end), end + len(more)):
            yield place, more[place - end]

    def _others(self, index: int) -> list[Member]:
        groups = [Member("group", g, self.id(g)) for g in self.links.nested(index) if self.here(g)]
        outside = [Member("orgContact", c, self.contacts.id(c)) for c in self.links.contacts(index)]
        return groups + outside


@lru_cache(maxsize=64)
def groups_of(domain: str, numbers: Numbers) -> Groups:
    return Groups(domain, numbers)
