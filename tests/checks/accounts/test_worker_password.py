from __future__ import annotations

from typing import Any

import pytest

from checks.accounts.password_validity import DOMAIN, NEVER, ORGANIZATION, sum_of
from checks.accounts.worker_password import judge
from checks.admin_centre import MICROSOFT_365
from checks.result import Evidence, Remedy, Result
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import proved
from tests.checks.tenants import (
    APP,
    NO_ANSWER,
    NO_USER,
    OWN_SERVER,
    in_entra,
    in_report,
    item,
    listed,
    reply,
    report,
)  # fmt: skip

WORKER = "RetainWorker@example.org"
WANTED = "a password that never expires, or holds more than 30 days"


def evidence(days: Any = 90, made: str = "2019-05-01T00:00:00Z", **changes: Any) -> Evidence:
    policy = days if isinstance(days, GraphReply) else reply({"passwordValidityPeriodInDays": days})
    return seen(
        in_entra(**changes),
        item(DOMAIN, policy),
        item(ORGANIZATION, listed({"createdDateTime": made} if made else {})),
    )


def verdict(*args: Any, **changes: Any) -> Result:
    return proved(judge(APP, evidence(*args, **changes), NOW))


@pytest.mark.parametrize(
    ("given", "summed"),
    [
        (
            evidence(passwordPolicies="DisablePasswordExpiration, DisableStrongPassword"),
            "DisablePasswordExpiration",
        ),
        (evidence(NEVER), "never expires"),
        (evidence(None, "2022-03-01T00:00:00Z"), "never expires"),
    ],
)
def test_a_password_that_never_expires_passes(given: Evidence, summed: str) -> None:
    assert judge(APP, given, NOW) == Result(
        "passed", f"The password of {WORKER} never expires.", expected=WANTED, found="never expires"
    )
    assert summed in sum_of(given)


def test_a_password_that_holds_long_enough_passes() -> None:
    given = evidence(90)
    assert judge(APP, given, NOW) == Result(
        "passed",
        f"The password of {WORKER} holds until 30 January 2027, 70 days.",
        expected=WANTED,
        found="holds 70 days",
    )
    assert sum_of(given) == "Last change 2026-11-01T00:00:00Z, plus 90 days: 2027-01-30T00:00:00+00:00."


def test_old_tenants_that_set_nothing_have_90_days() -> None:
    assert verdict(None).summary.endswith("holds until 30 January 2027, 70 days.")


def test_a_password_that_ends_soon_is_a_warning() -> None:
    assert verdict(30) == Result(
        "warning",
        f"The password of {WORKER} expires on 1 December 2026, in 10 days.",
        "From that day on archiving stops, and the worker log says Invalid Password.",
        "Run this check again: it says that the password holds.",
        WANTED,
        "holds 10 days",
        (
            Remedy("text", f"Set the password of {WORKER} to never expire.", MICROSOFT_365),
            Remedy(
                "text",
                "Or set a new password before 1 December 2026, and enter it in Retain as well.",
                MICROSOFT_365,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("days", "status"), [(50, "warning"), (51, "passed"), (19, "failed"), (20, "warning")]
)
def test_the_last_day_decides(days: int, status: str) -> None:
    assert verdict(days).status == status


@pytest.mark.parametrize("policies", ["None", "DisablePasswordExpiration"])
def test_a_password_that_must_be_changed_fails(policies: str) -> None:
    result = verdict(passwordPolicies=policies, passwordProfile={"forceChangePasswordNextSignIn": True})
    assert (result.status, result.found) == ("failed", "must change")
    assert result.summary == f"The password of {WORKER} must be changed at the next sign-in."


def test_an_expired_password_fails() -> None:
    result = verdict(10)
    assert (result.status, result.summary) == (
        "failed",
        f"The password of {WORKER} expired on 11 November 2026.",
    )


def test_a_synchronised_user_follows_rules_that_entra_does_not_show() -> None:
    result = verdict(onPremisesSyncEnabled=True)
    assert result.status == "error"
    assert "follows the policy of your own directory" in result.summary


@pytest.mark.parametrize(
    "given", [evidence(NO_ANSWER), evidence(None, ""), evidence(90, lastPasswordChangeDateTime="")]
)
def test_what_cannot_be_reckoned_proves_nothing(given: Evidence) -> None:
    assert proved(judge(APP, given, NOW)).status == "error"
    assert "unknown" in sum_of(given) or "could not be read" in sum_of(given)


def test_without_a_user_there_is_no_password() -> None:
    assert judge(APP, seen(in_entra(answer=NO_USER)), NOW).cause == "worker.account"


@pytest.mark.parametrize(
    ("change", "status", "found"),
    [
        ({}, "passed", "never expires"),
        ({"password_must_change": True}, "failed", "must change"),
        ({"password_never_expires": False}, "passed", "never expires"),
        (
            {"password_never_expires": False, "password_expires": "2027-11-20T10:00:00Z"},
            "passed",
            "holds 365 days",
        ),
        ({"password_never_expires": False, "password_expires": "2026-12-01"}, "warning", "holds 10 days"),
        (
            {"password_never_expires": False, "password_expires": "2026-11-19T00:00:00Z"},
            "failed",
            "expired on 19 November 2026",
        ),
    ],
)
def test_the_report_says_it_on_a_server(change: dict[str, object], status: str, found: str) -> None:
    result = proved(judge(OWN_SERVER, seen(in_report(report(change))), NOW))
    assert (result.status, result.found) == (status, found)
