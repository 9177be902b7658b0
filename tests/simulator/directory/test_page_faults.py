"""Pulls that go wrong half way, seen by somebody who follows every link."""

from __future__ import annotations

import http.client
from typing import Any

import pytest

from tests.simulator.asking import World
from tests.simulator.directory.tenants import batch, count, full, ids
from tests.simulator.tenants import GRAPH, Tenant, after, code

PATH = "/v1.0/users?$top=100&$select=id"  # five pages: 100, 100, 100, 100, 92


@pytest.fixture
def tenant(world: World) -> Tenant:
    return full(world)


def spoilt(tenant: Tenant, fault: str, page: int = 3) -> list[str]:
    """The ids that a pull sees."""
    tenant.do(f"graph /users page {page} answers {fault}")
    return ids(tenant.all(PATH))


def reach(tenant: Tenant, page: int, *, token: str) -> str:
    """The link to a page."""
    path = PATH
    for _ in range(page - 1):
        path = after(tenant.graph(path, token=token).json()["@odata.nextLink"])
    return path


def test_a_page_that_is_dropped_is_missed_by_nobody_but_the_count(tenant: Tenant) -> None:
    whole = ids(tenant.all(PATH))
    assert spoilt(tenant, "dropped", 2) == whole[:200] + whole[300:]
    assert count(tenant, "users") == 492


@pytest.mark.parametrize(
    ("fault", "seen"),
    [("short", 492 - 34), ("ends", 200), ("blank", 492), ("repeated", 592)],
)
def test_a_page_may_hold_less_or_more_than_it_should(tenant: Tenant, fault: str, seen: int) -> None:
    whole = ids(tenant.all(PATH))
    found = spoilt(tenant, fault)
    assert len(found) == seen
    assert set(found) <= set(whole)
    assert (set(found) == set(whole)) == (seen >= 492)


def test_links_can_go_round_for_ever(tenant: Tenant) -> None:
    tenant.do("graph /users page 3 answers loop")
    token, path, seen = tenant.token(), PATH, list[str]()
    while path not in seen:
        seen.append(path)
        path = after(tenant.graph(path, token=token).json()["@odata.nextLink"])
    assert len(seen) == 4
    assert path == seen[1]


def test_a_link_can_lead_to_another_host(tenant: Tenant) -> None:
    tenant.do("graph /users page 2 answers elsewhere")
    token = tenant.token()
    page = tenant.graph(reach(tenant, 2, token=token), token=token).json()
    assert page["@odata.nextLink"].startswith("https://graph.example.net/v1.0/users?")


def third(tenant: Tenant, fault: str, *, token: str | None = None) -> Any:
    """What the third page answers."""
    token = token or tenant.token()
    path = reach(tenant, 3, token=token)
    tenant.do(f"graph /users page 3 answers {fault}")
    return tenant.graph(path, token=token)


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [("empty", 200, b""), ("cut", 200, b'{"@odata.context"'), ("mangled", 200, b'{"@odata.context"'),
     ("html", 200, b"<!doctype html>"), ("throttled", 429, b'{"error"'), ("throttled-bare", 429, b'{"error"'),
     ("down", 503, b"The service"), ("error", 500, b'{"error"'), ("redirect", 302, b""),
     ("Directory_ExpiredPageToken", 400, b'{"error"'), ("syncStateNotFound", 410, b'{"error"')],
)  # fmt: skip
def test_a_page_can_be_no_page(tenant: Tenant, fault: str, status: int, body: bytes) -> None:
    page = third(tenant, fault)
    assert (page.status, page.body[: len(body)]) == (status, body)
    assert tenant.graph(PATH).status == 200


@pytest.mark.parametrize("fault", ["empty", "cut", "mangled", "html"])
def test_a_page_with_a_good_status_can_be_no_json(tenant: Tenant, fault: str) -> None:
    page = third(tenant, fault)
    with pytest.raises(ValueError, match=r"Expecting|decode|Unterminated"):
        page.json()


def test_a_page_can_break_off_on_the_wire(tenant: Tenant) -> None:
    with pytest.raises(http.client.IncompleteRead):
        third(tenant, "truncated")


def test_a_page_can_hold_numbers_for_texts(tenant: Tenant) -> None:
    assert {row["id"] for row in third(tenant, "odd-types").json()["value"]} == {7}


def test_a_page_can_lack_a_property(tenant: Tenant) -> None:
    tenant.do("graph /users page 1 answers without-mail")
    rows = tenant.rows("/v1.0/users?$select=id,mail")
    assert {key for row in rows for key in row} == {"id"}


def test_a_fault_can_strike_once_or_some_times_for_each_token(tenant: Tenant) -> None:
    tenant.do("graph /users page 3 answers throttled 2 times")
    for _ in range(2):
        token = tenant.token()
        path = reach(tenant, 3, token=token)
        assert [tenant.graph(path, token=token).status for _ in range(4)] == [429, 429, 200, 200]
    tenant.do("graph /users page 3 answers down once")
    assert [tenant.graph(path, token=token).status for _ in range(3)] == [200, 200, 200]
    token = tenant.token()
    assert [tenant.graph(path, token=token).status for _ in range(3)] == [503, 200, 200]


def test_a_fault_ends_by_being_well_again_or_undone(tenant: Tenant) -> None:
    undo = tenant.do("graph /users page 1 answers down")
    assert tenant.graph(PATH).status == 503
    tenant.world.simulator.undo(tenant.domain, undo)
    assert tenant.graph(PATH).status == 200
    tenant.do("graph /users page 1 answers down")
    tenant.do("graph /users page 1 answers well")
    assert tenant.graph(PATH).status == 200


def test_a_token_can_die_half_way_until_there_is_a_new_one(tenant: Tenant) -> None:
    tenant.do("graph /users page 3 answers token-dies")
    old, new = tenant.token(), tenant.token()
    path = reach(tenant, 3, token=old)
    for _ in range(2):
        page = tenant.graph(path, token=old)
        assert (page.status, code(page)) == (401, "InvalidAuthenticationToken")
    assert "@odata.nextLink" in tenant.graph(path, token=new).json()


def test_people_come_and_go_while_somebody_reads(tenant: Tenant) -> None:
    tenant.do("graph /users page 2 does directory.joined += 5")
    tenant.do("graph /users page 3 does directory.left += 200")
    seen = ids(tenant.all(PATH))
    assert len(seen) == len(set(seen))
    assert 300 < len(seen) < 492 + 5
    assert count(tenant, "users") == 492 + 5 - 200


def test_what_happens_meanwhile_happens_once_a_token(tenant: Tenant) -> None:
    tenant.do("graph /users page 1 does directory.joined += 1")
    token = tenant.token()
    for _ in range(3):
        tenant.graph(PATH, token=token)
    assert count(tenant, "users") == 493


def test_a_group_vanishes_while_somebody_reads(tenant: Tenant) -> None:
    tenant.do("graph /groups page 1 does directory.dissolved += 1")
    token = tenant.token()
    listed = ids(tenant.all("/v1.0/groups?$top=999&$select=id", token=token))
    members = {id: tenant.graph(f"/v1.0/groups/{id}/members", token=token).status for id in listed}
    assert sorted(members.values()) == [200] * 40 + [404]
    (gone,) = (id for id, status in members.items() if status == 404)
    assert gone not in ids(tenant.all("/v1.0/groups?$top=999&$select=id", token=token))


def test_deltas_and_members_misbehave_too(tenant: Tenant) -> None:
    whole = tenant.walk("/v1.0/users/delta?$select=id")
    tenant.do("graph /users/delta page 2 answers ends")
    pages = tenant.walk("/v1.0/users/delta?$select=id")
    assert [len(page["value"]) for page in pages] == [200, 0]
    assert not any("@odata.deltaLink" in page for page in pages)
    assert len(whole) == 3
    tenant.do("graph /groups/*/members page 1 answers down")
    group = tenant.rows("/v1.0/groups?$top=1")[0]["id"]
    assert tenant.graph(f"/v1.0/groups/{group}/members").status == 503
    assert tenant.graph("/v1.0/groups").status == 200


def test_calls_in_a_batch_are_throttled_one_by_one(tenant: Tenant) -> None:
    one, two = ids(tenant.rows("/v1.0/users?$top=2&$select=id"))
    tenant.do(f"graph /users/{one} answers throttled-once")
    token, urls = tenant.token(), (f"/users/{one}?$select=id", f"/users/{two}?$select=id")
    first, second = batch(tenant, *urls, token=token)
    assert (first["status"], second["status"]) == (429, 200)
    assert first["headers"]["Retry-After"] == "1"
    assert first["body"]["error"]["code"] == "TooManyRequests"
    assert [answer["status"] for answer in batch(tenant, *urls, token=token)] == [200, 200]


def test_a_batch_shows_faults_as_far_as_one_connection_can(tenant: Tenant) -> None:
    (one,) = ids(tenant.rows("/v1.0/users?$top=1&$select=id"))
    for fault, status in (("html", 200), ("reset", 503), ("truncated", 503), ("denied", 403), ("down", 503)):
        tenant.do(f"graph /users/{one} answers {fault}")
        (answer,) = batch(tenant, f"/users/{one}")
        assert answer["status"] == status
        assert isinstance(answer["body"], str) == (fault != "denied")


@pytest.mark.parametrize(
    "line",
    ["graph /users page 1 does nonsense", "directory.nonsense = 1", "directory.users = -1",
     "directory.users -= 481", "graph /users page x answers down"],
)  # fmt: skip
def test_a_setting_that_means_nothing_is_refused(tenant: Tenant, line: str) -> None:
    told = {"kind": "setting", "text": line}
    assert tenant.world.control("POST", f"/domains/{tenant.domain}/apply", told).status == 400
    assert GRAPH in tenant.graph(PATH).json()["@odata.nextLink"]
