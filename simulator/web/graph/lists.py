"""The long lists of a directory: users, groups, contacts and members, page by page and never as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from simulator.tenant.directory.groups import Group, Member
from simulator.tenant.roster import Roster
from simulator.web.graph import people
from simulator.web.graph.addressed import CONTACT, GROUP, USUAL_OF_GROUP, contact_row, group_row
from simulator.web.graph.asked import Asked
from simulator.web.graph.odata import fits, names, selected, terms
from simulator.web.graph.pages import Row, eventual, listed
from simulator.web.graph.reply import bad, good, not_found, plain
from simulator.web.message import Reply

OF_GROUP = ("id", "displayName", "mail", "mailNickname", "mailEnabled", "securityEnabled")
OF_CONTACT = ("id", "displayName", "mail")
USERS_SEEN = ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
CONTACTS_SEEN = ("OrgContact.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")


def users(asked: Asked) -> Reply:
    tenant, roster = asked.tenant, Roster(asked.tenant)
    wanted = terms(asked.request, people.FILTERS)
    of_filter, shown = [name for name, _ in wanted], names(asked.request, people.PROPERTIES, people.USUAL)

    def rows(at: int) -> Iterator[tuple[int, Row]]:
        for place, user in roster.users(at):
            if not wanted or fits(people.row(tenant, user, of_filter), wanted):
                yield place, people.row(tenant, user, shown)

    return listed(asked.request, rows, "users", lambda: roster.user_count)


def groups(asked: Asked) -> Reply:
    roster, wanted = Roster(asked.tenant), terms(asked.request, OF_GROUP)
    shown = names(asked.request, GROUP, USUAL_OF_GROUP)
    rows = _read(roster.groups, group_row, shown, wanted)
    return listed(asked.request, rows, "groups", lambda: roster.group_count)


def contacts(asked: Asked) -> Reply:
    roster, wanted = Roster(asked.tenant), terms(asked.request, OF_CONTACT)
    shown = names(asked.request, CONTACT, tuple(CONTACT))
    rows = _read(roster.outsiders, contact_row, shown, wanted)
    return listed(asked.request, rows, "contacts", lambda: roster.contact_count)


def _read(
    things: Callable[[int], Iterator[tuple[int, Any]]],
    row: Callable[[Any], Row],
    shown: Sequence[str],
    wanted: Sequence[tuple[str, Any]],
) -> Callable[[int], Iterator[tuple[int, Row]]]:
    """Reads rows from a place on: those that fit, with the properties that are shown."""

    def rows(at: int) -> Iterator[tuple[int, Row]]:
        for place, thing in things(at):
            whole = row(thing)
            if fits(whole, wanted):
                yield place, {name: whole[name] for name in shown}

    return rows


def counted(asked: Asked) -> Reply:
    """How many there are, as plain text. GraphError without ConsistencyLevel."""
    if not eventual(asked.request):
        raise bad("$count is not currently supported.", "Request_BadRequest")
    roster = Roster(asked.tenant)
    counts = {"users": roster.user_count, "groups": roster.group_count, "contacts": roster.contact_count}
    return plain(asked.request, str(counts[asked.named]))


def group(asked: Asked) -> Reply:
    row = group_row(_group(asked))
    return good(asked.request, selected(asked.request, row, USUAL_OF_GROUP), "groups/$entity")


def thing(asked: Asked) -> Reply:
    """Whatever has this id, with its type."""
    roster = Roster(asked.tenant)
    user, group, outsider = (
        asked.tenant.find(asked.named),
        roster.group(asked.named),
        roster.contacts.find(asked.named),
    )
    if user is not None and user.id == asked.named.lower():
        row: Row = {"@odata.type": "#microsoft.graph.user", **people.row(asked.tenant, user)}
    elif group is not None:
        row = {"@odata.type": "#microsoft.graph.group", **group_row(group)}
    elif outsider is not None:
        row = {"@odata.type": "#microsoft.graph.orgContact", **contact_row(outsider)}
    else:
        raise not_found(asked.named)
    return good(asked.request, selected(asked.request, row), "directoryObjects/$entity")


def members(asked: Asked) -> Reply:
    """Direct members, or those of one type."""
    group, roster = _group(asked), Roster(asked.tenant)
    return _members(asked, roster, lambda at: roster.members(group, at))


def all_members(asked: Asked) -> Reply:
    """Members at any depth."""
    found = list(Roster(asked.tenant).all_members(_group(asked)))
    return _members(asked, Roster(asked.tenant), lambda at: enumerate(found[at:], at))


def _members(asked: Asked, roster: Roster, read: Callable[[int], Iterator[tuple[int, Member]]]) -> Reply:
    wanted = asked.found.groupdict().get("type") or ""
    select = [name for name in asked.request.query.get("$select", "").split(",") if name]

    def rows(at: int) -> Iterator[tuple[int, Row]]:
        for place, member in read(at):
            if wanted in ("", member.type):
                yield place, member_row(asked, roster, member, select)

    context = f"{wanted}s" if wanted else "directoryObjects"
    return listed(asked.request, rows, context, lambda: sum(1 for _ in rows(0)))


def member_row(asked: Asked, roster: Roster, member: Member, select: Sequence[str]) -> Mapping[str, Any]:
    """A member with its type; of what the application may not read everything but the id is null."""
    kind = {"@odata.type": f"#microsoft.graph.{member.type}", "id": member.id}
    if select == ["id"]:
        return kind
    seen = {"user": USERS_SEEN, "orgContact": CONTACTS_SEEN}.get(member.type)
    whole = _whole(asked, roster, member)
    if seen and not asked.granted & set(seen):
        whole = dict.fromkeys(whole)
    usual: Sequence[str] = people.USUAL if member.type == "user" else tuple(whole)
    return {**kind, **{name: whole[name] for name in select or usual if name in whole and name != "id"}}


def _whole(asked: Asked, roster: Roster, member: Member) -> dict[str, Any]:
    if member.type == "user":
        return people.row(asked.tenant, roster.user(member))
    if member.type == "group":
        return group_row(roster.many.group(member.index))
    return contact_row(roster.contacts.contact(member.index))


def _group(asked: Asked) -> Group:
    found = Roster(asked.tenant).group(asked.named)
    if found is None:
        raise not_found(asked.named)
    return found
