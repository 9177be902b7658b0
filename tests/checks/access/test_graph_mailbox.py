from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.access.graph_mailbox import judge
from checks.access.role_assignments import SCOPES
from checks.propagation import assignment_key
from checks.result import Item, Result
from checks.subject import Subject
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved
from tests.checks.tenants import (
    APP,
    BETA_GONE,
    BOTH,
    DENIED,
    NO_ANSWER,
    OPENED,
    OWN,
    assigned,
    item,
    listed,
    reply,
    roles_of,
    signed_in,
    tried,
)  # fmt: skip

OLD = replace(APP, first_seen={assignment_key("a1"): NOW - timedelta(hours=3)})
NO_MAILBOX = reply(status=404, code="MailboxNotEnabledForRESTAPI", text="The mailbox is inactive.")


def verdict(answer: GraphReply, *items: Item, subject: Subject = OLD) -> Result:
    return proved(judge(subject, seen(tried(answer), *items), NOW))


def roles(*rows: dict[str, object], **kwargs: GraphReply) -> tuple[Item, ...]:
    return (signed_in(), *roles_of(*rows, **kwargs), item(SCOPES, listed()))


def test_an_inbox_that_opens_passes() -> None:
    assert verdict(OPENED) == Result(
        "passed",
        "The inbox of canary@example.org opens, 3 messages.",
        expected="the inbox opens",
        found="it opened",
    )
    assert verdict(reply({})).summary == "The inbox of canary@example.org opens."


@pytest.mark.parametrize("answer", [NO_ANSWER, reply(status=503), reply(status=429, fault="throttled")])
def test_no_answer_proves_nothing(answer: GraphReply) -> None:
    assert verdict(answer).status == "error"


def test_a_missing_role_is_the_fault_of_another_check() -> None:
    assert verdict(DENIED, *roles()).cause == "role.impersonation"


def test_a_role_seen_just_now_is_waited_for() -> None:
    result = verdict(DENIED, *roles(assigned("role-1")), subject=APP)
    assert (result.status, result.retry_at) == ("waiting", NOW + timedelta(hours=2))


def test_a_scope_that_leaves_the_canary_out_is_the_fault_of_another_check() -> None:
    assert verdict(DENIED, *roles(assigned("role-1", scope="s1"))).cause == "role.scope"


@pytest.mark.parametrize("more", [roles(assigned("role-1")), roles(answer=BETA_GONE), ()])
def test_a_refusal_that_nothing_explains_fails_here(more: tuple[Item, ...]) -> None:
    result = verdict(DENIED, *more)
    assert (result.status, result.summary) == (
        "failed",
        "Exchange Online refuses the inbox of canary@example.org (ErrorAccessDenied).",
    )
    assert result.found == "403 ErrorAccessDenied: Access is denied. Check credentials and try again."
    assert (
        f"Test-ServicePrincipalAuthorization -Identity '{OWN}' -Resource 'canary@example.org'"
        in commands(result)
    ) == (bool(more))


def test_an_application_access_policy_is_named() -> None:
    answer = reply(status=403, code="ErrorAccessDenied", text="Access to OData is disabled.")
    result = verdict(answer)
    assert result.summary == (
        "An application access policy of the tenant keeps the application out of canary@example.org."
    )
    assert commands(result) == ["Connect-ExchangeOnline", "Get-ApplicationAccessPolicy"]


@pytest.mark.parametrize("code", ["ResourceNotFound", "ErrorInvalidUser", "Request_ResourceNotFound"])
def test_an_unknown_user_fails(code: str) -> None:
    result = verdict(reply(status=404, code=code))
    assert (result.status, result.summary) == (
        "failed",
        "Exchange Online knows no mailbox canary@example.org.",
    )


def test_a_user_without_mailbox_fails() -> None:
    result = verdict(NO_MAILBOX)
    assert (result.status, result.found) == (
        "failed",
        "404 MailboxNotEnabledForRESTAPI: The mailbox is inactive.",
    )


def test_in_a_hybrid_the_mailbox_may_live_on_the_server() -> None:
    assert verdict(NO_MAILBOX, subject=BOTH).skip_reason == "not-this-road"


def test_a_token_that_graph_does_not_take_fails() -> None:
    result = verdict(reply(status=401, code="InvalidAuthenticationToken"))
    assert result.summary.startswith("Microsoft Graph did not take the application's token")


@pytest.mark.parametrize("answer", [reply(status=400, code="ErrorIncorrectRoutingHint"), reply(status=404)])
def test_an_answer_without_meaning_proves_nothing(answer: GraphReply) -> None:
    assert verdict(answer).status == "error"
