"""Which mailboxes an application reaches: the union of what Entra granted and what Exchange assigned.

Source: Microsoft's "RBAC for Applications in Exchange Online": Entra's grants have no scope, and cancel every scope.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from simulator.changes import Refused
from simulator.tenant.healthy import CLASSIC
from simulator.tenant.model import Assignment, Tenant, User

TERM = re.compile(r"\s*(\w+)\s+-(eq|ne)\s+'((?:[^']|'')*)'\s*", re.IGNORECASE)
JOIN = re.compile(r"-(and|or)\b", re.IGNORECASE)

READS_MAIL = ("Mail.Read", "Mail.ReadBasic", "Mail.ReadWrite", "Mail Full Access", "Exchange Full Access")
READS_SETTINGS = ("MailboxSettings.Read", "MailboxSettings.ReadWrite", "Exchange Full Access")
USES_EWS = ("EWS.AccessAsApp", "Exchange Full Access")
ENTRA_MAIL = ("Mail.Read", "Mail.ReadBasic.All", "Mail.ReadWrite")
ENTRA_SETTINGS = ("MailboxSettings.Read", "MailboxSettings.ReadWrite")

Match = Callable[[Tenant, User], bool]
PROPERTIES: dict[str, Callable[[User], str]] = {
    "alias": lambda user: user.alias,
    "displayname": lambda user: user.name,
    "primarysmtpaddress": lambda user: user.upn,
    "userprincipalname": lambda user: user.upn,
    "windowsliveid": lambda user: user.upn,
    "externaldirectoryobjectid": lambda user: user.id,
}


def parsed_filter(text: str) -> Match:
    """A recipient filter of comparisons joined by -and or -or. Refused for what is not understood here."""
    parts = JOIN.split(text)
    terms = [_term(part) for part in parts[::2]]
    joins = {join.lower() for join in parts[1::2]}
    if len(joins) > 1:
        raise Refused(f"A filter with both -and and -or is not understood here: {text}")
    if joins == {"or"}:
        return lambda tenant, user: any(term(tenant, user) for term in terms)
    return lambda tenant, user: all(term(tenant, user) for term in terms)


def _term(text: str) -> Match:
    found = TERM.fullmatch(text)
    if found is None:
        raise Refused(f"This recipient filter is not understood here: {text.strip()}")
    name, wanted, equal = found[1].lower(), found[3].replace("''", "'"), found[2].lower() == "eq"
    if name == "memberofgroup":
        return lambda tenant, user: (user.id in tenant.groups.get(wanted, ())) == equal
    if name not in PROPERTIES:
        raise Refused(f"Recipients have no property {found[1]} here.")
    value = PROPERTIES[name]
    return lambda tenant, user: (value(user).lower() == wanted.lower()) == equal


def covers(tenant: Tenant, assignment: Assignment, user: User) -> bool:
    """Does this assignment reach this user's mailbox?"""
    if assignment.unit:
        return user.id in tenant.units.get(assignment.unit, ())
    if assignment.scope:
        scope = next((s for s in tenant.exchange.scopes if s.name == assignment.scope), None)
        return scope is not None and parsed_filter(scope.filter)(tenant, user)
    return True


def assigned(tenant: Tenant, names: tuple[str, ...]) -> tuple[Assignment, ...]:
    """The application's assignments in force of any of these roles (without "Application ")."""
    if "rbac" in tenant.exchange.pending:
        return ()
    oid = tenant.app.object_id
    return tuple(
        a
        for a in tenant.exchange.assignments
        if a.principal == oid and a.role.removeprefix("Application ") in names
    )


def reaches(tenant: Tenant, names: tuple[str, ...], user: User) -> bool:
    """Does an assignment of one of these roles reach this user?"""
    return any(covers(tenant, assignment, user) for assignment in assigned(tenant, names))


def may_impersonate(tenant: Tenant, who: User, whom: User) -> bool:
    """At the customer's own server: has `who` the classic role over `whom`? Administrators are denied."""
    if who.roles or "rbac" in tenant.exchange.pending:
        return False
    own = (a for a in tenant.exchange.assignments if a.role == CLASSIC and a.principal == who.id)
    return any(covers(tenant, assignment, whom) for assignment in own)
