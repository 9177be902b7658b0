"""Deltas over HTTP: what they tell, replayed on what was known, must give what there is now."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.asking import World
from tests.simulator.directory.tenants import full, ids
from tests.simulator.tenants import Tenant, after, code

FIELDS = "id,displayName,userPrincipalName,mail,department,accountEnabled"
USERS, GROUPS = f"/v1.0/users/delta?$select={FIELDS}", "/v1.0/groups/delta?$select=displayName,mail,members"
CHANGES = [
    "directory.joined = 3",
    "directory.left = 40",
    "directory.renamed = 2",
    "directory.exchanged = 1",
    "directory.regrouped = 5",
    "directory.founded = 2",
    "directory.dissolved = 3",
    "directory.unlisted = 1",
    "delete {canary}",
    "name {canary} Another Name",
    "directory.joined = 9\ndirectory.left = 9\ndirectory.renamed = 9\ndirectory.exchanged = 9\n"
    "directory.regrouped = 60\ndirectory.founded = 3\ndirectory.dissolved = 4\nguest {sales}",
]


def users(tenant: Tenant) -> dict[str, Any]:
    return {row["id"]: row for row in tenant.all(f"/v1.0/users?$top=999&$select={FIELDS}")}


def groups(tenant: Tenant) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in tenant.all(GROUPS):
        found.setdefault(row["id"], set()).update(ids(row.get("members@delta", [])))
    return found


def replay_users(known: dict[str, Any], rows: list[Any]) -> dict[str, Any]:
    known = dict(known)
    for row in rows:
        if "@removed" in row:
            known.pop(row["id"], None)
        else:
            known[row["id"]] = dict.fromkeys(FIELDS.split(",")) | known.get(row["id"], {}) | row
    return known


def replay_groups(known: dict[str, set[str]], rows: list[Any]) -> dict[str, set[str]]:
    known = {id: set(members) for id, members in known.items()}
    for row in rows:
        if "@removed" in row:
            known.pop(row["id"], None)
            continue
        members = known.setdefault(row["id"], set())
        for link in row.get("members@delta", []):
            (members.discard if "@removed" in link else members.add)(link["id"])
    return known


def names(tenant: Tenant) -> dict[str, str]:
    return {name: tenant.upn(name) for name in ("canary", "sales")}


@pytest.mark.parametrize("change", CHANGES)
def test_changes_replayed_give_what_is_there_now(world: World, change: str) -> None:
    tenant = full(world)
    known_users, known_groups = users(tenant), groups(tenant)
    user_link, group_link = tenant.delta(USERS), tenant.delta(GROUPS)
    undo = tenant.do(change.format(**names(tenant)))
    assert replay_users(known_users, tenant.all(user_link)) == users(tenant)
    assert replay_groups(known_groups, tenant.all(group_link)) == groups(tenant)
    later_users, later_groups = users(tenant), groups(tenant)
    back_users, back_groups = tenant.delta(USERS), tenant.delta(GROUPS)
    tenant.world.simulator.undo(tenant.domain, undo)
    assert replay_users(later_users, tenant.all(back_users)) == known_users
    assert replay_groups(later_groups, tenant.all(back_groups)) == known_groups


def test_contacts_go_and_come_back_with_the_lists(world: World) -> None:
    tenant = full(world)
    known, link = ids(tenant.all("/v1.0/contacts")), tenant.delta("/v1.0/contacts/delta")
    undo = tenant.do("directory.unlisted = 1")
    gone = tenant.all(link)
    assert ids([row for row in gone if "@removed" in row]) == known
    link = tenant.delta("/v1.0/contacts/delta")
    tenant.world.simulator.undo(tenant.domain, undo)
    assert ids(tenant.all(link)) == known


def test_nothing_changed_gives_no_rows_and_a_new_link(world: World) -> None:
    tenant = full(world)
    for path in (USERS, GROUPS, "/v1.0/contacts/delta"):
        (page,) = tenant.walk(tenant.delta(path))
        assert page["value"] == []
        assert tenant.all(after(page["@odata.deltaLink"])) == []


def test_the_link_at_the_end_of_a_chain_counts_from_its_beginning(world: World) -> None:
    """Who joins while somebody reads is told again later rather than never."""
    tenant = full(world)
    tenant.do("graph /users/delta page 1 does directory.joined += 2")
    pages = tenant.walk(USERS)
    later = tenant.all(after(pages[-1]["@odata.deltaLink"]))
    assert len(later) == 2
    assert set(ids(later)) <= set(users(tenant))


def test_a_page_holds_200_objects_and_500_links_and_top_is_not_obeyed(world: World) -> None:
    tenant = full(world, "directory.users = 3000\ndirectory.groups = 450\ndirectory.links = 9000")
    pages = tenant.walk(GROUPS + "&$top=5")
    assert max(len(page["value"]) for page in pages) <= 200
    links = [sum(len(row.get("members@delta", [])) for row in page["value"]) for page in pages]
    assert max(links) == 500
    assert sum(links) == 9000 + 11
    seen = [row["id"] for page in pages for row in page["value"]]
    assert len(set(seen)) == 451
    assert len(seen) > 451
    assert [len(page["value"]) for page in tenant.walk(USERS + "&$top=5")] == [200] * 15 + [12]
    assert len(tenant.walk("/v1.0/groups/delta?$select=displayName")) == 3


def test_what_was_never_set_is_left_out_and_what_was_cleared_is_null(world: World) -> None:
    tenant = full(world)
    assert all(value is not None for row in tenant.all(USERS) for value in row.values())
    fields = "id,mail,department"
    link = tenant.delta(f"/v1.0/users/delta?$select={fields}")
    tenant.do(f"mailbox {tenant.upn('canary')} none")
    (row,) = tenant.all(link)
    assert row["mail"] is None


def test_only_what_was_selected_counts_as_changed(world: World) -> None:
    tenant = full(world)
    names_only, addresses = tenant.delta("/v1.0/users/delta?$select=department"), tenant.delta(USERS)
    bare = tenant.delta("/v1.0/groups/delta?$select=displayName")
    tenant.do("directory.renamed = 2\ndirectory.regrouped = 2")
    assert tenant.all(names_only) == []
    assert len(tenant.all(addresses)) == 2
    assert tenant.all(bare) == []


def test_minimal_answers_hold_the_changed_properties_alone(world: World) -> None:
    tenant = full(world)
    link, groups_link = tenant.delta(USERS), tenant.delta(GROUPS)
    tenant.do("directory.renamed = 1\ndirectory.regrouped = 1")
    minimal = {"headers": {"Prefer": "return=minimal"}}
    (row,) = tenant.all(link, **minimal)
    assert set(row) == {"id", "displayName", "userPrincipalName", "mail"}
    assert {key for one in tenant.all(groups_link, **minimal) for key in one} == {"id", "members@delta"}


@pytest.mark.parametrize("change", ["delta links expire", "directory.seed = 7", "directory.users = 900"])
def test_an_old_link_is_gone_and_names_a_new_start(world: World, change: str) -> None:
    tenant = full(world)
    link = tenant.delta(USERS)
    tenant.do(change)
    page = tenant.graph(link)
    assert (page.status, code(page)) == (410, "syncStateNotFound")
    again = tenant.walk(after(page.headers["Location"]))
    assert len({row["id"] for page in again for row in page["value"]}) == len(users(tenant))


@pytest.mark.parametrize("token", ["nonsense", "AAAA", "eJyLjgUAARUAuQ=="])
def test_a_token_that_is_none_is_refused(world: World, token: str) -> None:
    tenant = full(world)
    assert tenant.graph(f"/v1.0/users/delta?$deltatoken={token}").status == 400
    other = tenant.delta(GROUPS).partition("$deltatoken=")[2]
    assert tenant.graph(f"/v1.0/users/delta?$deltatoken={other}").status == 400
    assert code(tenant.graph("/v1.0/users/delta?$filter=id eq 'x'")) == "Request_UnsupportedQuery"
