from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.access.graph_out_of_scope import judge
from checks.access.mailbox_probe import OUTSIDE
from checks.access.role_assignments import SCOPES
from checks.propagation import assignment_key
from checks.result import Item, Result
from checks.subject import Subject
from clients.contract import EwsReply, GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved, words
from tests.checks.tenants import (
    APP,
    DENIED,
    EWS_DENIED,
    EWS_OPENED,
    NO_ANSWER,
    NO_USER,
    OPENED,
    assigned,
    item,
    listed,
    roles_of,
    signed_in,
    tried,
)  # fmt: skip

NAMED = replace(
    APP, out_of_scope="outside@example.org", first_seen={assignment_key("a1"): NOW - timedelta(hours=3)}
)


def verdict(
    outside: GraphReply | EwsReply, canary: GraphReply | EwsReply, *items: Item, subject: Subject = NAMED
) -> Result:
    return proved(judge(subject, seen(tried(outside, OUTSIDE), tried(canary), *items), NOW))


def roles(*granted: str) -> tuple[Item, ...]:
    return (signed_in(*granted), *roles_of(assigned("role-1")), item(SCOPES, listed()))


def test_a_refusal_beside_a_canary_that_opens_passes() -> None:
    assert verdict(DENIED, OPENED) == Result(
        "passed",
        "outside@example.org is refused, and canary@example.org opens.",
        expected="refused",
        found="refused",
    )


def test_over_ews_the_same_holds() -> None:
    assert verdict(EWS_DENIED, EWS_OPENED, subject=replace(NAMED, archive_via="ews")).status == "passed"


def test_a_mailbox_that_opens_fails_with_the_line_that_limits_the_role() -> None:
    result = verdict(OPENED, OPENED, *roles())
    assert (result.status, result.found) == ("failed", "the inbox opened")
    assert commands(result) == [
        "Connect-ExchangeOnline",
        "Set-ManagementRoleAssignment -Identity 'a1' -CustomResourceScope 'Retain mailboxes'",
    ]


def test_a_grant_in_entra_is_what_has_to_go_first() -> None:
    result = verdict(OPENED, OPENED, *roles("Mail.Read"))
    assert words(result) == "Remove Mail.Read from the application's permissions: it reaches every mailbox."


def test_roles_that_are_not_shown_still_leave_a_way() -> None:
    assert commands(verdict(OPENED, OPENED)) == ["Connect-ExchangeOnline"]


@pytest.mark.parametrize("check_id", ["graph.out-of-scope", "role.scope"])
def test_a_scope_that_somebody_changed_just_now_is_waited_for(check_id: str) -> None:
    pressed = replace(NAMED, first_seen={f"changed:{check_id}": NOW - timedelta(minutes=30)})
    result = verdict(OPENED, OPENED, subject=pressed)
    assert (result.status, result.retry_at) == ("waiting", NOW + timedelta(minutes=90))


@pytest.mark.parametrize(("outside", "canary"), [(NO_ANSWER, OPENED), (DENIED, NO_ANSWER), (NO_USER, OPENED)])
def test_what_was_not_answered_or_does_not_exist_proves_nothing(
    outside: GraphReply, canary: GraphReply
) -> None:
    assert verdict(outside, canary).status == "error"


def test_a_canary_that_is_refused_too_makes_the_refusal_worthless() -> None:
    none = (signed_in(), *roles_of(), item(SCOPES, listed()))
    assert verdict(DENIED, DENIED, *none).cause == "role.impersonation"
    assert verdict(DENIED, DENIED, *roles()).cause == "graph.mailbox"
    assert verdict(DENIED, NO_USER).cause == "graph.mailbox"
    assert verdict(DENIED, DENIED, *roles(), subject=replace(NAMED, first_seen={})).status == "waiting"
