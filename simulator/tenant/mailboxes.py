"""Users, mailboxes and groups, as Exchange's cmdlets change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.changes import Refused
from simulator.tenant.assignments import words
from simulator.tenant.commands import Value
from simulator.tenant.model import Tenant, User

Given = Mapping[str, Value]


def set_cas(tenant: Tenant, given: Given) -> Tenant:
    ews = given.get("ewsenabled")
    if not isinstance(ews, bool) and ews is not None:
        raise Refused("-EwsEnabled must be $true, $false or $null.")
    return tenant.with_user(_mailbox(tenant, given).upn, lambda user: replace(user, ews=ews))


def _mailbox(tenant: Tenant, given: Given) -> User:
    user = tenant.user(words(given, "identity"))
    if user.mailbox != "cloud":
        raise Refused(f"{user.upn} has no mailbox in Exchange Online.")
    return user


def set_user(tenant: Tenant, given: Given) -> Tenant:
    name = words(given, "displayname")
    who = words(given, "identity")
    return tenant.with_user(who, lambda user: replace(user, name=name or user.name))


def set_mailbox(tenant: Tenant, given: Given) -> Tenant:
    alias, name, disabled = words(given, "alias"), words(given, "displayname"), given.get("accountdisabled")
    if disabled not in (True, False, None):
        raise Refused("-AccountDisabled must be $true or $false.")

    def change(user: User) -> User:
        enabled = user.enabled if disabled is None else not disabled
        return replace(user, alias=alias or user.alias, name=name or user.name, enabled=enabled)

    return tenant.with_user(_mailbox(tenant, given).upn, change)


def remove_role(tenant: Tenant, given: Given) -> Tenant:
    role, who = words(given, "identity"), tenant.user(words(given, "member"))
    if role not in who.roles:
        raise Refused(f"{who.upn} is not a member of {role}.")
    left = tuple(r for r in who.roles if r != role)
    return tenant.with_user(who.upn, lambda user: replace(user, roles=left))


def add_role(tenant: Tenant, given: Given) -> Tenant:
    role, who = words(given, "identity"), words(given, "member")
    return tenant.with_user(who, lambda user: replace(user, roles=(*user.roles, role)))


def join(tenant: Tenant, given: Given) -> Tenant:
    return _membership(tenant, given, joins=True)


def leave(tenant: Tenant, given: Given) -> Tenant:
    return _membership(tenant, given, joins=False)


def _membership(tenant: Tenant, given: Given, *, joins: bool) -> Tenant:
    name, who = words(given, "identity"), tenant.user(words(given, "member")).id
    found = next((dn for dn in tenant.groups if dn == name or dn.startswith(f"CN={name},")), None)
    if found is None:
        raise Refused(f"There is no group {name} here.")
    members = tenant.groups[found]
    if (who in members) == joins:
        raise Refused(f"{words(given, 'member')} is {'already' if joins else 'not'} a member of {name}.")
    after = members | {who} if joins else members - {who}
    return replace(tenant, groups={**tenant.groups, found: after})


def remove_access_policy(tenant: Tenant, given: Given) -> Tenant:
    if not tenant.exchange.access_policy:
        raise Refused("There is no application access policy here.")
    return replace(tenant, exchange=replace(tenant.exchange, access_policy=False))
