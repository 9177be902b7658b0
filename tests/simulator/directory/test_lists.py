from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.asking import World
from tests.simulator.directory.tenants import ADVANCED, NAMED, batch, count, full, ids
from tests.simulator.tenants import Tenant, code

PERMITTED = [
    ("User.Read.All", "/v1.0/users/$count"),
    ("User.Read.All", "/v1.0/users/delta"),
    ("GroupMember.Read.All", "/v1.0/groups"),
    ("GroupMember.Read.All", "/v1.0/groups/$count"),
    ("GroupMember.Read.All", "/v1.0/groups/delta"),
    ("GroupMember.Read.All", "/v1.0/groups/{group}"),
    ("GroupMember.Read.All", "/v1.0/groups/{group}/members"),
    ("GroupMember.Read.All", "/v1.0/groups/{group}/transitiveMembers"),
    ("OrgContact.Read.All", "/v1.0/contacts"),
    ("OrgContact.Read.All", "/v1.0/contacts/delta"),
    ("MailboxSettings.Read", "/v1.0/users/{info}/mailboxSettings/userPurpose"),
]


@pytest.fixture(scope="module")
def many(world: World) -> Tenant:
    """Read only: these tests share it."""
    return full(world)


def group(tenant: Tenant, number: int) -> str:
    rows = tenant.all("/v1.0/groups?$top=999")
    return str(next(row["id"] for row in rows if row["mailNickname"].endswith(f".g{number}")))


def test_everybody_is_told_once_and_the_named_ones_first(many: Tenant) -> None:
    rows = many.all("/v1.0/users?$top=100&$select=id,userPrincipalName")
    assert len(rows) == len(set(ids(rows))) == count(many, "users") == NAMED + 480
    assert rows[0]["userPrincipalName"].startswith("exchange.admin@")
    assert all(many.graph(f"/v1.0/users/{row['id']}").status == 200 for row in rows[::60])


def test_pages_hold_999_at_most_and_100_when_nobody_says(world: World) -> None:
    tenant = full(world, "directory.users = 2000")
    sizes = [len(page["value"]) for page in tenant.walk("/v1.0/users?$top=999&$select=id")]
    assert sizes == [999, 999, 14]
    assert len(tenant.graph("/v1.0/users?$select=id").json()["value"]) == 100
    assert tenant.graph("/v1.0/users?$top=1000").status == 400


def test_a_user_looks_the_same_alone_in_a_list_and_in_a_delta(many: Tenant) -> None:
    select = "id,displayName,mail,proxyAddresses,department,userType,accountEnabled,assignedPlans,onPremisesSyncEnabled"
    listed = {row["id"]: row for row in many.all(f"/v1.0/users?$select={select}&$top=999")}
    changed = {row["id"]: row for row in many.all(f"/v1.0/users/delta?$select={select}")}
    assert set(listed) == set(changed)
    for id, row in list(listed.items())[::40]:
        alone = many.graph(f"/v1.0/users/{id}?$select={select}").json()
        assert {key: value for key, value in alone.items() if key != "@odata.context"} == row
        assert {key: value for key, value in row.items() if value is not None} == changed[id]


@pytest.mark.parametrize(
    ("clause", "fits"),
    [("userType eq 'Guest'", lambda row: row["userType"] == "Guest"),
     ("userType eq 'Member' and accountEnabled eq false",
      lambda row: row["userType"] == "Member" and not row["accountEnabled"])],
)  # fmt: skip
def test_a_filter_runs_over_everybody(many: Tenant, clause: str, fits: Any) -> None:
    whole = many.all("/v1.0/users?$top=999&$select=id,userType,accountEnabled")
    found = many.all(f"/v1.0/users?$filter={clause}&$top=7&$select=id")
    assert ids(found) == ids([row for row in whole if fits(row)])
    assert found


def test_a_count_needs_its_header(many: Tenant) -> None:
    assert [count(many, what) for what in ("users", "groups", "contacts")] == [492, 41, 25]
    for what in ("users", "groups", "contacts"):
        assert code(many.graph(f"/v1.0/{what}/$count")) == "Request_BadRequest"
    page = many.graph("/v1.0/groups?$count=true", headers=ADVANCED).json()
    assert page["@odata.count"] == 41


def test_there_are_all_kinds_of_groups(many: Tenant) -> None:
    rows = many.all("/v1.0/groups")
    kinds = {(row["mailEnabled"], row["securityEnabled"], bool(row["groupTypes"])) for row in rows}
    assert kinds == {(True, False, False), (True, True, False), (True, False, True), (False, True, False)}
    assert {row["displayName"] for row in rows} >= {"Retain mailboxes", "Everybody"}
    assert all((row["mail"] is None) == (row["proxyAddresses"] == []) for row in rows)


def test_members_are_users_groups_guests_and_contacts(many: Tenant) -> None:
    everything = [
        member
        for row in many.all("/v1.0/groups?$top=999&$select=id")
        for member in many.all(f"/v1.0/groups/{row['id']}/members?$top=999")
    ]
    types = {row["@odata.type"].rpartition(".")[2] for row in everything}
    assert types == {"user", "group", "orgContact"}
    assert len(everything) == 900 + 11
    assert any("#EXT#" in row.get("userPrincipalName", "") for row in everything)


def test_members_come_in_pages_and_can_be_asked_for_by_type(many: Tenant) -> None:
    crowd = group(many, 0)
    whole = many.all(f"/v1.0/groups/{crowd}/members?$select=id&$top=7")
    assert len(whole) == len(set(ids(whole))) > 80
    nested = group(many, 3)
    path = f"/v1.0/groups/{nested}/members"
    groups = many.all(f"{path}/microsoft.graph.group")
    assert [row["mailNickname"].rpartition(".")[2] for row in groups] == ["g4"]
    people = many.all(f"{path}/microsoft.graph.user?$select=id")
    assert sorted(ids(people) + ids(groups)) == sorted(ids(many.all(path)))


def test_members_at_any_depth_are_told_once_though_groups_go_round(many: Tenant) -> None:
    found = [sorted(ids(many.all(f"/v1.0/groups/{group(many, n)}/transitiveMembers"))) for n in (3, 4, 5)]
    direct = {id for n in (3, 4, 5) for id in ids(many.all(f"/v1.0/groups/{group(many, n)}/members")) if id}
    for number, members in zip((3, 4, 5), found, strict=True):
        assert set(members) == direct - {group(many, number)}
        assert len(members) == len(set(members))
    people = many.all(f"/v1.0/groups/{group(many, 3)}/transitiveMembers/microsoft.graph.user?$select=id")
    assert set(ids(people)) < set(found[0])


def test_the_named_group_has_the_named_members(many: Tenant) -> None:
    (row,) = many.rows("/v1.0/groups?$filter=displayName eq 'Retain mailboxes'")
    members = many.all(f"/v1.0/groups/{row['id']}/members?$select=id,userPrincipalName")
    assert len(members) == 11
    assert many.upn("outside") not in {member["userPrincipalName"] for member in members}


def test_contacts_are_told_with_their_addresses(many: Tenant) -> None:
    rows = many.all("/v1.0/contacts?$select=id,displayName,mail,proxyAddresses,mailNickname&$top=10")
    assert len(set(ids(rows))) == 25
    assert all(row["proxyAddresses"] == [f"SMTP:{row['mail']}"] for row in rows)


@pytest.mark.parametrize(("permission", "path"), PERMITTED)
def test_a_list_takes_its_permission(world: World, permission: str, path: str) -> None:
    tenant = full(world)
    path = path.format(group=group(tenant, 3), info=tenant.upn("info"))
    assert tenant.graph(path, headers=ADVANCED).status == 200
    tenant.do(f"revoke {permission}")
    assert tenant.graph(path, headers=ADVANCED).status == 403


def test_members_that_may_not_be_read_show_their_id_alone(world: World) -> None:
    tenant = full(world)
    path = f"/v1.0/groups/{group(tenant, 2)}/members?$select=id,displayName"
    tenant.do("revoke OrgContact.Read.All")
    shown = {row["@odata.type"].rpartition(".")[2]: row["displayName"] for row in tenant.rows(path)}
    assert shown["orgContact"] is None
    assert shown["user"]


def test_any_object_is_found_by_its_id(many: Tenant) -> None:
    for what, kind in (("users", "user"), ("groups", "group"), ("contacts", "orgContact")):
        row = many.rows(f"/v1.0/{what}?$top=30&$select=id")[-1]
        found = many.graph(f"/v1.0/directoryObjects/{row['id']}?$select=id").json()
        assert (found["id"], found["@odata.type"]) == (row["id"], f"#microsoft.graph.{kind}")
    assert many.graph("/v1.0/directoryObjects/00000000-0000-4000-8000-000000000000").status == 404
    assert many.graph(f"/v1.0/directoryObjects/{many.upn('canary')}").status == 404


def test_the_purpose_of_a_mailbox_is_told_or_refused(many: Tenant) -> None:
    rows = many.all("/v1.0/users?$top=999&$select=id,mail,userType,accountEnabled,assignedPlans")
    told: dict[str, int] = {}
    for at in range(0, len(rows), 20):
        urls = [f"/users/{row['id']}/mailboxSettings/userPurpose" for row in rows[at : at + 20]]
        for answer in batch(many, *urls):
            what = answer["body"].get("value") or answer["body"]["error"]["code"]
            told[what] = told.get(what, 0) + 1
    assert set(told) >= {"user", "shared", "room", "equipment", "MailboxNotEnabledForRESTAPI"}
    assert told["user"] > 300


def test_a_million_people_are_there_at_once(world: World) -> None:
    tenant = full(world, "directory.users = 1000000\ndirectory.groups = 20000\ndirectory.links = 2000000")
    assert count(tenant, "users") == 1_000_012
    page = tenant.graph("/v1.0/users?$top=999&$select=id,mail").json()
    assert len(page["value"]) == 999
    kept = json.dumps(tenant.world.control("GET", f"/domains/{tenant.domain}").json())
    assert len(kept) < 20_000


def test_the_second_domain_of_many_people_is_a_domain_of_the_tenant(many: Tenant) -> None:
    known = {row["id"]: row["isDefault"] for row in many.rows("/v1.0/domains")}
    homes = {row["mail"].rpartition("@")[2] for row in many.all("/v1.0/users?$select=mail") if row["mail"]}
    assert homes == {many.domain, f"branch.{many.domain}", "example.net"}
    assert [name for name, default in known.items() if default] == [many.domain]
    assert f"branch.{many.domain}" in known
    assert many.rows(f"/v1.0/domains/branch.{many.domain}/serviceConfigurationRecords") == []


def test_nobody_is_listed_when_lists_are_empty(world: World) -> None:
    tenant = full(world)
    tenant.do("directory.unlisted = 1")
    assert [tenant.all(f"/v1.0/{what}") for what in ("users", "groups", "contacts")] == [[], [], []]
    assert [count(tenant, what) for what in ("users", "groups", "contacts")] == [0, 0, 0]
    assert tenant.graph(f"/v1.0/users/{tenant.upn('canary')}").status == 200


def test_a_count_can_be_wrong(world: World) -> None:
    tenant = full(world)
    tenant.do("directory.miscounted = -3")
    assert count(tenant, "users") == len(tenant.all("/v1.0/users?$top=999&$select=id")) - 3
