from __future__ import annotations

import pytest

from checks.accounts import roles
from checks.accounts.admin_roles import judge
from checks.accounts.who import ADMIN
from checks.admin_centre import ENTRA
from checks.powershell import SERVER
from checks.result import Remedy, Result
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import proved
from tests.checks.tenants import (
    APP,
    LACKING,
    NO_ANSWER,
    NO_USER,
    OWN_SERVER,
    in_entra,
    in_report,
    item,
    listed,
    report,
)  # fmt: skip

BOSS = "exchange.admin@example.org"
GLOBAL = {"displayName": "Company Administrator", "roleTemplateId": roles.GLOBAL.template}
EXCHANGE = {"displayName": "Exchange Administrator", "roleTemplateId": roles.EXCHANGE.template}
OTHER = {"displayName": "Helpdesk Administrator", "roleTemplateId": "x"}


def verdict(answer: GraphReply) -> Result:
    return proved(judge(APP, seen(in_entra(ADMIN), item(roles.ROLES, answer)), NOW))


def test_an_exchange_administrator_passes() -> None:
    assert verdict(listed(EXCHANGE, OTHER)) == Result(
        "passed",
        f"{BOSS} is Exchange Administrator.",
        expected="Exchange Administrator",
        found="Exchange Administrator, Helpdesk Administrator",
    )


def test_a_global_administrator_is_more_than_needed() -> None:
    assert verdict(listed(GLOBAL)) == Result(
        "warning",
        f"{BOSS} is Global Administrator; Exchange Administrator is enough.",
        "The set-up works. Whoever gets hold of this account rules the whole tenant, not only Exchange.",
        "Run this check again: it names the role.",
        "Exchange Administrator",
        "Company Administrator",
        (
            Remedy("text", f"Give {BOSS} the role Exchange Administrator, and take the other away.", ENTRA),
            Remedy(
                "text",
                "If this person administers the whole tenant anyway, leave it so: a warning does not hold this step.",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("answer", "found"), [(listed(), "no role"), (listed(OTHER), "Helpdesk Administrator")]
)
def test_no_role_that_is_enough_fails(answer: GraphReply, found: str) -> None:
    result = verdict(answer)
    assert (result.status, result.found) == ("failed", found)


@pytest.mark.parametrize("answer", [LACKING, NO_ANSWER, listed({"id": "x"})])
def test_roles_that_are_not_shown_prove_nothing(answer: GraphReply) -> None:
    result = verdict(answer)
    assert result.status == "error"
    assert "RoleManagement.Read.Directory" in result.remedy[-1].text


def test_a_missing_account_is_the_fault_of_another_check() -> None:
    result = judge(APP, seen(in_entra(ADMIN, NO_USER)), NOW)
    assert (result.status, result.cause) == ("blocked", "admin.account")


@pytest.mark.parametrize("answer", [NO_ANSWER, listed()])
def test_an_account_that_cannot_be_looked_up_proves_nothing(answer: GraphReply) -> None:
    assert proved(judge(APP, seen(in_entra(ADMIN, answer)), NOW)).status == "error"


def test_a_guest_is_the_fault_of_another_check() -> None:
    assert judge(APP, seen(in_entra(ADMIN, userType="Guest")), NOW).cause == "admin.account"


def test_on_a_server_it_is_the_role_group_that_counts() -> None:
    good = judge(OWN_SERVER, seen(in_report(report())), NOW)
    assert good.summary == f"{BOSS} is in Organization Management (account report of 2026-11-20, EX01)."
    bad = proved(judge(OWN_SERVER, seen(in_report(report(admin={"role_groups": []}))), NOW))
    assert (bad.status, bad.found) == ("failed", "no role group")
    assert bad.remedy == (
        Remedy(
            "command", f"Add-RoleGroupMember -Identity 'Organization Management' -Member '{BOSS}'", SERVER
        ),
    )


def test_an_account_that_the_report_misses_is_the_fault_of_another_check() -> None:
    result = judge(OWN_SERVER, seen(in_report(report(admin={"exists": False}))), NOW)
    assert (result.status, result.cause) == ("blocked", "admin.account")
