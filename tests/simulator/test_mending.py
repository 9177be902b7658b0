"""People who put a tenant right, and what the simulated tenant tells of itself for practice."""

from __future__ import annotations

from typing import Any

import pytest

from checks.accounts import report_schema
from simulator.scenarios import BY_NAME
from simulator.tenant.application import upload
from simulator.tenant.deeds import carry_out, mended
from simulator.tenant.healthy import healthy
from simulator.tenant.model import Tenant
from simulator.tenant.own_report import report
from tests.simulator.asking import World
from tests.sync.pairs import pair

D = "mended.practice.test"


def created(world: World, scenario: str) -> str:
    return str(world.control("POST", "/domains", {"scenario": scenario}).json()["domain"])


def shown(world: World, domain: str) -> dict[str, Any]:
    return dict(world.control("GET", f"/domains/{domain}").json())


def spoilt(exchange: str, *lines: str) -> Tenant:
    tenant = healthy(D, exchange=exchange)
    for line in lines:
        tenant = carry_out(tenant, "setting", line)
    return tenant


def test_people_take_every_fault_back_and_leave_certificates_there() -> None:
    spoiled = upload(spoilt("online", "withdraw consent", f"delete RetainWorker@{D}"), pair().public_pem)
    after = carry_out(spoiled, "mend", "Grant what is missing.")
    assert after.users == healthy(D).users
    assert after.app.granted == healthy(D).app.granted
    assert [key.pem for key in after.app.keys] == [pair().public_pem]
    assert mended(healthy(D)) == healthy(D)


def test_once_mended_the_right_answers_are_ready_until_it_is_undone(world: World) -> None:
    domain = created(world, "signin-wrong-secret")
    wrong = shown(world, domain)["credential"]["client_secret"]
    block = {"kind": "mend", "text": "Enter the Value of the secret here."}
    undo = world.control("POST", f"/domains/{domain}/apply", block).json()["undo"]
    assert shown(world, domain)["credential"]["client_secret"] != wrong
    world.control("POST", f"/domains/{domain}/undo", {"undo": undo})
    assert shown(world, domain)["credential"]["client_secret"] == wrong


def test_an_application_is_ready_even_where_the_connection_does_not_know_it_yet(world: World) -> None:
    told = shown(world, created(world, "healthy"))
    assert "client_id" not in told["settings"]
    assert {"client_id", "tenant_id", "canary", "out_of_scope", "admin_upn"} <= set(told["ready"])


@pytest.mark.parametrize(("scenario", "old"), [("access-healthy", True), ("role-pending", False)])
def test_roles_were_assigned_long_ago_unless_the_scenario_says_just_now(
    world: World, scenario: str, old: bool
) -> None:
    assert bool(shown(world, created(world, scenario))["long_assigned"]) is old
    assert BY_NAME[scenario].fresh is not old


def test_a_tenant_online_has_no_server_to_report_about() -> None:
    assert report(healthy(D)) is None


@pytest.mark.parametrize("exchange", ["server", "hybrid"])
def test_the_report_of_a_healthy_server_is_one_that_the_page_takes(exchange: str) -> None:
    told = dict(report(healthy(D, exchange=exchange)) or {})
    assert report_schema.validate(told) == ()
    assert told["administrator"]["role_groups"][0]["name"] == "Organization Management"
    assert told["impersonation_user"]["role_groups"] == []
    assert told["impersonation_user"]["password_expires"] is None


def test_the_report_tells_what_is_wrong() -> None:
    worker = f"RetainWorker@{D}"
    tenant = spoilt(
        "server",
        f"disable {worker}",
        f"role {worker} Organization Management",
        f"mailbox {worker} none",
        f"password {worker} expires",
        "password validity 90 days",
        f"delete exchange.admin@{D}",
    )
    told = dict(report(tenant) or {})
    assert report_schema.validate(told) == ()
    assert told["administrator"] == {"user_principal_name": f"exchange.admin@{D}", "exists": False}
    found = told["impersonation_user"]
    assert (found["enabled"], found["recipient_type"]) == (False, "")
    assert found["role_groups"][0]["name"] == "Organization Management"
    assert found["password_expires"].endswith("Z")
