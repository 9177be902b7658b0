"""What tests about a tenant put together by hand: connections, answers of Graph and EWS, users, sign-ins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from checks.access import graph_token, mailbox_probe, role_assignments
from checks.accounts import users
from checks.accounts.who import WORKER, Who
from checks.result import Item
from clients.contract import EwsReply, GraphReply, SignIn
from tests.checks.building import DOD, HYBRID, ONLINE, SERVER

CLIENT = "11111111-2222-4333-8444-555555555555"
OWN = "99999999-2222-4333-8444-555555555555"
TENANT = "22222222-2222-4333-8444-555555555555"

_NAMED: dict[str, Any] = {
    "client_id": CLIENT,
    "tenant_id": TENANT,
    "admin_upn": "exchange.admin@example.org",
    "worker_upn": "RetainWorker@example.org",
    "canary": "canary@example.org",
    "credential": "client_secret 1",
}
APP = replace(ONLINE, **_NAMED)
APP_EWS = replace(APP, archive_via="ews")
APP_DOD = replace(DOD, **_NAMED)
OWN_SERVER = replace(SERVER, **{**_NAMED, "client_id": "", "tenant_id": "", "credential": ""})
OLD_ROAD = replace(APP, road="impersonation")
BOTH = replace(HYBRID, **_NAMED)


def reply(
    value: Any = None, status: int | None = 200, code: str = "", text: str = "", **more: Any
) -> GraphReply:
    return GraphReply("GET /v1.0/x", status, value, code, text, ms=12, **more)


def listed(*rows: dict[str, Any], **more: Any) -> GraphReply:
    return reply({"value": list(rows), "pages": 1}, **more)


NO_ANSWER = reply(status=None, fault="timeout", detail="after 10 s")
NO_USER = reply(status=404, code="Request_ResourceNotFound", text="Resource does not exist.")
LACKING = reply(status=403, code="Authorization_RequestDenied", text="The application does not have it.")
BETA_GONE = reply(status=404, code="BadRequest", text="Resource not found for the segment.")
DENIED = reply(
    status=403, code="ErrorAccessDenied", text="Access is denied. Check credentials and try again."
)


def item(label: str, reply: GraphReply) -> Item:
    return Item(label, "json", reply.evidence())


def user(who: Who = WORKER, **changes: Any) -> dict[str, Any]:
    name = "RetainWorker" if who is WORKER else "exchange.admin"
    return {
        "id": "33333333-2222-4333-8444-555555555555",
        "displayName": name,
        "mailNickname": name,
        "userPrincipalName": f"{name}@example.org",
        "userType": "Member",
        "accountEnabled": True,
        "assignedLicenses": [{"skuId": "x"}],
        "assignedPlans": [plan("efb87545-963c-4e0d-99df-69c6916d9eb0")],
        "passwordPolicies": "None",
        "lastPasswordChangeDateTime": "2026-11-01T00:00:00Z",
        "onPremisesSyncEnabled": None,
        **changes,
    }


def plan(id: str, state: str = "Enabled", service: str = "exchange") -> dict[str, str]:
    return {"servicePlanId": id, "capabilityStatus": state, "service": service}


def in_entra(who: Who = WORKER, answer: GraphReply | None = None, **changes: Any) -> Item:
    return item(users.USER[who.key], answer or reply(user(who, **changes)))


def signed_in(*roles: str, resource: str = "graph") -> Item:
    told = SignIn(
        "exchange" if resource == "exchange" else "graph",
        TENANT,
        CLIENT,
        OWN,
        roles,
        "https://graph.microsoft.com",
        "2026-11-20T09:59:00Z",
        "2026-11-20T11:00:00Z",
    )
    return Item(graph_token.LABELS[told.resource], "json", told.evidence())


MAIL_READ = {"id": "role-1", "displayName": "Application Mail.Read"}
USE_EWS = {"id": "role-2", "displayName": "Application EWS.AccessAsApp"}
FULL = {"id": "role-3", "displayName": "Application Exchange Full Access"}


def assigned(role: str, id: str = "a1", scope: str | None = None, where: str = "/") -> dict[str, Any]:
    return {
        "id": id, "principalId": f"/ServicePrincipals/{OWN}", "roleDefinitionId": role,
        "directoryScopeId": where, "appScopeId": scope,
    }  # fmt: skip


def roles_of(
    *rows: dict[str, Any], answer: GraphReply | None = None, defined: GraphReply | None = None
) -> tuple[Item, Item]:
    """The two answers of the beta end point."""
    return (
        item(role_assignments.ASSIGNMENTS, answer or listed(*rows)),
        item(role_assignments.DEFINITIONS, defined or listed(MAIL_READ, USE_EWS, FULL)),
    )


def tried(answer: GraphReply | EwsReply, label: str = mailbox_probe.CANARY) -> Item:
    """What became of one inbox."""
    kind = "ews" if isinstance(answer, EwsReply) else "graph"
    return Item(label, "json", {kind: answer.evidence()})


OPENED = reply({"id": "inbox", "displayName": "Inbox", "totalItemCount": 3})


def ews(status: int | None = 500, code: str = "", **more: Any) -> EwsReply:
    return EwsReply(
        "https://outlook.office365.com/EWS/Exchange.asmx", "canary@example.org", status, "Error", code, **more
    )


EWS_OPENED = replace(ews(200, "NoError", scheme="oauth"), response_class="Success", folder=True)
EWS_DENIED = ews(
    500, "ErrorImpersonateUserDenied", text="The account does not have permission to impersonate."
)


def account(**changes: Any) -> dict[str, Any]:
    """One account of the report."""
    return {
        "user_principal_name": "RetainWorker@example.org",
        "exists": True,
        "enabled": True,
        "display_name": "RetainWorker",
        "alias": "RetainWorker",
        "logon_name": "RetainWorker",
        "recipient_type": "UserMailbox",
        "password_never_expires": True,
        "password_must_change": False,
        "password_expires": None,
        "role_groups": [{"name": "Message Archive", "roles": ["ApplicationImpersonation", "MyBaseOptions"]}],
        **changes,
    }


def report(
    worker: dict[str, Any] | None = None, admin: dict[str, Any] | None = None, **top: Any
) -> dict[str, Any]:
    groups = [{"name": "Organization Management", "roles": ["Role Management"]}]
    boss = account(user_principal_name="exchange.admin@example.org", role_groups=groups)
    return {
        "format": "account-report/1",
        "made": "2026-11-20T08:00:00Z",
        "host": "EX01",
        "stored_password": False,
        "administrator": boss | (admin or {}),
        "impersonation_user": account() | (worker or {}),
        **top,
    }


def in_report(value: dict[str, Any]) -> Item:
    return Item("Account report", "json", value)
