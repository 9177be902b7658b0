from __future__ import annotations

from dataclasses import replace

import pytest

from checks.accounts import roles
from checks.accounts.worker_not_admin import judge
from checks.admin_centre import ENTRA
from checks.result import Remedy, Result
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved
from tests.checks.tenants import APP, LACKING, NO_USER, OWN_SERVER, in_entra, in_report, item, listed, report

WORKER = "RetainWorker@example.org"
MEANING = "Exchange denies impersonation to administrators, so Retain can open no mailbox with this account."


def verdict(answer: GraphReply) -> Result:
    return proved(judge(APP, seen(in_entra(), item(roles.ROLES, answer)), NOW))


@pytest.mark.parametrize(
    "answer", [listed(), listed({"displayName": "Global Reader", "roleTemplateId": "x"})]
)
def test_an_ordinary_user_passes(answer: GraphReply) -> None:
    assert verdict(answer) == Result(
        "passed", f"{WORKER} holds no administrator role.", expected="no administrator role", found="none"
    )


def test_an_administrator_fails() -> None:
    role = {"displayName": "Helpdesk Administrator", "roleTemplateId": "x"}
    assert verdict(listed(role)) == Result(
        "failed",
        f"{WORKER} holds Helpdesk Administrator.",
        MEANING,
        "Run this check again: it names no role.",
        "no administrator role",
        "Helpdesk Administrator",
        (Remedy("text", f"Open {WORKER}, Assigned roles, and remove Helpdesk Administrator.", ENTRA),),
    )


def test_a_role_is_known_by_its_template_too() -> None:
    assert verdict(listed({"roleTemplateId": roles.EXCHANGE.template})).status == "failed"


def test_roles_that_are_not_shown_prove_nothing() -> None:
    assert verdict(LACKING).status == "error"


def test_without_a_user_there_are_no_roles() -> None:
    assert judge(APP, seen(in_entra(answer=NO_USER)), NOW).cause == "worker.account"


def test_a_group_that_only_gives_impersonation_is_no_administrator_group() -> None:
    good = judge(OWN_SERVER, seen(in_report(report())), NOW)
    assert good.summary == f"{WORKER} is in no administrator group (account report of 2026-11-20, EX01)."


def test_an_administrator_group_on_a_server_fails_with_the_line_to_leave_it() -> None:
    groups = [{"name": "Boss' group", "roles": ["ApplicationImpersonation", "Role Management"]}]
    bad = proved(judge(OWN_SERVER, seen(in_report(report({"role_groups": groups}))), NOW))
    assert (bad.status, bad.found) == ("failed", "Boss' group")
    assert commands(bad) == [f"Remove-RoleGroupMember -Identity 'Boss'' group' -Member '{WORKER}'"]


def test_an_administrator_in_its_place_is_the_fault_of_another_check() -> None:
    same = replace(APP, admin_upn="retainworker@example.org")
    assert judge(same, seen(in_entra()), NOW).cause == "accounts.distinct"
