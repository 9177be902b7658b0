from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.access.role_assignments import SCOPES
from checks.ews.allowed import judge
from checks.ews.gate import BLOCKED, DISABLED
from checks.propagation import assignment_key
from checks.result import Item, Remedy, Result
from checks.subject import Subject
from clients.contract import EwsReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved, words
from tests.checks.tenants import (
    APP_DOD,
    APP_EWS,
    CLIENT,
    EWS_DENIED,
    EWS_OPENED,
    assigned,
    ews,
    item,
    listed,
    roles_of,
    signed_in,
    tried,
)  # fmt: skip

UNSIGNED = ews(
    401,
    diagnostics='2000008;reason="The token contains no permissions, or permissions can not be understood."',
)


def verdict(answer: EwsReply, *items: Item, subject: Subject = APP_EWS, now: datetime = NOW) -> Result:
    return proved(judge(subject, seen(tried(answer), *items), now))


def closed(reason: str) -> EwsReply:
    return ews(403, policy_reason=reason)


def changed(minutes: int) -> Subject:
    return replace(APP_EWS, first_seen={"changed:ews.allowed": NOW - timedelta(minutes=minutes)})


@pytest.mark.parametrize("answer", [EWS_OPENED, EWS_DENIED, ews(500, "ErrorServerBusy")])
def test_any_answer_of_exchange_is_a_warning_with_the_days_left(answer: EwsReply) -> None:
    assert verdict(answer) == Result(
        "warning",
        "Exchange Online answers the application over EWS, for 132 days more.",
        "EWS in Exchange Online is off for good, without exceptions. This holds from 1 April 2027, in 132 days. Until "
        "then: it answers only where the organization allows it and the application is on its list.",
        "Run the checks again after the change: this one is no longer needed.",
        "a way to read mail that stays",
        "EWS, 132 days left",
        (
            Remedy(
                "text",
                "Ask the vendor which release of Retain reads Exchange Online without EWS, and plan it now.",
            ),
            Remedy(
                "text",
                "Choose Microsoft Graph on Access as the way to read mailboxes: it stays when EWS ends.",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2024-01-01", "passed"),
        ("2026-02-24", "passed"),
        ("2026-02-25", "warning"),
        ("2026-10-10", "warning"),
        ("2027-03-31", "warning"),
        ("2027-04-01", "failed"),
        ("2027-12-31", "failed"),
    ],
)
def test_the_verdict_changes_on_the_right_day(day: str, status: str) -> None:
    assert verdict(EWS_OPENED, now=datetime.fromisoformat(day).replace(tzinfo=UTC)).status == status


def test_on_the_last_day_one_day_is_left() -> None:
    last = datetime(2027, 3, 31, tzinfo=UTC)
    assert verdict(EWS_OPENED, now=last).found == "EWS, 1 day left"


def test_in_other_clouds_no_date_is_published() -> None:
    subject = replace(APP_DOD, archive_via="ews")
    far = datetime(2027, 12, 31, tzinfo=UTC)
    assert verdict(EWS_OPENED, subject=subject, now=far) == Result(
        "passed", "Exchange Online answers the application over EWS."
    )


def test_ews_that_is_switched_off_fails_with_the_lines_in_order() -> None:
    result = verdict(closed(DISABLED))
    assert (result.status, result.found) == ("failed", f"403 {DISABLED}")
    assert commands(result) == [
        "Connect-ExchangeOnline",
        f"Set-OrganizationConfig -EwsAllowedAppIDs '{CLIENT}'",
        "Set-OrganizationConfig -EwsEnabled $true",
        "Set-CASMailbox -Identity 'canary@example.org' -EwsEnabled $true",
    ]
    assert "The list is replaced as a whole." in words(result)


def test_an_application_that_is_not_listed_fails() -> None:
    result = verdict(closed(BLOCKED))
    assert (result.status, result.found) == ("failed", f"403 {BLOCKED}")
    assert commands(result) == [
        "Connect-ExchangeOnline",
        f"Set-OrganizationConfig -EwsAllowedAppIDs '{CLIENT}'",
        "Get-OrganizationConfig",
    ]


@pytest.mark.parametrize(
    ("day", "word"), [("2026-10-09", "in 1 day"), ("2026-10-10", "since 10 October 2026")]
)
def test_the_rule_of_the_list_names_its_day(day: str, word: str) -> None:
    result = verdict(closed(BLOCKED), now=datetime.fromisoformat(day).replace(tzinfo=UTC))
    assert word in words(result)


@pytest.mark.parametrize(
    ("reason", "minutes", "until"),
    [(DISABLED, 59, 1), (DISABLED, 61, None), (BLOCKED, 23 * 60, 60), (BLOCKED, 24 * 60, None)],
)
def test_a_change_is_waited_for_as_long_as_it_may_take(reason: str, minutes: int, until: int | None) -> None:
    result = verdict(closed(reason), subject=changed(minutes))
    assert result.status == ("failed" if until is None else "waiting")
    assert result.retry_at == (None if until is None else NOW + timedelta(minutes=until))


def test_a_new_reason_is_shown_as_it_came() -> None:
    result = verdict(closed("Something new."))
    assert result.summary == "A policy of Exchange Online keeps the application out: Something new."


def test_a_refusal_without_a_reason_names_what_is_left() -> None:
    result = verdict(ews(403))
    assert (result.status, result.found) == ("failed", "403 without a reason")
    assert "Kiosk or F licence" in words(result)


@pytest.mark.parametrize(
    "answer",
    [
        ews(None, fault="timeout"),
        ews(503),
        ews(200, fault="malformed"),
    ],
)
def test_no_answer_proves_nothing(answer: EwsReply) -> None:
    assert verdict(answer).status == "error"


def test_a_token_without_rights_is_the_fault_of_another_check() -> None:
    exchange = (signed_in(), signed_in(resource="exchange"))
    assert verdict(UNSIGNED, *exchange, *roles_of(), item(SCOPES, listed())).cause == "role.impersonation"
    old = replace(APP_EWS, first_seen={assignment_key("a1"): NOW - timedelta(hours=3)})
    rows = roles_of(assigned("role-2"))
    assert (
        verdict(UNSIGNED, *exchange, *rows, item(SCOPES, listed()), subject=old).cause == "ews.impersonation"
    )
    assert verdict(ews(401)).cause == "ews.impersonation"
