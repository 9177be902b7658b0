"""What users/delta and contacts/delta tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.tenant.directory.changes import touched_users
from simulator.tenant.directory.people import People, people_of
from simulator.tenant.model import Tenant
from simulator.tenant.roster import FIRST, Roster
from simulator.web.graph import people
from simulator.web.graph.addressed import contact_row
from simulator.web.graph.delta_pages import Item, Items, Object, removed, that_are_set
from simulator.web.graph.delta_token import Token, named_users


def users(tenant: Tenant, token: Token) -> Items:
    """Everybody, or whoever joined, left or changed."""
    names, roster = token.select.split(","), Roster(tenant)
    if token.was is None:
        return lambda at: (
            (place, that_are_set(people.row(tenant, user, names)), None) for place, user in roster.users(at)
        )
    was, now, minimal = token.was, token.now, token.minimal
    before, after = people_of(tenant.domain, was), people_of(tenant.domain, now)
    named, touched = list(_named(tenant, token, names)), touched_users(tenant.domain, was, now)

    def items(at: int) -> Iterator[Item]:
        yield from ((place, row, None) for place, row in enumerate(named[at:], at))
        for turn in range(max(0, at - FIRST) // 2, len(touched)):
            for place, row in enumerate(
                _change(tenant, before, after, touched[turn], names, minimal), FIRST + 2 * turn
            ):
                if place >= at:
                    yield place, row, None

    return items


def contacts(tenant: Tenant, token: Token) -> Items:
    """Everything, or what is not listed any more: apart from that contacts do not change here."""
    names, roster, was = token.select.split(","), Roster(tenant), token.was
    if was is not None and was.unlisted == token.now.unlisted:
        return lambda at: iter(())
    if was is not None and token.now.unlisted:
        return lambda at: (
            (n, removed(roster.contacts.id(n)), None) for n in range(at, roster.contacts.count)
        )
    return lambda at: (
        (place, that_are_set(contact_row(one, names)), None) for place, one in roster.outsiders(at)
    )


def _named(tenant: Tenant, token: Token, names: list[str]) -> Iterator[Object]:
    """Those who are named one by one: gone, new or changed."""
    assert token.was is not None
    old = {} if token.was.unlisted else token.named
    new = {} if token.now.unlisted else named_users(tenant)
    yield from (removed(id) for id in old if id not in new)
    for user in tenant.users:
        if user.id in new and old.get(user.id) != new[user.id]:
            row = people.row(tenant, user, names)
            yield row if user.id in old else that_are_set(row)  # what was cleared is told as null


def _change(
    tenant: Tenant, before: People, after: People, index: int, names: list[str], minimal: bool
) -> Iterator[Object]:
    """What became of one user: nothing, one row, or two when another object took the place."""
    old, new = _seen(before, index), _seen(after, index)
    if old and old != new:
        yield removed(old)
    if not new:
        return
    row = people.row(tenant, after.user(index), names)
    if old != new:
        yield that_are_set(row)
        return
    changed = _difference(people.row(tenant, before.user(index), names), row)
    if changed:
        yield {"id": new, **({} if minimal else that_are_set(row)), **changed}


def _seen(of: People, index: int) -> str:
    """The id under which a user is there; "" when nobody is."""
    return of.id(index) if of.here(index) and not of.numbers.unlisted else ""


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Object:
    return {name: value for name, value in new.items() if value != old[name]}
