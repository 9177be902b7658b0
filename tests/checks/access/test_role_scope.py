from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checks.access.role_assignments import SCOPES
from checks.access.role_scope import judge
from checks.propagation import assignment_key
from checks.result import Item, Result
from checks.subject import Subject
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved, words
from tests.checks.tenants import (
    APP,
    BETA_GONE,
    DENIED,
    EWS_DENIED,
    EWS_OPENED,
    LACKING,
    NO_ANSWER,
    OPENED,
    OWN,
    assigned,
    ews,
    item,
    listed,
    reply,
    roles_of,
    signed_in,
    tried,
)  # fmt: skip

OLD = replace(APP, first_seen={assignment_key("a1"): NOW - timedelta(hours=3)})
NAMED = listed({"id": "s1", "displayName": "Retain mailboxes"})
LIMITED = roles_of(assigned("role-1", scope="s1", where=""))


def verdict(subject: Subject, *items: Item, scopes: GraphReply = NAMED) -> Result:
    return proved(judge(subject, seen(*items, item(SCOPES, scopes)), NOW))


def test_a_limited_role_that_opens_the_canary_passes() -> None:
    assert verdict(OLD, signed_in(), *LIMITED, tried(OPENED)) == Result(
        "passed",
        "The role reaches canary@example.org; it is limited to the scope “Retain mailboxes”.",
        found="the scope “Retain mailboxes”",
    )


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (assigned("role-1", where="/AdministrativeUnits/u1"), "the administrative unit u1"),
        (assigned("role-1", where="/Users/u1"), "the user u1"),
        (assigned("role-1", scope="s2"), "the scope “s2”"),
    ],
)
def test_every_kind_of_limit_is_named(row: dict[str, Any], found: str) -> None:
    assert verdict(OLD, signed_in(), *roles_of(row), tried(OPENED)).found == found


def test_a_role_without_limit_reaches_everybody() -> None:
    result = verdict(OLD, signed_in(), *roles_of(assigned("role-1")), tried(OPENED))
    assert (result.status, result.found) == ("passed", "the whole organization")


def test_a_grant_in_entra_cancels_the_limit() -> None:
    result = verdict(OLD, signed_in("Mail.Read"), *LIMITED, tried(OPENED))
    assert (result.status, result.found) == ("warning", "Mail.Read in Entra")
    assert result.summary == (
        "Mail.Read is granted in Entra: the application reads every mailbox, and no scope limits it."
    )
    assert commands(result) == []


def test_a_grant_without_any_role_comes_with_the_lines_for_the_role() -> None:
    result = verdict(OLD, signed_in("Mail.ReadWrite"), *roles_of(), tried(OPENED))
    assert result.status == "warning"
    assert f"New-ManagementRoleAssignment -App '{OWN}' -Role 'Application Mail.Read'" in commands(result)


def test_no_role_at_all_is_the_fault_of_another_check() -> None:
    assert verdict(OLD, signed_in(), *roles_of(), tried(DENIED)).cause == "role.impersonation"


def test_roles_that_are_not_shown_prove_nothing() -> None:
    assert verdict(OLD, signed_in(), *roles_of(answer=BETA_GONE), tried(DENIED)).status == "error"


def test_a_canary_outside_fails() -> None:
    result = verdict(OLD, signed_in(), *LIMITED, tried(DENIED))
    assert (result.status, result.found) == ("failed", "the scope “Retain mailboxes”")
    assert commands(result) == [
        "Connect-ExchangeOnline",
        "Get-ManagementScope",
        f"Test-ServicePrincipalAuthorization -Identity '{OWN}' -Resource 'canary@example.org'",
    ]


def test_a_new_role_is_waited_for() -> None:
    result = verdict(APP, signed_in(), *LIMITED, tried(DENIED))
    assert (result.status, result.retry_at) == ("waiting", NOW + timedelta(hours=2))


def test_a_scope_that_somebody_changed_just_now_is_waited_for() -> None:
    pressed = replace(OLD, first_seen={**OLD.first_seen, "changed:role.scope": NOW - timedelta(hours=1)})
    result = verdict(pressed, signed_in(), *LIMITED, tried(DENIED))
    assert (result.status, result.retry_at) == ("waiting", NOW + timedelta(hours=1))


def test_a_scope_that_may_not_be_read_is_could_not_check() -> None:
    result = verdict(OLD, signed_in(), *LIMITED, tried(DENIED), scopes=LACKING)
    assert result.status == "error"
    assert "Test-ServicePrincipalAuthorization" in words(result)


@pytest.mark.parametrize(
    ("answer", "status", "cause"),
    [(NO_ANSWER, "error", None), (reply(status=404, code="ErrorInvalidUser"), "blocked", "graph.mailbox")],
)
def test_a_canary_with_another_trouble_proves_nothing(
    answer: GraphReply, status: str, cause: str | None
) -> None:
    result = verdict(OLD, signed_in(), *LIMITED, tried(answer))
    assert (result.status, result.cause) == (status, cause)


def test_over_ews_the_same_rules_hold() -> None:
    subject = replace(OLD, archive_via="ews")
    items = (signed_in(), signed_in(resource="exchange"), *roles_of(assigned("role-2", scope="s1")))
    assert verdict(subject, *items, tried(EWS_OPENED)).status == "passed"
    assert verdict(subject, *items, tried(EWS_DENIED)).status == "failed"
    assert verdict(subject, *items, tried(ews(None, fault="timeout"))).status == "error"
    assert verdict(subject, *items, tried(ews(500, "ErrorNonExistentMailbox"))).cause == "ews.impersonation"
