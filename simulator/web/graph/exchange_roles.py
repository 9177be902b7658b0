"""Exchange RBAC as the beta version of Graph shows it."""

from __future__ import annotations

from typing import Any

from simulator.tenant.assignments import ROLES
from simulator.tenant.identity import guid
from simulator.tenant.model import Assignment, Tenant

MAIL = ("Application Mail.Read", "Application Mail.ReadBasic", "Application Mail.ReadWrite",
        "Application Mail.Send")  # fmt: skip
PARTS = {
    "Application Mail Full Access": MAIL,
    "Application Exchange Full Access": tuple(role for role in ROLES if not role.endswith("Full Access")),
}
OTHERS = ("View-Only Recipients", "Mail Recipients", "Organization Configuration")


def definitions() -> list[dict[str, Any]]:
    return [
        {
            "id": role_id(name),
            "description": f"The role {name}.",
            "displayName": name,
            "isBuiltIn": True,
            "isEnabled": True,
            "resourceScopes": ["/"],
            "rolePermissions": [{"allowedResourceActions": _actions(name), "condition": None}],
            "templateId": role_id(name),
            "version": None,
        }
        for name in (*OTHERS, *ROLES)
    ]


def _actions(name: str) -> list[str]:
    """What a role allows: itself, or the parts of a composite."""
    return list(PARTS.get(name, (name,)))


def role_id(name: str) -> str:
    return guid("exchange-roles.practice.test", name)


def assignments(tenant: Tenant) -> list[dict[str, Any]]:
    """Those of applications; those of users are the business of the customer's own server."""
    return [_assignment(tenant, a) for a in tenant.exchange.assignments if a.role in ROLES]


def _assignment(tenant: Tenant, assignment: Assignment) -> dict[str, Any]:
    scope = next((s.id for s in tenant.exchange.scopes if s.name == assignment.scope), None)
    whole = "/" if scope is None else None
    return {
        "id": assignment.id,
        "principalId": f"/ServicePrincipals/{assignment.principal}",
        "roleDefinitionId": role_id(assignment.role),
        "directoryScopeId": f"/AdministrativeUnits/{assignment.unit}" if assignment.unit else whole,
        "appScopeId": scope,
    }


def scopes(tenant: Tenant) -> list[dict[str, Any]]:
    return [
        {
            "id": scope.id,
            "type": "RecipientScope",
            "displayName": scope.name,
            "customAttributes": {"Exclusive": False, "RecipientFilter": scope.filter},
        }
        for scope in tenant.exchange.scopes
    ]
