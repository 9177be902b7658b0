"""What pages offer to let happen in a simulated directory, and the scenarios that are about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.practice_changes import offered
from simulator.scenarios import SCENARIOS, sync, sync_pages
from simulator.scenarios.model import Scenario
from simulator.state import Domains
from tests.simulator.asking import World
from tests.simulator.directory.tenants import count, full, ids
from tests.simulator.tenants import Tenant, tenant_of

each = pytest.mark.parametrize("scenario", sync.SCENARIOS + sync_pages.SCENARIOS, ids=lambda one: one.name)


@each
def test_its_directory_is_there_and_its_connection_is_told(world: World, scenario: Scenario) -> None:
    tenant = tenant_of(world, scenario.name)
    numbers = world.simulator.domains.get(tenant.domain).tenant.directory
    assert numbers.users >= 480
    assert numbers.links > numbers.groups > 0
    told = world.control("GET", f"/domains/{tenant.domain}").json()
    assert {"tenant_id", "client_id", "canary"} <= set(told["settings"])
    keys = {change.key for change in offered(world.simulator.domains.get(tenant.domain))}
    assert set(scenario.follows) <= keys


def changes(tenant: Tenant) -> list[Any]:
    return list(tenant.world.control("GET", f"/domains/{tenant.domain}/changes").json())


def test_changes_are_offered_those_of_the_scenario_first(world: World) -> None:
    tenant = tenant_of(world, "sync-one-returns")
    told = changes(tenant)
    assert told[0] == {
        "key": "exchanged",
        "title": "Somebody leaves and comes back with another id",
        "text": "directory.exchanged += 1",
        "kind": "setting",
    }
    assert "Half of the staff leaves (240 people)" in [one["title"] for one in told]


def test_a_tenant_without_a_directory_is_offered_what_it_can_undergo(world: World) -> None:
    keys = [one["key"] for one in changes(tenant_of(world))]
    assert keys == ["joined", "nobody", "links", "throttled", "cut"]


@pytest.mark.parametrize(
    ("key", "by"), [("joined", 3), ("left", -4), ("half-left", -240), ("exchanged", 0), ("nobody", -492)]
)
def test_a_change_is_made_and_taken_back(world: World, key: str, by: int) -> None:
    tenant = full(world)
    before = count(tenant, "users")
    change = next(one for one in changes(tenant) if one["key"] == key)
    undo = world.control("POST", f"/domains/{tenant.domain}/apply", change).json()["undo"]
    assert count(tenant, "users") == before + by
    world.control("POST", f"/domains/{tenant.domain}/undo", {"undo": undo})
    assert count(tenant, "users") == before


def test_half_is_half_of_those_who_are_left(world: World) -> None:
    tenant = full(world)
    tenant.do("directory.left = 100")
    (text,) = (one["text"] for one in changes(tenant) if one["key"] == "half-left")
    assert text == "directory.left += 190"


def test_the_directory_outlives_a_restart_with_all_that_became_of_it(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    domains = Domains(SCENARIOS, file, ["sync-directory"])
    name = domains.create("sync-directory").name
    undo = domains.carry_out(name, "setting", "directory.joined += 2\ndirectory.left += 9")
    made = domains.get(name).tenant.directory
    assert (made.joined, made.left, made.moment("joined", 1) > 0) == (2, 9, True)
    again = Domains(SCENARIOS, file, ["sync-directory"])
    assert again.get(name).tenant.directory == made
    again.undo(name, undo)
    assert Domains(SCENARIOS, file).get(name).tenant.directory.joined == 0
    assert file.stat().st_size < 5_000


@pytest.mark.parametrize("scenario", ["sync-page-dropped", "sync-page-short", "sync-page-ends"])
def test_a_pull_that_goes_wrong_misses_people(world: World, scenario: str) -> None:
    tenant = tenant_of(world, scenario)
    rows = tenant.all("/v1.0/users?$select=id&$top=999")
    assert len(set(ids(rows))) < count(tenant, "users") == 2512


def test_a_night_that_is_throttled_ends_well(world: World) -> None:
    tenant = tenant_of(world, "sync-throttled-night")
    token, path, seen = tenant.token(), "/v1.0/users?$select=id&$top=999", list[int]()
    while path:
        page = tenant.graph(path, token=token)
        seen.append(page.status)
        if page.status == 200:
            link = page.json().get("@odata.nextLink", "")
            path = link.removeprefix("https://graph.microsoft.com")
    assert seen == [200, 429, 429, 200, 200]
