"""Every simulated answer of Graph against Microsoft's own description of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest
from openapi_core.testing import MockRequest, MockResponse

from simulator.web.graph.routes import ROUTES
from tests.contracts import directory_calls, official
from tests.simulator.asking import Page
from tests.simulator.tenants import GRAPH, Tenant

pytestmark = official.needed

RBAC = "/beta/roleManagement/exchange"
CALLS = {
    "/v1.0/users": "user",
    "/v1.0/users?$select=id,assignedPlans,passwordProfile,proxyAddresses,onPremisesSyncEnabled&$top=3": "user",
    "/v1.0/users/{canary}": "user",
    "/v1.0/users/{canary}?$select={every}": "user",
    "/v1.0/users/{canary}/licenseDetails": "licenseDetails",
    "/v1.0/users/{admin}/transitiveMemberOf": "directoryRole",
    "/v1.0/users/{admin}/transitiveMemberOf/microsoft.graph.directoryRole": "directoryRole",
    "/v1.0/users/{canary}/mailFolders/inbox": "mailFolder",
    "/v1.0/users/{info}/mailboxSettings": "mailboxSettings",
    "/v1.0/directoryRoles": "directoryRole",
    "/v1.0/directoryRoles/{role}/members": "user",
    "/v1.0/domains": "domain",
    "/v1.0/domains/{d}": "domain",
    "/v1.0/domains/{d}/serviceConfigurationRecords": "",
    "/v1.0/organization": "organization",
    "/v1.0/subscribedSkus": "subscribedSku",
    "/v1.0/applications": "application",
    "/v1.0/applications(appId='{client}')": "application",
    "/v1.0/servicePrincipals": "servicePrincipal",
    "/v1.0/servicePrincipals(appId='{client}')": "servicePrincipal",
    "/v1.0/servicePrincipals(appId='{client}')/appRoleAssignments": "appRoleAssignment",
    "/v1.0/servicePrincipals/{principal}/appRoleAssignments": "appRoleAssignment",
    f"{RBAC}/roleDefinitions": "unifiedRoleDefinition",
    f"{RBAC}/roleAssignments": "unifiedRoleAssignment",
    f"{RBAC}/customAppScopes": "customAppScope",
}
EVERY = (
    "id,userPrincipalName,displayName,mail,mailNickname,givenName,surname,proxyAddresses,accountEnabled,userType,"
    "assignedPlans,assignedLicenses,passwordPolicies,lastPasswordChangeDateTime,passwordProfile,createdDateTime,"
    "usageLocation,showInAddressList,onPremisesSyncEnabled,onPremisesLastSyncDateTime"
)
DNS = {"Mx": "domainDnsMxRecord", "CName": "domainDnsCnameRecord", "Txt": "domainDnsTxtRecord",
       "Srv": "domainDnsSrvRecord"}  # fmt: skip


def filled(path: str, tenant: Tenant) -> str:
    named = {name: tenant.upn(name) for name in ("canary", "info")}
    role = next(r["id"] for r in tenant.rows("/v1.0/directoryRoles") if "Exchange" in r["displayName"])
    return path.format(
        d=tenant.domain, client=tenant.client_id, principal=tenant.object_id, every=EVERY, role=role,
        admin=tenant.upn("exchange.admin"), **named,
    )  # fmt: skip


def validate(path: str, page: Page) -> None:
    """The answer fits the description of the call; openapi-core raises what does not."""
    version, parts = path.split("/")[1], urlsplit(path)
    request = MockRequest(
        f"https://{GRAPH}",
        "get",
        quote(unquote(parts.path), safe="/()'=@"),
        args=dict(parse_qsl(parts.query)),
    )
    response = MockResponse(page.body, page.status, content_type="application/json")
    official.graph(version).validate_response(request, response)


def rows(body: Any) -> list[Any]:
    return list(body["value"]) if "value" in body else [body]


@pytest.mark.parametrize("path", CALLS)
def test_an_answer_fits_its_description(tenant: Tenant, path: str) -> None:
    path = filled(path, tenant)
    page = tenant.graph(path)
    assert page.status == 200, page.body
    validate(path, page)


@pytest.mark.parametrize(("path", "schema"), [(path, schema) for path, schema in CALLS.items() if schema])
def test_an_answer_holds_no_property_that_does_not_exist(tenant: Tenant, path: str, schema: str) -> None:
    version = path.split("/")[1]
    known = official.properties(version, f"microsoft.graph.{schema}")
    body = tenant.graph(filled(path, tenant)).json()
    assert rows(body)
    for row in rows(body):
        assert {key for key in row if not key.startswith("@")} <= known


def test_dns_records_fit_their_own_types(tenant: Tenant) -> None:
    for row in rows(tenant.graph(f"/v1.0/domains/{tenant.domain}/serviceConfigurationRecords").json()):
        assert row["@odata.type"] == f"#microsoft.graph.{DNS[row['recordType']]}"
        known = official.described("v1.0")["components"]["schemas"]
        name = f"microsoft.graph.{DNS[row['recordType']]}"
        if name in known:
            assert {key for key in row if not key.startswith("@")} <= official.properties("v1.0", name)


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("/v1.0/users/nobody", "wait"),
        ("/v1.0/users", "revoke User.Read.All"),
        ("/v1.0/users?$top=0", "wait"),
        ("/v1.0/users/{canary}/mailFolders/inbox", "pending rbac"),
        ("/v1.0/domains/{d}", "graph answers throttled"),
        ("/v1.0/domains/{d}", "graph answers error"),
        (f"{RBAC}/roleAssignments", "revoke RoleManagement.Read.Exchange"),
        (f"{RBAC}/customAppScopes", "graph answers throttled-bare"),
    ],
)
def test_an_error_fits_its_description(tenant: Tenant, path: str, setting: str) -> None:
    path = filled(path, tenant)
    tenant.do(setting)
    page = tenant.graph(path)
    assert page.status >= 400
    validate(path, page)


def test_a_wrong_type_would_be_noticed(tenant: Tenant) -> None:
    page = Page(200, tenant.graph("/v1.0/domains").headers, b'{"value": [{"id": 7}]}')
    with pytest.raises(Exception, match=r"(?i)invalid|data"):
        validate("/v1.0/domains", page)


def test_every_call_that_the_simulator_answers_is_held_against_a_description() -> None:
    names = dict.fromkeys(
        ("d", "canary", "info", "client", "principal", "admin", "role", "every", "group"), "x"
    )
    plain = [
        urlsplit(path.format(**names)).path.split("/", 2)[1:] for path in (*CALLS, *directory_calls.CALLS)
    ]
    more = {"/users/x/mailboxSettings", "/applications/x", "/servicePrincipals/x"}
    for pattern, versions, _, answer in ROUTES:
        paths = {f"/{rest}" for version, rest in plain if version in versions} | more
        assert any(pattern.fullmatch(path) for path in paths), answer.__name__


def test_calls_that_the_official_subset_lacks_are_described_by_us_and_by_us_alone() -> None:
    known = official.described("v1.0")["paths"]
    templates = [re.sub(r"\{[^}]+\}", "[^/']+", re.escape(path).replace(r"\{", "{").replace(r"\}", "}"))
                 for path in known]  # fmt: skip
    lacking = set()
    for path in (*CALLS, *directory_calls.CALLS):
        version, plain = path.split("/")[1], urlsplit(path).path.partition("/v1.0")[2]
        plain = re.sub(r"\{[^}]+\}", "x", plain)
        if version == "v1.0" and not any(re.fullmatch(template, plain) for template in templates):
            lacking.add(plain)
    ours = {re.sub(r"\{[^}]+\}", "x", path) for path in official.LACKING}
    assert lacking == ours


def examples() -> list[Path]:
    return sorted((official.CONTRACTS / "graph" / "examples").glob("*.json"))


@pytest.mark.parametrize("name", ["directoryrole-list", "domain-get", "user-get", "mailfolder-get"])
def test_the_simulated_answer_has_what_the_documented_one_has(tenant: Tenant, name: str) -> None:
    """Names of the printed example occur in ours, or are among the properties that Graph leaves out unless asked."""
    example = json.loads((official.CONTRACTS / "graph" / "examples" / f"{name}.json").read_text("utf-8"))
    mine = {
        "directoryrole-list": "/v1.0/directoryRoles",
        "domain-get": f"/v1.0/domains/{tenant.domain}",
        "user-get": f"/v1.0/users/{tenant.upn('canary')}",
        "mailfolder-get": f"/v1.0/users/{tenant.upn('canary')}/mailFolders/inbox",
    }[name]
    (wanted, *_), (given, *_) = rows(example["body"]), rows(tenant.graph(mine).json())
    plain = {key for key in wanted if not key.startswith("@")}
    assert plain <= set(given)


def test_the_documented_examples_are_there() -> None:
    assert len(examples()) > 70
