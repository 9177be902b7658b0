from __future__ import annotations

import base64

import pytest

from simulator.scenarios import BY_NAME
from tests.simulator.asking import Page, World
from tests.simulator.tenants import GRAPH, OUTLOOK, Tenant, get_folder, tenant_of

EWS_ROLE = "Application EWS.AccessAsApp-Retain"
DISABLED = "EWS is disabled for this user or tenant"
BLOCKED = "EWS is blocked by policy for this user or tenant"


def opened(tenant: Tenant, name: str = "canary") -> Page:
    return tenant.ews(get_folder(tenant.upn(name)))


def says(page: Page, code: str) -> bool:
    return f"ResponseCode>{code}<".encode() in page.body or (
        b"ResponseCode xmlns" in page.body and (f">{code}</".encode() in page.body)
    )


def test_the_canary_opens_and_the_outsider_does_not(tenant: Tenant) -> None:
    page = opened(tenant)
    assert (page.status, b"t:FolderId" in page.body, says(page, "NoError")) == (200, True, True)
    whole = tenant.ews(get_folder(tenant.upn("canary"), shape="Default"))
    assert b"<t:DisplayName>Inbox</t:DisplayName>" in whole.body
    page = opened(tenant, "outside")
    assert (page.status, says(page, "ErrorImpersonateUserDenied")) == (500, True)


def test_a_call_without_a_token_is_told_the_schemes(tenant: Tenant) -> None:
    page = tenant.world.https(OUTLOOK, "/EWS/Exchange.asmx", method="POST", body=get_folder())
    assert (page.status, "Bearer" in page.headers["WWW-Authenticate"]) == (401, True)


def test_a_token_for_graph_is_refused(tenant: Tenant) -> None:
    page = tenant.ews(get_folder(tenant.upn("canary")), token=tenant.token(GRAPH))
    assert (page.status, "2000003" in page.headers["x-ms-diagnostics"]) == (401, True)


def test_an_application_without_any_right_is_told_so(tenant: Tenant) -> None:
    undo = tenant.shell(f"Remove-ManagementRoleAssignment -Identity '{EWS_ROLE}' -Confirm:$false")
    page = opened(tenant)
    assert page.status == 401
    assert page.headers["x-ms-diagnostics"].startswith("2000008;")
    assert "contains no permissions" in page.headers["x-ms-diagnostics"]
    tenant.do("grant full_access_as_app")
    assert (opened(tenant).status, opened(tenant, "outside").status) == (200, 200)
    tenant.do("revoke full_access_as_app")
    tenant.world.simulator.undo(tenant.domain, undo)
    assert opened(tenant).status == 200


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Set-OrganizationConfig -EwsEnabled $false", DISABLED),
        ("Set-OrganizationConfig -EwsEnabled:$false", DISABLED),
        ("Set-CASMailbox -Identity 'canary@{d}' -EwsEnabled $false", DISABLED),
        ("Set-OrganizationConfig -EwsAllowedAppIDs ''", BLOCKED),
        ("Set-OrganizationConfig -EwsAllowedAppIDs $null", BLOCKED),
        ("Set-OrganizationConfig -EwsAllowedAppIDs '{x}','{x}'", BLOCKED),
        ("Set-OrganizationConfig -EwsApplicationAccessPolicy 'EnforceAllowList'", BLOCKED),
    ],
)
def test_each_gate_tells_its_reason_and_opens_again(tenant: Tenant, line: str, reason: str) -> None:
    undo = tenant.shell(line.format(d=tenant.domain, x="00000000-0000-4000-8000-000000000000"))
    page = opened(tenant)
    assert (page.status, page.headers["X-EWS-Policy-Reason"]) == (403, reason)
    tenant.world.simulator.undo(tenant.domain, undo)
    assert opened(tenant).status == 200


def test_a_tenant_whose_switch_was_never_touched_is_open_without_a_list(tenant: Tenant) -> None:
    tenant.shell("Set-OrganizationConfig -EwsEnabled $null -EwsAllowedAppIDs $null")
    assert opened(tenant).status == 200
    tenant.do("pending ews")
    assert opened(tenant).headers["X-EWS-Policy-Reason"] == BLOCKED
    tenant.do("wait")
    assert opened(tenant).status == 200


@pytest.mark.parametrize(
    ("setting", "name", "status", "code"),
    [
        ("mailbox canary@{d} none", "canary", 200, "ErrorNonExistentMailbox"),
        ("mailbox canary@{d} soft-deleted", "canary", 200, "ErrorNonExistentMailbox"),
        ("delete canary@{d}", "canary", 200, "ErrorNonExistentMailbox"),
        ("disable canary@{d}", "canary", 200, "ErrorAccountDisabled"),
        ("wait", "canary.archive", 200, "ErrorNonPrimarySmtpAddress"),
        ("ews answers ErrorServerBusy", "canary", 500, "ErrorServerBusy"),
        ("ews answers ErrorMailboxMoveInProgress", "canary", 200, "ErrorMailboxMoveInProgress"),
        ("ews answers ErrorInternalServerError", "canary", 500, "ErrorInternalServerError"),
    ],
)
def test_each_fault_of_a_mailbox_has_its_code(
    tenant: Tenant, setting: str, name: str, status: int, code: str
) -> None:
    tenant.do(setting.format(d=tenant.domain))
    page = opened(tenant, name)
    assert (page.status, says(page, code)) == (status, True)
    assert (tenant.upn("canary").encode() in page.body) == (code == "ErrorNonPrimarySmtpAddress")


@pytest.mark.parametrize(
    ("setting", "status"),
    [
        ("ews answers forbidden", 403),
        ("ews answers blocked", 403),
        ("ews answers disabled", 403),
        ("licence canary@{d} kiosk", 403),
        ("ews answers down", 503),
        ("ews answers bomb", 200),
        ("ews answers html", 200),
    ],
)
def test_calls_can_be_stopped_without_soap(tenant: Tenant, setting: str, status: int) -> None:
    tenant.do(setting.format(d=tenant.domain))
    page = opened(tenant)
    assert (page.status, b"NoError" in page.body) == (status, False)


def test_without_impersonation_the_header_is_asked_for(tenant: Tenant) -> None:
    assert says(tenant.ews(get_folder()), "ErrorInvalidExchangeImpersonationHeaderData")


@pytest.mark.parametrize("body", [b"", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_no_call_fails_the_schema(tenant: Tenant, body: bytes) -> None:
    assert says(tenant.ews(body), "ErrorSchemaValidation")


def test_an_unknown_folder_is_not_found(tenant: Tenant) -> None:
    assert says(tenant.ews(get_folder(tenant.upn("canary"), folder="drafts")), "ErrorFolderNotFound")


def test_the_admin_api_is_there_only_where_it_is_switched_on(tenant: Tenant) -> None:
    def asked(endpoint: str = "OrganizationConfig", cmdlet: str = "Get-OrganizationConfig") -> Page:
        return tenant.admin(endpoint, cmdlet)

    assert asked().status == 404
    tenant.do("admin api on")
    assert asked().status == 403
    tenant.do("grant Exchange.ManageAsAppV2")
    assert asked().json()["value"][0]["EwsEnabled"] is True
    assert asked("Mailbox", "Get-Mailbox").status == 400
    tenant.do("admin answers down")
    assert asked().status == 503


@pytest.mark.parametrize(("token", "body", "status"), [("", b"", 401), (None, b"nonsense", 400)])
def test_a_bad_call_of_the_admin_api_is_refused(
    tenant: Tenant, token: str | None, body: bytes, status: int
) -> None:
    tenant.do("admin api on\ngrant Exchange.ManageAsAppV2")
    headers = {"Authorization": f"Bearer {tenant.token(OUTLOOK) if token is None else token}"}
    path = f"/adminapi/v2.0/{tenant.id}/OrganizationConfig"
    assert tenant.world.https(OUTLOOK, path, method="POST", headers=headers, body=body).status == status
    assert tenant.world.https(OUTLOOK, "/adminapi/none", headers=headers).status in (401, 404)


# The customer's own server ------------------------------------------------------------------------


def own(world: World, scenario: str = "server-access-healthy") -> Tenant:
    return tenant_of(world, scenario)


def asked(tenant: Tenant, whom: str, *, user: str = "RetainWorker", password: str | None = None) -> Page:
    """GetFolder at the customer's server."""
    given = BY_NAME["server-access-healthy"].credential(tenant.domain)["worker_password"]
    pair = f"{user}:{given if password is None else password}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}", "Content-Type": "text/xml"}
    host, path = f"mail.{tenant.domain}", "/EWS/Exchange.asmx"
    body = get_folder(tenant.upn(whom) if whom else "")
    return tenant.world.https(host, path, tenant.domain, method="POST", headers=headers, body=body)


@pytest.mark.parametrize("user", ["RetainWorker", "retainworker@{d}", "EXAMPLE\\RetainWorker"])
def test_the_impersonation_user_opens_the_canary_by_any_of_its_names(world: World, user: str) -> None:
    tenant = own(world)
    page = asked(tenant, "canary", user=user.format(d=tenant.domain))
    assert (page.status, says(page, "NoError")) == (200, True)
    assert says(asked(tenant, ""), "NoError")


def test_a_wrong_password_is_told_the_schemes(world: World) -> None:
    tenant = own(world)
    assert asked(tenant, "canary", password="wrong").status == 401
    assert asked(tenant, "canary", user="nobody").status == 401
    tenant.do(f"password {tenant.upn('RetainWorker')} must change")
    assert asked(tenant, "canary").status == 401
    tenant.do(f"password {tenant.upn('RetainWorker')} reset")
    assert asked(tenant, "canary").status == 200
    headers = {"Authorization": "Basic !"}
    page = world.https(
        f"mail.{tenant.domain}", "/EWS/Exchange.asmx", tenant.domain, method="POST", headers=headers
    )
    assert page.status == 401


def test_the_classic_role_is_given_and_taken(world: World) -> None:
    tenant = own(world)
    role = "ApplicationImpersonation"
    tenant.shell(f"Remove-ManagementRoleAssignment -Identity '{role}-Retain' -Confirm:$false")
    assert says(asked(tenant, "canary"), "ErrorImpersonateUserDenied")
    tenant.shell(
        f"New-ManagementRoleAssignment -Name 'Retain' -Role '{role}' -User '{tenant.upn('RetainWorker')}'"
    )
    assert says(asked(tenant, "canary"), "NoError")
    assert says(asked(tenant, "canary.archive"), "ErrorNonPrimarySmtpAddress")
    assert says(asked(tenant, "nobody"), "ErrorNonExistentMailbox")
    tenant.do(f"role {tenant.upn('RetainWorker')} Organization Management")
    assert says(asked(tenant, "canary"), "ErrorImpersonateUserDenied")


def test_the_own_server_can_misbehave(world: World) -> None:
    tenant = own(world)
    tenant.do("ews answers down")
    assert asked(tenant, "canary").status == 503
    tenant.do("ews answers ErrorServerBusy")
    page = asked(tenant, "canary")
    assert (page.status, b"BackOffMilliseconds" in page.body) == (500, True)


def test_an_own_server_has_no_tenant_in_exchange_online(world: World) -> None:
    tenant = own(world)
    assert opened(tenant).status == 401
