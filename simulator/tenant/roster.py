"""Everybody in a tenant: the few who are named one by one, and after them all those who are computed.

Each has a place, so that a list can be left and entered again anywhere; places of those who are gone stay empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from simulator.tenant.directory.contacts import Contact, Contacts, contacts_of
from simulator.tenant.directory.groups import Group, Groups, Member, groups_of
from simulator.tenant.directory.people import People, people_of
from simulator.tenant.identity import guid
from simulator.tenant.model import Tenant
from simulator.tenant.user import User

FIRST = 1000  # place of the first one who is computed


class Roster:
    """The directory of one tenant as it stands."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.numbers = tenant, tenant.directory
        self.people: People = people_of(tenant.domain, tenant.directory)
        self.many: Groups = groups_of(tenant.domain, tenant.directory)
        self.contacts: Contacts = contacts_of(tenant.domain, tenant.directory)

    # ------------------------------------------------------------------------------------- lists

    def users(self, at: int = 0) -> Iterator[tuple[int, User]]:
        """Everybody from a place on, each with its place."""
        if self.numbers.unlisted:
            return
        yield from enumerate(self.tenant.users[at:], at)
        for index in range(max(0, at - FIRST), self.people.total):
            if self.people.here(index):
                yield FIRST + index, self.people.user(index)

    def groups(self, at: int = 0) -> Iterator[tuple[int, Group]]:
        if self.numbers.unlisted:
            return
        yield from enumerate(list(self.named.values())[at:], at)
        for index in range(max(0, at - FIRST), self.many.total):
            if self.many.here(index):
                yield FIRST + index, self.many.group(index)

    def outsiders(self, at: int = 0) -> Iterator[tuple[int, Contact]]:
        for index in range(at, 0 if self.numbers.unlisted else self.contacts.count):
            yield index, self.contacts.contact(index)

    @property
    def user_count(self) -> int:
        """As `$count` tells it."""
        known = 0 if self.numbers.unlisted else len(self.tenant.users) + self.people.count
        return max(0, known + self.numbers.miscounted)

    @property
    def group_count(self) -> int:
        return 0 if self.numbers.unlisted else len(self.tenant.groups) + self.many.count

    @property
    def contact_count(self) -> int:
        return 0 if self.numbers.unlisted else self.contacts.count

    # ------------------------------------------------------------------------------------- single ones

    @cached_property
    def named(self) -> dict[str, Group]:
        """The groups that are named one by one: distinguished name -> group."""
        return {dn: self._named(dn) for dn in self.tenant.groups}

    def _named(self, dn: str) -> Group:
        name = dn.split(",")[0].removeprefix("CN=")
        alias = name.lower().replace(" ", ".")
        mail = f"{alias}@{self.tenant.domain}"
        return Group(guid(self.tenant.domain, f"group {dn}"), name, alias, "mail-security", mail)

    def group(self, id: str) -> Group | None:
        """The group with this id, in any spelling."""
        index = self.many.index(id)
        if index >= 0:
            return self.many.group(index)
        return next((group for group in self.named.values() if group.id == id.lower()), None)

    def members(self, group: Group, at: int = 0) -> Iterator[tuple[int, Member]]:
        """Its direct members from a place on, each with its place."""
        index = self.many.index(group.id)
        if index >= 0:
            return self.many.members(index, at)
        inside = next(
            (ids for dn, ids in self.tenant.groups.items() if self.named[dn].id == group.id), frozenset()
        )
        found = [Member("user", -1, user.id) for user in self.tenant.users if user.id in inside]
        return iter(list(enumerate(found))[at:])

    def all_members(self, group: Group) -> Iterator[Member]:
        """Everything inside it at any depth, each once, however groups may go round in circles."""
        waiting, seen = [group], {group.id}
        while waiting:
            for _, member in self.members(waiting.pop()):
                if member.id in seen:
                    continue
                seen.add(member.id)
                yield member
                if member.type == "group":
                    waiting.append(self.many.group(member.index))

    def user(self, member: Member) -> User:
        """The user that a membership names."""
        return self.people.user(member.index) if member.index >= 0 else self.tenant.user(member.id)
