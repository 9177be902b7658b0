"""What groups/delta tells, with the members that came and went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from simulator.tenant.directory.changes import GroupChange, changed_groups
from simulator.tenant.directory.groups import Group, Member
from simulator.tenant.model import Tenant
from simulator.tenant.roster import FIRST, Roster
from simulator.web.graph.addressed import group_row
from simulator.web.graph.delta_pages import Item, Items, Links, Object, removed, that_are_set
from simulator.web.graph.delta_token import Token, named_groups


def groups(tenant: Tenant, token: Token) -> Items:
    """Every group with its members, or every group that is new, gone or has other members."""
    roster = Roster(replace(tenant, directory=token.now)) if token.was else Roster(tenant)
    told = Told(token, roster)
    if token.was is None:
        return lambda at: (
            (place, told.row(group), told.members(group)) for place, group in roster.groups(at)
        )
    changes = changed_groups(tenant.domain, token.was, token.now)
    named = list(_named(tenant, token, told))

    def items(at: int) -> Iterator[Item]:
        yield from ((place, row, links) for place, (row, links) in enumerate(named[at:], at))
        for turn in range(max(0, at - FIRST), len(changes)):
            found = told.change(changes[turn])
            if found is not None:
                yield FIRST + turn, *found

    return items


class Told:
    """Rows of groups as one delta shows them."""

    def __init__(self, token: Token, roster: Roster) -> None:
        selected = token.select.split(",")
        self.names = [name for name in selected if name != "members"]
        self.with_members, self.minimal = "members" in selected, token.minimal
        self.roster = roster

    def row(self, group: Group) -> Object:
        return that_are_set(group_row(group, self.names))

    def members(self, group: Group) -> Links | None:
        if not self.with_members:
            return None
        return lambda spot: ((at, linked(member)) for at, member in self.roster.members(group, spot))

    def change(self, change: GroupChange) -> tuple[Object, Links | None] | None:
        """None when nothing changed that was asked for."""
        group = self.roster.many.group(change.index)
        if change.gone:
            return gone(group), None
        if change.new:
            return self.row(group), self.members(group)
        return self.moved(
            group, [linked(m) for m in change.came], [unlinked(m.type, m.id) for m in change.went]
        )

    def moved(
        self, group: Group, came: Sequence[Object], went: Sequence[Object]
    ) -> tuple[Object, Links] | None:
        """A group that only has other members."""
        if not self.with_members or not (came or went):
            return None
        links = [*came, *went]
        return ({"id": group.id} if self.minimal else self.row(group)), lambda at: iter(
            list(enumerate(links))[at:]
        )


def linked(member: Member) -> Object:
    return {"@odata.type": f"#microsoft.graph.{member.type}", "id": member.id}


def unlinked(type: str, id: str) -> Object:
    return {"@odata.type": f"#microsoft.graph.{type}", "id": id, "@removed": {"reason": "deleted"}}


def gone(group: Group) -> Object:
    """Only a Microsoft 365 group can be restored."""
    return removed(group.id, "changed" if group.kind == "microsoft365" else "deleted")


def _named(tenant: Tenant, token: Token, told: Told) -> Iterator[tuple[Object, Links | None]]:
    """Groups that are named one by one: seen or unseen since, or with other members."""
    assert token.was is not None
    old = {} if token.was.unlisted else token.named
    new = {} if token.now.unlisted else named_groups(tenant)
    for group in told.roster.named.values():
        if group.id in old and group.id not in new:
            yield gone(group), None
        elif group.id in new and group.id not in old:
            yield told.row(group), told.members(group)
        elif group.id in new:
            came = [m for _, m in told.roster.members(group) if m.id not in old[group.id]]
            went = [unlinked("user", id) for id in old[group.id] if id not in new[group.id]]
            found = told.moved(group, [linked(member) for member in came], went)
            if found is not None:
                yield found
