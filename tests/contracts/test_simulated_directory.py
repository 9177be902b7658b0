"""Every page of a simulated directory against Microsoft's own description of it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from openapi_core.testing import MockRequest, MockResponse

from tests.contracts import official
from tests.contracts.directory_calls import CALLS, SELECTED
from tests.contracts.test_graph import rows, validate
from tests.simulator.asking import Page, World
from tests.simulator.tenants import GRAPH, Tenant, tenant_of

pytestmark = official.needed
ADVANCED = {"ConsistencyLevel": "eventual"}
NUMBERS = "directory.users = 480\ndirectory.groups = 40\ndirectory.links = 900\ndirectory.contacts = 25"
TYPES = {"user": "user", "group": "group", "orgContact": "orgContact"}


@pytest.fixture(scope="module")
def full(world: World) -> Tenant:
    """A tenant with people in it."""
    tenant = tenant_of(world)
    tenant.do(NUMBERS)
    return tenant


def filled(path: str, tenant: Tenant) -> str:
    nested = next(g["id"] for g in tenant.rows("/v1.0/groups?$top=999") if ".g5@" in (g["mail"] or ""))
    return path.format(every=SELECTED, group=nested, info=tenant.upn("info"))


def asked(tenant: Tenant, path: str) -> Page:
    page = tenant.graph(filled(path, tenant), headers=ADVANCED)
    assert page.status == 200, page.body
    return page


@pytest.mark.parametrize("path", [path for path in CALLS if not path.endswith("$count")])
def test_a_page_fits_its_description(full: Tenant, path: str) -> None:
    validate(filled(path, full), asked(full, path))


@pytest.mark.parametrize("path", [path for path in CALLS if path.endswith("$count")])
def test_a_count_is_a_plain_number(full: Tenant, path: str) -> None:
    page = asked(full, path)
    assert page.body.decode().isdecimal()
    assert page.headers["Content-Type"] == "text/plain"


@pytest.mark.parametrize(("path", "schema"), [(path, schema) for path, schema in CALLS.items() if schema])
def test_a_row_holds_no_property_that_does_not_exist(full: Tenant, path: str, schema: str) -> None:
    known = official.properties("v1.0", f"microsoft.graph.{schema}")
    for row in rows(asked(full, path).json()):
        assert {key for key in row if "@" not in key} <= known


@pytest.mark.parametrize("way", ["members", "transitiveMembers"])
def test_members_hold_the_properties_of_their_own_types(full: Tenant, way: str) -> None:
    for row in asked(full, f"/v1.0/groups/{{group}}/{way}").json()["value"]:
        schema = row["@odata.type"].removeprefix("#microsoft.graph.")
        known = official.properties("v1.0", f"microsoft.graph.{TYPES[schema]}")
        assert {key for key in row if "@" not in key} <= known


def test_a_whole_chain_fits_its_description(full: Tenant) -> None:
    for path in ("/v1.0/users", "/v1.0/groups/delta", "/v1.0/users/delta"):
        token = full.token()
        for page in full.walk(path, token=token):
            validate(path, Page(200, full.graph(path, token=token).headers, json.dumps(page).encode()))


def test_changes_fit_their_description(world: World) -> None:
    tenant = tenant_of(world)
    tenant.do(NUMBERS)
    links = [tenant.delta(f"/v1.0/{name}/delta") for name in ("users", "groups", "contacts")]
    tenant.do("directory.joined = 3\ndirectory.left = 3\ndirectory.exchanged = 1\ndirectory.regrouped = 3")
    for link in links:
        page = tenant.graph(link)
        validate(link, page)
        assert page.json()["@odata.deltaLink"]
    tenant.do("delta links expire")
    page = tenant.graph(links[0])
    assert page.status == 410
    validate(links[0], page)


@pytest.mark.parametrize(
    ("path", "setting", "status"),
    [
        ("/v1.0/groups", "revoke GroupMember.Read.All", 403),
        ("/v1.0/groups/{group}/members", "revoke GroupMember.Read.All", 403),
        ("/v1.0/contacts", "revoke OrgContact.Read.All", 403),
        ("/v1.0/groups/00000000-0000-4000-8000-000000000000", "wait", 404),
        ("/v1.0/users/delta?$skiptoken=nonsense", "wait", 400),
        ("/v1.0/users", "graph /users page 1 answers Directory_ExpiredPageToken", 400),
        ("/v1.0/users", "graph /users page 1 answers token-dies", 401),
        ("/v1.0/users", "graph /users page 1 answers throttled", 429),
        ("/v1.0/users", "graph /users page 1 answers error", 500),
    ],
)
def test_an_error_fits_its_description(world: World, path: str, setting: str, status: int) -> None:
    tenant = tenant_of(world)
    tenant.do(NUMBERS)
    path = filled(path, tenant)
    tenant.do(setting)
    page = tenant.graph(path)
    assert page.status == status
    validate(path, page)


def test_a_batch_fits_its_description_with_what_is_refused_inside(full: Tenant) -> None:
    asked: list[Any] = [
        {"id": str(at), "method": "GET", "url": filled(url, full)}
        for at, url in enumerate(
            ("/groups/{group}/members?$select=id", "/groups/nobody/members", "/users?$top=1")
        )
    ]
    body = json.dumps({"requests": asked})
    page = full.graph("/v1.0/$batch", method="POST", body=body)
    request = MockRequest(
        f"https://{GRAPH}", "post", "/v1.0/$batch", data=body.encode(), content_type="application/json"
    )
    official.graph("v1.0").validate_request(request)
    response = MockResponse(page.body, page.status, content_type="application/json")
    official.graph("v1.0").validate_response(request, response)
    inner = {one["id"]: one for one in page.json()["responses"]}
    assert [inner[id]["status"] for id in ("0", "1", "2")] == [200, 404, 200]
    for id, one in enumerate(asked):
        answer = inner[str(id)]
        told = Page(answer["status"], page.headers, json.dumps(answer["body"]).encode())
        validate(f"/v1.0{urlsplit(one['url']).path}", told)


@pytest.mark.parametrize(
    ("example", "path"),
    [("group-list", "/v1.0/groups"), ("orgcontact-list", "/v1.0/contacts"), ("user-delta", "/v1.0/users/delta"),
     ("group-list-members", "/v1.0/groups/{group}/members")],
)  # fmt: skip
def test_a_row_has_what_the_documented_one_has(full: Tenant, example: str, path: str) -> None:
    """Of the printed example: what is not null there and is selected by default."""
    printed = json.loads((official.CONTRACTS / "graph" / "examples" / f"{example}.json").read_text("utf-8"))
    wanted = {key for row in rows(printed["body"]) for key, value in row.items() if value is not None}
    ours = {key for row in rows(asked(full, path).json()) for key in row}
    seldom = {
        "preferredLanguage", "mobilePhone", "preferredDataLocation", "renewedDateTime", "resourceBehaviorOptions",
        "resourceProvisioningOptions", "onPremisesProvisioningErrors", "theme",
    }  # fmt: skip
    assert {key for key in wanted if not key.startswith("@")} - seldom <= ours
