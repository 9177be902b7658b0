"""What there is in Graph: one function a call."""

from __future__ import annotations

from typing import Any

from simulator.tenant import scope
from simulator.tenant.model import User
from simulator.web.graph import directory, exchange_roles, mailbox, people
from simulator.web.graph.asked import Asked
from simulator.web.graph.odata import filtered, selected
from simulator.web.graph.pages import shown
from simulator.web.graph.reply import good, not_found
from simulator.web.message import Reply


def _user(asked: Asked) -> User:
    user = asked.tenant.find(asked.named)
    if user is None or user.other_address.lower() == asked.named.lower():
        raise not_found(asked.named)
    return user


def user(asked: Asked) -> Reply:
    row = people.row(asked.tenant, _user(asked))
    return good(asked.request, selected(asked.request, row, people.USUAL), "users/$entity")


def purpose(asked: Asked) -> Reply:
    """What a mailbox is for, alone."""
    user = _settings_of(asked)
    context = f"users('{user.id}')/mailboxSettings/userPurpose"
    return good(asked.request, {"value": mailbox.purpose(user)}, context)


def licences(asked: Asked) -> Reply:
    return shown(
        asked.request, people.licence_details(_user(asked)), f"users('{asked.named}')/licenseDetails"
    )


def roles(asked: Asked) -> Reply:
    """Without the right to read roles Graph shows that there are some, and nothing more of them."""
    rows = people.roles(_user(asked))
    if not asked.granted & {"RoleManagement.Read.Directory", "Directory.Read.All"}:
        hidden = [{**dict.fromkeys(row), "@odata.type": row["@odata.type"], "id": row["id"]} for row in rows]
        return shown(asked.request, hidden, "directoryObjects")
    return shown(asked.request, rows, "directoryObjects/microsoft.graph.directoryRole")


def directory_roles(asked: Asked) -> Reply:
    names = dict.fromkeys((*people.ROLE_TEMPLATES, *(r for user in asked.tenant.users for r in user.roles)))
    rows = filtered(asked.request, map(people.directory_role, names), ("roleTemplateId", "displayName"))
    return shown(asked.request, rows, "directoryRoles")


def role_members(asked: Asked) -> Reply:
    inside = [
        {"@odata.type": "#microsoft.graph.user", **people.row(asked.tenant, user)}
        for user in asked.tenant.users
        if any(people.directory_role(name)["id"] == asked.named for name in user.roles)
    ]
    return shown(asked.request, inside, "directoryObjects", people.USUAL)


def inbox(asked: Asked) -> Reply:
    user = mailbox.open_for(asked.tenant, asked.named, asked.granted, scope.ENTRA_MAIL, scope.READS_MAIL)
    folder = selected(asked.request, mailbox.inbox(user))
    return good(asked.request, folder, f"users('{user.id}')/mailFolders/$entity")


def mailbox_settings(asked: Asked) -> Reply:
    user = _settings_of(asked)
    return good(
        asked.request, selected(asked.request, mailbox.settings(user)), f"users('{user.id}')/mailboxSettings"
    )


def _settings_of(asked: Asked) -> User:
    return mailbox.open_for(
        asked.tenant, asked.named, asked.granted, scope.ENTRA_SETTINGS, scope.READS_SETTINGS
    )


def domains(asked: Asked) -> Reply:
    return shown(asked.request, directory.domains(asked.tenant), "domains")


def domain(asked: Asked) -> Reply:
    return good(asked.request, selected(asked.request, _domain(asked)), "domains/$entity")


def records(asked: Asked) -> Reply:
    name = _domain(asked)["id"]
    rows = directory.records(asked.tenant) if name == asked.tenant.domain else []
    return shown(asked.request, rows, f"domains('{name}')/serviceConfigurationRecords")


def _domain(asked: Asked) -> dict[str, Any]:
    for row in directory.domains(asked.tenant):
        if row["id"] == asked.named.lower():
            return row
    raise not_found(asked.named)


def organization(asked: Asked) -> Reply:
    return shown(asked.request, [directory.organization(asked.tenant)], "organization")


def skus(asked: Asked) -> Reply:
    return shown(asked.request, people.skus(asked.tenant), "subscribedSkus")


def applications(asked: Asked) -> Reply:
    rows = filtered(asked.request, _registrations(asked), ("appId", "id", "displayName"))
    return shown(asked.request, rows, "applications")


def application(asked: Asked) -> Reply:
    return _single(asked, _registrations(asked), "applications")


def _registrations(asked: Asked) -> list[dict[str, Any]]:
    return [] if asked.tenant.app.elsewhere else [directory.application(asked.tenant)]


def principals(asked: Asked) -> Reply:
    rows = filtered(asked.request, directory.principals(asked.tenant), ("appId", "id", "displayName"))
    return shown(asked.request, rows, "servicePrincipals")


def principal(asked: Asked) -> Reply:
    return _single(asked, directory.principals(asked.tenant), "servicePrincipals")


def grants(asked: Asked) -> Reply:
    row = _picked(asked, directory.principals(asked.tenant))
    rows = directory.grants(asked.tenant) if row["id"] == asked.tenant.app.object_id else []
    return shown(asked.request, rows, f"servicePrincipals('{row['id']}')/appRoleAssignments")


def _single(asked: Asked, rows: list[dict[str, Any]], context: str) -> Reply:
    return good(asked.request, selected(asked.request, _picked(asked, rows)), f"{context}/$entity")


def _picked(asked: Asked, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row whose id, or whose appId in the form (appId='...'), the path names."""
    by_app, wanted = asked.found["app"], asked.found["id"]
    for row in rows:
        if (by_app and row["appId"] == by_app.lower()) or row["id"] == (wanted or "").lower():
            return row
    raise not_found(by_app or wanted)


def role_definitions(asked: Asked) -> Reply:
    rows = filtered(asked.request, exchange_roles.definitions(), ("id", "displayName"))
    return shown(asked.request, rows, "roleManagement/exchange/roleDefinitions", most=10)


def role_assignments(asked: Asked) -> Reply:
    allowed = ("principalId", "roleDefinitionId", "appScopeId")
    rows = filtered(asked.request, exchange_roles.assignments(asked.tenant), allowed)
    return shown(asked.request, rows, "roleManagement/exchange/roleAssignments")


def scopes(asked: Asked) -> Reply:
    return shown(
        asked.request, exchange_roles.scopes(asked.tenant), "roleManagement/exchange/customAppScopes"
    )
