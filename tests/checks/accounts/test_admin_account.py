from __future__ import annotations

from dataclasses import replace

import pytest

from checks.accounts.admin_account import judge
from checks.accounts.who import ADMIN
from checks.admin_centre import MICROSOFT_365
from checks.result import Remedy, Result
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import proved
from tests.checks.tenants import (
    APP,
    BOTH,
    NO_ANSWER,
    NO_USER,
    OWN_SERVER,
    in_entra,
    in_report,
    reply,
    report,
    user,
)

BOSS = "exchange.admin@example.org"
MEANING = "Nobody can run the steps of this set-up that take an administrator."
CONFIRM = "Run this check again: it names the account as a member that may sign in."


def verdict(answer: GraphReply | None = None, **changes: object) -> Result:
    return proved(judge(APP, seen(in_entra(ADMIN, answer, **changes)), NOW))


def test_an_enabled_member_passes() -> None:
    assert verdict() == Result(
        "passed",
        f"{BOSS} is an enabled member.",
        expected="an enabled member of the tenant",
        found="enabled member",
    )


def test_a_user_of_old_tenants_without_a_type_is_a_member() -> None:
    assert verdict(userType=None).status == "passed"


def test_a_user_that_does_not_exist_fails() -> None:
    assert verdict(NO_USER) == Result(
        "failed",
        f"Entra has no user {BOSS}.",
        MEANING,
        CONFIRM,
        "an enabled member of the tenant",
        "no such user",
        (
            Remedy("text", f"Compare the spelling of {BOSS} with the user name in the list of active users."),
            Remedy("text", f"If it was never made: Users, Active users, Add a user, {BOSS}.", MICROSOFT_365),
        ),
    )


def test_a_guest_fails() -> None:
    result = verdict(userType="Guest")
    assert (result.status, result.found) == ("failed", "guest")


def test_a_disabled_account_fails() -> None:
    assert verdict(accountEnabled=False) == Result(
        "failed",
        f"{BOSS} may not sign in: the account is disabled.",
        MEANING,
        CONFIRM,
        "an enabled member of the tenant",
        "disabled member",
        (Remedy("text", f"Open {BOSS} and allow sign-in.", MICROSOFT_365),),
    )


@pytest.mark.parametrize(
    "answer", [NO_ANSWER, reply(status=500), reply([]), reply(user(ADMIN, accountEnabled=None))]
)
def test_an_answer_without_the_user_proves_nothing(answer: GraphReply) -> None:
    assert verdict(answer).status == "error"


def test_the_report_says_it_on_a_server_of_ones_own() -> None:
    result = judge(OWN_SERVER, seen(in_report(report())), NOW)
    assert (result.status, result.summary) == (
        "passed",
        f"{BOSS} exists and is enabled (account report of 2026-11-20, EX01).",
    )


@pytest.mark.parametrize(
    ("change", "found"), [({"exists": False}, "no such user"), ({"enabled": False}, "disabled member")]
)
def test_the_report_may_say_no(change: dict[str, object], found: str) -> None:
    result = proved(judge(OWN_SERVER, seen(in_report(report(admin=change))), NOW))
    assert (result.status, result.found) == ("failed", found)
    assert result.confirm == "Make and upload a new account report: this line turns green."


def test_without_a_report_the_upload_is_what_is_missing() -> None:
    result = judge(OWN_SERVER, seen(in_report({})), NOW)
    assert (result.status, result.cause) == ("blocked", "form:account-report")


def test_a_faulty_report_is_as_good_as_none() -> None:
    result = judge(OWN_SERVER, seen(in_report(report(host=7))), NOW)
    assert (result.status, result.cause) == ("blocked", "form:account-report")
    assert result.summary.endswith("host: must be a text of at most 400 characters.")


def test_a_report_about_somebody_else_does_not_count() -> None:
    other = replace(OWN_SERVER, admin_upn="other@example.org")
    result = judge(other, seen(in_report(report())), NOW)
    assert (result.status, result.cause) == ("blocked", "form:account-report")
    assert result.summary == f"The account report is about {BOSS}, not about other@example.org."


def test_hybrid_judges_both_sides_and_shows_the_worse() -> None:
    good = judge(BOTH, seen(in_entra(ADMIN), in_report(report())), NOW)
    assert good.status == "passed"
    assert good.summary.startswith(
        f"Exchange Online: {BOSS} is an enabled member. Your server: {BOSS} exists"
    )
    bad = proved(judge(BOTH, seen(in_entra(ADMIN), in_report(report(admin={"enabled": False}))), NOW))
    assert (bad.status, bad.summary.partition(":")[0]) == ("failed", "Your server")
    worse = proved(judge(BOTH, seen(in_entra(ADMIN, NO_USER), in_report({})), NOW))
    assert (worse.status, worse.summary.partition(":")[0]) == ("failed", "Exchange Online")
