from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest

from simulator.tenant.identity import guid, permission_id
from simulator.web import tokens
from tests.simulator.asking import World
from tests.simulator.tenants import GRAPH, OUTLOOK, Tenant, code, tenant_of

MAIL_ROLE = "Application Mail.Read-Retain"


def test_a_user_is_found_by_every_name_and_shows_what_is_selected(tenant: Tenant) -> None:
    worker = tenant.upn("RetainWorker")
    whole = tenant.graph(f"/v1.0/users/{worker}").json()
    assert whole["userPrincipalName"] == worker
    assert "assignedPlans" not in whole
    some = tenant.graph(f"/v1.0/users/{whole['id']}?$select=accountEnabled,assignedPlans").json()
    assert set(some) == {"@odata.context", "accountEnabled", "assignedPlans"}
    assert some["assignedPlans"][0]["service"] == "exchange"
    guest = tenant.graph(f"/v1.0/users/guest_example.org%23EXT%23@{tenant.domain}?$select=userType").json()
    assert guest["userType"] == "Guest"


def test_users_come_in_pages_that_are_followed_verbatim(tenant: Tenant) -> None:
    first, seen, token = "/v1.0/users?$top=5&$select=id&$count=true", list[str](), tenant.token()
    assert "@odata.count" not in tenant.graph(first).json()
    page = tenant.graph(first, headers={"ConsistencyLevel": "eventual"}).json()
    assert page["@odata.count"] == 12
    while True:
        seen += [row["id"] for row in page["value"]]
        if "@odata.nextLink" not in page:
            break
        link = urlsplit(page["@odata.nextLink"])
        assert link.netloc == GRAPH
        page = tenant.graph(f"{link.path}?{link.query}", token=token).json()
    assert len(seen) == len(set(seen)) == 12


def test_users_are_filtered_by_equality(tenant: Tenant) -> None:
    rows = tenant.rows("/v1.0/users?$filter=userType eq 'Member' and accountEnabled eq false")
    assert {row["displayName"] for row in rows} == {"Former colleague", "Info"}


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/v1.0/users/nobody@{d}", 404, "Request_ResourceNotFound"),
        ("/v1.0/users/canary.archive@{d}", 404, "Request_ResourceNotFound"),
        ("/v1.0/users/canary@{d}?$select=nonsense", 400, "BadRequest"),
        ("/v1.0/users?$filter=startswith(mail,'a')", 400, "Request_UnsupportedQuery"),
        ("/v1.0/users?$filter=city eq 'x'", 400, "Request_UnsupportedQuery"),
        ("/v1.0/users?$top=1000", 400, "BadRequest"),
        ("/v1.0/users?$skiptoken=nonsense", 400, "BadRequest"),
        ("/v1.0/nonsense", 400, "BadRequest"),
        ("/v2.0/users", 400, "BadRequest"),
        ("/v1.0/roleManagement/exchange/roleAssignments", 400, "BadRequest"),
        ("/v1.0/domains/other.example.org", 404, "Request_ResourceNotFound"),
        ("/v1.0/applications(appId='00000000-0000-4000-8000-000000000000')", 404, "Request_ResourceNotFound"),
        ("/v1.0/servicePrincipals/nobody/appRoleAssignments", 404, "Request_ResourceNotFound"),
        ("/v1.0/users/nobody@{d}/mailFolders/inbox", 404, "ErrorInvalidUser"),
        ("/v1.0/users/onpremises@{d}/mailFolders/inbox", 404, "MailboxNotEnabledForRESTAPI"),
        ("/v1.0/users/outside@{d}/mailFolders/inbox", 403, "ErrorAccessDenied"),
    ],
)
def test_what_cannot_be_served_is_refused_as_graph_does(
    tenant: Tenant, path: str, status: int, error: str
) -> None:
    page = tenant.graph(path.format(d=tenant.domain), headers={"client-request-id": "mine"})
    assert (page.status, code(page)) == (status, error)
    inner = page.json()["error"]["innerError"]
    assert set(inner) == {"date", "request-id", "client-request-id"}
    assert inner["client-request-id"] == page.headers["client-request-id"] == "mine"


def test_only_reading_is_served(tenant: Tenant) -> None:
    assert tenant.graph("/v1.0/users", method="PATCH").status == 405


@pytest.mark.parametrize(
    ("permission", "path"),
    [
        ("User.Read.All", "/v1.0/users"),
        ("User.Read.All", "/v1.0/users/canary@{d}/licenseDetails"),
        ("User.Read.All", "/v1.0/users/canary@{d}/transitiveMemberOf/microsoft.graph.directoryRole"),
        ("Domain.Read.All", "/v1.0/domains/{d}/serviceConfigurationRecords"),
        ("Application.Read.All", "/v1.0/applications(appId='{c}')"),
        ("Application.Read.All", "/v1.0/servicePrincipals(appId='{c}')"),
        ("RoleManagement.Read.Exchange", "/beta/roleManagement/exchange/roleDefinitions"),
        ("RoleManagement.Read.Exchange", "/beta/roleManagement/exchange/customAppScopes"),
        ("RoleManagement.Read.Directory", "/v1.0/directoryRoles"),
    ],
)
def test_a_call_takes_its_permission_of_a_new_token(tenant: Tenant, permission: str, path: str) -> None:
    path = path.format(d=tenant.domain, c=tenant.client_id)
    old = tenant.token()
    tenant.do(f"revoke {permission}")
    if permission == "RoleManagement.Read.Directory":
        assert tenant.graph(path).status == 403
    page = tenant.graph(path)
    assert (page.status, code(page)) == (403, "Authorization_RequestDenied")
    assert tenant.graph(path, token=old).status == 200
    tenant.do(f"grant {permission}")
    assert tenant.graph(path).status == 200


def forged(tenant: Tenant, **changes: Any) -> str:
    """A token with other claims, signed with the right key."""
    claims = jwt.decode(tenant.token(), options={"verify_signature": False})
    return jwt.encode({**claims, **changes}, tokens.signing_key(), "RS256")


@pytest.mark.parametrize("what", ["none", "nonsense", "other", "expired", "unsigned", "stranger"])
def test_a_bad_token_is_refused(tenant: Tenant, what: str) -> None:
    bad = {
        "none": "",
        "nonsense": "a.b.c",
        "other": tenant.token(OUTLOOK),
        "expired": forged(tenant, exp=1_000_000_000),
        "unsigned": tenant.token()[:-8] + "AAAAAAAA",
        "stranger": forged(tenant, tid="00000000-0000-4000-8000-000000000000"),
    }
    page = tenant.graph("/v1.0/users", token=bad[what])
    assert (page.status, code(page)) == (401, "InvalidAuthenticationToken")
    assert "authorization_uri" in page.headers["WWW-Authenticate"]


def test_roles_of_a_user_need_the_right_to_read_roles(tenant: Tenant) -> None:
    admin = tenant.upn("exchange.admin")
    path = f"/v1.0/users/{admin}/transitiveMemberOf/microsoft.graph.directoryRole"
    (role,) = tenant.rows(path)
    assert role["displayName"] == "Exchange Administrator"
    (listed,) = tenant.rows(f"/v1.0/directoryRoles?$filter=roleTemplateId eq '{role['roleTemplateId']}'")
    (member,) = tenant.rows(f"/v1.0/directoryRoles/{listed['id']}/members")
    assert member["userPrincipalName"] == admin
    tenant.do("revoke RoleManagement.Read.Directory")
    (hidden,) = tenant.rows(path)
    assert (hidden["displayName"], hidden["id"]) == (None, role["id"])


def test_the_application_shows_its_credentials_without_values(tenant: Tenant) -> None:
    (row,) = tenant.rows(f"/v1.0/applications?$filter=appId eq '{tenant.client_id}'")
    (secret,) = row["passwordCredentials"]
    assert secret["secretText"] is None
    assert len(secret["hint"]) == 3
    assert row == {
        key: value
        for key, value in tenant.graph(f"/v1.0/applications/{row['id']}").json().items()
        if key != "@odata.context"
    }
    tenant.do("app elsewhere\nallow sign-in")
    assert tenant.sign_in().status == 400


def test_grants_name_permission_and_service(tenant: Tenant) -> None:
    tenant.do("grant full_access_as_app")
    (own,) = tenant.rows(f"/v1.0/servicePrincipals?$filter=appId eq '{tenant.client_id}'")
    rows = tenant.rows(f"/v1.0/servicePrincipals/{own['id']}/appRoleAssignments")
    assert own["id"] == tenant.object_id
    assert permission_id("full_access_as_app") in {row["appRoleId"] for row in rows}
    service = rows[0]["resourceId"]
    offered = tenant.graph(f"/v1.0/servicePrincipals/{service}?$select=appRoles,displayName").json()
    assert "User.Read.All" in {role["value"] for role in offered["appRoles"]}
    assert tenant.rows(f"/v1.0/servicePrincipals/{service}/appRoleAssignments") == []


def test_exchange_roles_and_scopes_are_told(tenant: Tenant) -> None:
    root = "/beta/roleManagement/exchange"
    first = tenant.graph(f"{root}/roleDefinitions").json()
    assert "@odata.nextLink" in first
    (role,) = tenant.rows(f"{root}/roleDefinitions?$filter=displayName eq 'Application Mail.Read'")
    mine = f"$filter=principalId eq '/ServicePrincipals/{tenant.object_id}'"
    rows = {row["roleDefinitionId"]: row for row in tenant.rows(f"{root}/roleAssignments?{mine}")}
    (scope,) = tenant.rows(f"{root}/customAppScopes")
    assert (rows[role["id"]]["appScopeId"], rows[role["id"]]["directoryScopeId"]) == (scope["id"], None)
    assert scope["customAttributes"]["RecipientFilter"].startswith("MemberOfGroup -eq ")


def test_a_batch_answers_each_call_for_itself(tenant: Tenant) -> None:
    def batch(asked: Any) -> Any:
        return tenant.graph("/v1.0/$batch", method="POST", body=json.dumps(asked)).json()

    two = [{"id": "1", "method": "GET", "url": f"/users/{tenant.upn('canary')}?$select=id"},
           {"id": "2", "method": "GET", "url": "/users/nobody"}]  # fmt: skip
    answers = {one["id"]: one["status"] for one in batch({"requests": two})["responses"]}
    assert answers == {"1": 200, "2": 404}
    assert batch({"requests": two[:1] * 21})["error"]["code"] == "BadRequest"
    assert batch({})["error"]["code"] == "BadRequest"


def test_dns_records_are_the_ones_of_a_healthy_zone(tenant: Tenant) -> None:
    rows = tenant.rows(f"/v1.0/domains/{tenant.domain}/serviceConfigurationRecords")
    mail = {row["recordType"]: row for row in rows if row["supportedService"] == "Email"}
    assert mail["Mx"]["mailExchange"] == f"{tenant.domain.replace('.', '-')}.mail.protection.outlook.com"
    assert mail["CName"]["canonicalName"] == "autodiscover.outlook.com"
    first = next(d["id"] for d in tenant.rows("/v1.0/domains") if d["isInitial"])
    assert tenant.rows(f"/v1.0/domains/{first}/serviceConfigurationRecords") == []
    tenant.do("expect optional outlook.office365.com\nexpect spf v=spf1 -all")
    rows = tenant.rows(f"/v1.0/domains/{tenant.domain}/serviceConfigurationRecords")
    assert [row["canonicalName"] for row in rows if row["isOptional"]] == ["outlook.office365.com"]


def test_organisation_and_licences_are_told(tenant: Tenant) -> None:
    (organisation,) = tenant.rows("/v1.0/organization")
    assert organisation["id"] == tenant.id
    assert {d["name"] for d in organisation["verifiedDomains"]} > {tenant.domain}
    bought = {row["skuPartNumber"]: row["consumedUnits"] for row in tenant.rows("/v1.0/subscribedSkus")}
    tenant.do(f"licence {tenant.upn('canary')} kiosk")
    now = {row["skuPartNumber"]: row["consumedUnits"] for row in tenant.rows("/v1.0/subscribedSkus")}
    assert (now["DESKLESSPACK"], now["ENTERPRISEPACK"]) == (1, bought["ENTERPRISEPACK"] - 1)
    (plan,) = tenant.rows(f"/v1.0/users/{tenant.upn('canary')}/licenseDetails")
    assert plan["servicePlans"][0]["servicePlanName"] == "EXCHANGE_S_DESKLESS"
    assert tenant.rows(f"/v1.0/users/{tenant.upn('unlicensed')}/licenseDetails") == []


def test_a_mailbox_opens_by_role_or_by_grant(tenant: Tenant) -> None:
    inbox = f"/v1.0/users/{tenant.upn('canary')}/mailFolders/inbox?$select=id,displayName,totalItemCount"
    outside = f"/v1.0/users/{tenant.upn('outside')}/mailFolders/inbox"
    assert tenant.graph(inbox).json()["displayName"] == "Inbox"
    undo = tenant.shell(f"Remove-ManagementRoleAssignment -Identity '{MAIL_ROLE}' -Confirm:$false")
    assert code(tenant.graph(inbox)) == "ErrorAccessDenied"
    tenant.world.simulator.undo(tenant.domain, undo)
    tenant.do("pending rbac")
    assert code(tenant.graph(inbox)) == "ErrorAccessDenied"
    tenant.do("wait")
    assert (tenant.graph(inbox).status, tenant.graph(outside).status) == (200, 403)
    tenant.do("grant Mail.Read")
    assert tenant.graph(outside).status == 200
    tenant.do("access policy on")
    assert "OData is disabled" in tenant.graph(inbox).json()["error"]["message"]
    tenant.shell("Remove-ApplicationAccessPolicy -Identity 'x'")
    assert tenant.graph(inbox).status == 200


def test_mailbox_settings_tell_a_shared_mailbox(tenant: Tenant) -> None:
    path = f"/v1.0/users/{tenant.upn('info')}/mailboxSettings"
    assert tenant.graph(f"{path}?$select=userPurpose").json()["userPurpose"] == "shared"
    tenant.do("revoke MailboxSettings.Read")
    assert code(tenant.graph(path)) == "ErrorAccessDenied"


@pytest.mark.parametrize(
    ("fault", "status"),
    [("down", 503), ("error", 500), ("html", 200), ("redirect", 302), ("throttled", 429),
     ("ErrorIncorrectRoutingHint", 400), ("denied", 403), ("MailboxNotEnabledForRESTAPI", 404)],
)  # fmt: skip
def test_a_path_can_misbehave_alone(tenant: Tenant, fault: str, status: int) -> None:
    tenant.do(f"graph /users/{tenant.upn('canary')} answers {fault}")
    assert tenant.graph(f"/v1.0/users/{tenant.upn('canary')}").status == status
    assert tenant.graph(f"/v1.0/users/{tenant.upn('sales')}").status == 200


def test_throttled_once_means_the_first_call_with_a_token(tenant: Tenant) -> None:
    tenant.do("graph answers throttled-once")
    token = tenant.token()
    assert [tenant.graph("/v1.0/domains", token=token).status for _ in range(3)] == [429, 200, 200]


@pytest.mark.parametrize("scenario", ["healthy", "healthy-gcc-high", "msoid-china"])
def test_every_tenant_has_a_graph_in_its_cloud(world: World, scenario: str) -> None:
    tenant = tenant_of(world, scenario)
    cloud: Mapping[str, tuple[str, str]] = {
        "healthy": ("login.microsoftonline.com", "graph.microsoft.com"),
        "healthy-gcc-high": ("login.microsoftonline.us", "graph.microsoft.us"),
        "msoid-china": ("login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn"),
    }
    login, graph = cloud[scenario]
    form = (
        f"client_id={tenant.client_id}&grant_type=client_credentials&scope=https://{graph}/.default"
        f"&client_secret={world.simulator.domains.get(tenant.domain).tenant.app.secrets[0].value}"
    )
    told = world.https(login, f"/{tenant.id}/oauth2/v2.0/token", method="POST", body=form).json()
    headers = {"Authorization": f"Bearer {told['access_token']}"}
    assert world.https(graph, "/v1.0/organization", headers=headers).status == 200


def test_ids_of_a_tenant_never_change() -> None:
    assert guid("example.org", "application") == guid("example.org", "Application")
