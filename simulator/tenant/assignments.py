"""RBAC for applications, as its cmdlets change it: service principals, scopes and role assignments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.changes import Refused
from simulator.tenant.commands import Value
from simulator.tenant.healthy import CLASSIC
from simulator.tenant.identity import guid
from simulator.tenant.model import Assignment, Exchange, Scope, Tenant
from simulator.tenant.scope import parsed_filter

Given = Mapping[str, Value]
ROLES = tuple(
    f"Application {name}"
    for name in (
        "Mail.Read", "Mail.ReadBasic", "Mail.ReadWrite", "Mail.Send", "MailboxSettings.Read",
        "MailboxSettings.ReadWrite", "Calendars.Read", "Calendars.ReadWrite", "Contacts.Read",
        "Contacts.ReadWrite", "Mail Full Access", "Exchange Full Access", "EWS.AccessAsApp",
    )
)  # fmt: skip


def words(given: Given, name: str) -> str:
    """A text parameter, or "" when it is not given; Refused when it is something else."""
    value = given.get(name, "")
    if not isinstance(value, str):
        raise Refused(f"-{name} must be text.")
    return value


def _with(tenant: Tenant, **changes: object) -> Tenant:
    exchange: Exchange = replace(tenant.exchange, **changes)  # type: ignore[arg-type]
    return replace(tenant, exchange=exchange)


def new_principal(tenant: Tenant, given: Given) -> Tenant:
    app = tenant.app
    if words(given, "appid").lower() != app.client_id or words(given, "objectid").lower() != app.object_id:
        raise Refused("No enterprise application has this AppId and ObjectId.")
    if app.object_id in tenant.exchange.known_apps:
        raise Refused("The service principal is already known to Exchange.")
    return _with(tenant, known_apps=(*tenant.exchange.known_apps, app.object_id))


def remove_principal(tenant: Tenant, given: Given) -> Tenant:
    oid = _application(tenant, words(given, "identity"))
    return _with(
        tenant,
        known_apps=tuple(known for known in tenant.exchange.known_apps if known != oid),
        assignments=tuple(a for a in tenant.exchange.assignments if a.principal != oid),
    )


def _application(tenant: Tenant, who: str) -> str:
    app = tenant.app
    if who.lower() not in (app.object_id, app.client_id, app.name.lower()):
        raise Refused(f"There is no service principal {who} here.")
    if app.object_id not in tenant.exchange.known_apps:
        raise Refused("Exchange does not know this application yet (New-ServicePrincipal).")
    return app.object_id


def new_scope(tenant: Tenant, given: Given) -> Tenant:
    name, text = words(given, "name"), words(given, "recipientrestrictionfilter")
    if _scope(tenant, name) is not None:
        raise Refused(f"There is already a scope {name}.")
    parsed_filter(text)
    made = Scope(guid(tenant.domain, f"scope {name}"), name, text)
    return _with(tenant, scopes=(*tenant.exchange.scopes, made))


def set_scope(tenant: Tenant, given: Given) -> Tenant:
    old, text = _known_scope(tenant, words(given, "identity")), words(given, "recipientrestrictionfilter")
    parsed_filter(text)
    new = replace(old, filter=text)
    return _with(tenant, scopes=tuple(new if s is old else s for s in tenant.exchange.scopes))


def remove_scope(tenant: Tenant, given: Given) -> Tenant:
    old = _known_scope(tenant, words(given, "identity"))
    if any(a.scope == old.name for a in tenant.exchange.assignments):
        raise Refused(f"The scope {old.name} is still used by a role assignment.")
    return _with(tenant, scopes=tuple(s for s in tenant.exchange.scopes if s is not old))


def _scope(tenant: Tenant, name: str) -> Scope | None:
    return next((s for s in tenant.exchange.scopes if name.lower() in (s.name.lower(), s.id)), None)


def _known_scope(tenant: Tenant, name: str) -> Scope:
    found = _scope(tenant, name)
    if found is None:
        raise Refused(f"There is no management scope {name} here.")
    return found


def new_assignment(tenant: Tenant, given: Given) -> Tenant:
    role, app, user = (words(given, name) for name in ("role", "app", "user"))
    if bool(app) == bool(user):
        raise Refused("Exactly one of -App and -User must be given.")
    principal = _application(tenant, app) if app else tenant.user(user).id
    _check_role(tenant, role, for_user=bool(user))
    name = words(given, "name") or f"{role}-{tenant.app.name if app else user}"
    if any(a.name.lower() == name.lower() for a in tenant.exchange.assignments):
        raise Refused(f"There is already a role assignment {name}.")
    scope, unit = _where(tenant, given)
    made = Assignment(guid(tenant.domain, f"assignment {name}"), name, role, principal, scope, unit)
    return _with(tenant, assignments=(*tenant.exchange.assignments, made))


def _check_role(tenant: Tenant, role: str, *, for_user: bool) -> None:
    if for_user and role == CLASSIC:
        if tenant.exchange_kind == "online":
            raise Refused(f"The role {CLASSIC} no longer exists in Exchange Online.")
        return
    if for_user or role not in ROLES:
        raise Refused(f"There is no role {role!r} that could be given here.")


def _where(tenant: Tenant, given: Given) -> tuple[str, str]:
    scope, unit = words(given, "customresourcescope"), words(given, "recipientadministrativeunitscope")
    if scope and unit:
        raise Refused("A scope and an administrative unit cannot be given together.")
    if unit and unit.lower() not in tenant.units:
        raise Refused(f"There is no administrative unit {unit} here.")
    return (_known_scope(tenant, scope).name if scope else ""), unit.lower()


def set_assignment(tenant: Tenant, given: Given) -> Tenant:
    old = _assignment(tenant, words(given, "identity"))
    scope, unit = _where(tenant, given)
    new = replace(old, scope=scope, unit=unit)
    return _with(tenant, assignments=tuple(new if a is old else a for a in tenant.exchange.assignments))


def remove_assignment(tenant: Tenant, given: Given) -> Tenant:
    old = _assignment(tenant, words(given, "identity"))
    return _with(tenant, assignments=tuple(a for a in tenant.exchange.assignments if a is not old))


def _assignment(tenant: Tenant, name: str) -> Assignment:
    for assignment in tenant.exchange.assignments:
        if name.lower() in (assignment.name.lower(), assignment.id):
            return assignment
    raise Refused(f"There is no role assignment {name} here.")
