"""The same directory judged in the plainest way, all in memory: what a collection has to come to."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from sync.choice import Choice
from tests.sync.collect.graph_world import Directory

ENTERPRISE = "efb87545-963c-4e0d-99df-69c6916d9eb0"
KINDS = {"others": "other"}


def user(id: str, name: str = "", **more: Any) -> dict[str, Any]:
    """A licensed user, unless told otherwise."""
    name = name or id
    plan = {"service": "exchange", "capabilityStatus": "Enabled", "servicePlanId": ENTERPRISE}
    return {
        "id": id, "displayName": name, "userPrincipalName": f"{name}@example.org", "mail": f"{name}@example.org",
        "mailNickname": name, "proxyAddresses": [f"SMTP:{name}@example.org"], "accountEnabled": True,
        "userType": "Member", "assignedPlans": [plan], "createdDateTime": "2024-01-01T00:00:00Z", **more,
    }  # fmt: skip


def unlicensed(id: str, **more: Any) -> dict[str, Any]:
    return user(id, assignedPlans=[], accountEnabled=False, **more)


def group(id: str, name: str = "", **more: Any) -> dict[str, Any]:
    """A distribution group, unless told otherwise."""
    name = name or id
    return {
        "id": id, "displayName": name, "mail": f"{name}@example.org", "mailEnabled": True, "mailNickname": name,
        "securityEnabled": False, "groupTypes": [], "proxyAddresses": [], **more,
    }  # fmt: skip


def contact(id: str) -> dict[str, Any]:
    return {"id": id, "displayName": id, "mail": f"{id}@example.net"}


def directory(
    users: list[Any], groups: Sequence[Any] = (), members: Any = None, purposes: Any = None
) -> Directory:
    """A directory of these rows. `members`: by group, words like "user:u1 group:g2 orgContact:c1"."""
    links = {id: [(*one.split(":"),) for one in text.split()] for id, text in (members or {}).items()}
    contacts = {id: contact(id) for many in links.values() for kind, id in many if kind == "orgContact"}
    return Directory(
        {row["id"]: row for row in users}, {row["id"]: row for row in groups}, contacts, links, purposes or {}
    )


def judged(one: dict[str, Any], purpose: str, choice: Choice) -> tuple[str, str]:
    """Kind and reason of a user, but for the filter by groups."""
    plans = [
        plan["servicePlanId"]
        for plan in one.get("assignedPlans") or ()
        if plan["service"] == "exchange" and plan["capabilityStatus"] in ("Enabled", "Warning")
    ]
    proxies = one.get("proxyAddresses") or []
    address = next((a[5:] for a in proxies if a.startswith("SMTP:")), "") or one.get("mail") or ""
    if one.get("userType") == "Guest":
        return "unknown", "guest"
    if not plans and not (one.get("mail") or proxies):
        return "unknown", "no-mailbox"
    if not plans and not purpose:
        return "unknown", "on-premises" if one.get("onPremisesSyncEnabled") else "no-mailbox"
    asked = bool(one.get("mail") or proxies)  # a mailbox without an address is in no file, whatever it is
    sure = plans and (one.get("accountEnabled") is not False or not asked)
    kind = "user" if sure else KINDS.get(purpose, purpose or "user")
    name, _, domain = address.rpartition("@")
    if not (name and domain and one.get("userPrincipalName")):
        return kind, "no-address"
    if not choice.disabled and one.get("accountEnabled") is False and kind in ("user", "linked"):
        return kind, "disabled"
    if kind not in choice.kinds:
        return kind, "by-type"
    if choice.licences and plans and not set(plans) & set(choice.licences):
        return kind, "by-licence"
    if choice.domains and domain.lower() not in choice.domains:
        return kind, "by-domain"
    return kind, ""


def within(world: Directory, start: str) -> set[str]:
    """Ids of all users in a group, at any depth."""
    seen, left, found = {start}, [start], set()
    while left:
        for kind, id in world.members.get(left.pop(), []):
            if kind == "user":
                found.add(id)
            elif kind == "group" and id not in seen:
                seen.add(id)
                left.append(id)
    return found


def plainly(world: Directory, choice: Choice) -> dict[str, Any]:
    """What the tables must say: of users kind and reason, of groups the reason, and who is in which group."""
    users = {id: judged(one, world.purposes.get(id, ""), choice) for id, one in world.users.items()}
    if choice.groups:
        chosen = set[str]().union(*(within(world, id) for id in choice.groups))
        users = {
            id: (kind, "by-group" if not reason and id not in chosen else reason)
            for id, (kind, reason) in users.items()
        }
    groups = {id: _group_reason(one, choice) for id, one in world.groups.items()}
    inside = {id for id, (_, reason) in users.items() if not reason}
    members = {(id, one) for id, reason in groups.items() if not reason for one in within(world, id) & inside}
    return {"users": users, "groups": groups, "members": members, "contacts": set(world.contacts)}


def _group_reason(one: dict[str, Any], choice: Choice) -> str:
    if not one["mailEnabled"]:
        return "not-mail-enabled"
    if "@" not in (one["mail"] or ""):
        return "no-address"
    return (
        "by-domain" if choice.domains and one["mail"].rpartition("@")[2].lower() not in choice.domains else ""
    )


def tables(rows: sqlite3.Connection) -> dict[str, Any]:
    """The same, as a staging file has it. Also looks at what must hold in any case."""
    users = {id: (kind, reason) for id, kind, reason in rows.execute("SELECT id, kind, reason FROM users")}
    lines = rows.execute("SELECT count(*) FROM users WHERE (reason = '') <> (line <> '' AND place <> '')")
    assert lines.fetchone() == (0,)
    counted = "SELECT id, members, (SELECT count(*) FROM members WHERE grp = id) FROM groups"
    assert all(told == found for _, told, found in rows.execute(counted))
    for id, line in rows.execute("SELECT id, line FROM groups WHERE reason = ''"):
        names = "SELECT upn FROM users JOIN members ON member = users.id WHERE grp = ? ORDER BY place"
        in_order = ";".join(upn for (upn,) in rows.execute(names, [id])).replace('"', '""')
        assert line.endswith(f'"{in_order}"\r\n' if in_order else ",\r\n"), line
    return {
        "users": users,
        "groups": dict(rows.execute("SELECT id, reason FROM groups")),
        "members": set(rows.execute("SELECT grp, member FROM members")),
        "contacts": {id for (id,) in rows.execute("SELECT id FROM contacts")},
    }
