from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checks import registry
from checks.access.own_server import TRIED
from checks.access.role_assignments import SCOPES
from checks.access.role_impersonation import ROAD
from checks.ews.impersonation import judge
from checks.propagation import assignment_key
from checks.result import Item, Result
from checks.subject import Subject
from clients.contract import EwsReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved, words
from tests.checks.tenants import (
    APP,
    APP_EWS,
    BOTH,
    EWS_DENIED,
    EWS_OPENED,
    OLD_ROAD,
    OWN_SERVER,
    assigned,
    ews,
    item,
    listed,
    roles_of,
    signed_in,
    tried,
)  # fmt: skip

OLD = replace(APP_EWS, first_seen={assignment_key("a1"): NOW - timedelta(hours=3)})
UNSIGNED = ews(401, diagnostics="2000008;reason=contains no permissions")


def verdict(answer: EwsReply, *items: Item, subject: Subject = OLD) -> Result:
    return proved(judge(subject, seen(tried(answer), *items), NOW))


def server(answer: EwsReply, subject: Subject = OWN_SERVER) -> Result:
    return proved(judge(subject, seen(Item(TRIED, "json", answer.evidence())), NOW))


def roles(*rows: dict[str, Any]) -> tuple[Item, ...]:
    return (signed_in(), signed_in(resource="exchange"), *roles_of(*rows), item(SCOPES, listed()))


def test_a_mailbox_that_opens_passes() -> None:
    assert verdict(EWS_OPENED) == Result(
        "passed",
        "The inbox of canary@example.org opens, signed in by oauth.",
        expected="the inbox opens",
        found="it opened",
    )


def test_a_closed_door_is_the_fault_of_another_check() -> None:
    assert verdict(ews(403)).cause == "ews.allowed"


@pytest.mark.parametrize("answer", [EWS_DENIED, UNSIGNED])
def test_a_missing_right_is_explained_by_role_and_scope_first(answer: EwsReply) -> None:
    assert verdict(answer, *roles()).cause == "role.impersonation"
    assert verdict(answer, *roles(assigned("role-2", scope="s1"))).cause == "role.scope"
    waiting = verdict(answer, *roles(assigned("role-2")), subject=APP_EWS)
    assert (waiting.status, waiting.retry_at) == ("waiting", NOW + timedelta(hours=2))


def test_a_denial_that_nothing_explains_fails_here() -> None:
    result = verdict(EWS_DENIED, *roles(assigned("role-2")))
    assert result.summary == (
        "Exchange Online does not let the application open canary@example.org in the name of its owner."
    )
    assert len(commands(result)) == 2


def test_a_token_without_rights_that_nothing_explains_names_the_other_way() -> None:
    result = verdict(UNSIGNED, *roles(assigned("role-2")))
    assert (result.status, "full_access_as_app" in words(result)) == ("failed", True)


def test_a_token_that_is_not_taken_fails() -> None:
    assert verdict(ews(401)).summary == "Exchange Online did not take the application's token (401)."


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("ErrorNonExistentMailbox", "There is no mailbox canary@example.org here"),
        ("ErrorNonPrimarySmtpAddress", "canary@example.org is an alias"),
        ("ErrorAccessDenied", "Exchange denies the inbox of canary@example.org"),
        ("ErrorAccountDisabled", "The account of canary@example.org is disabled"),
        ("ErrorInvalidLicense", "The licence of canary@example.org does not let it be opened"),
    ],
)
def test_each_code_has_words_of_its_own(code: str, word: str) -> None:
    result = verdict(ews(500, code, text="Told."))
    assert (result.status, result.found) == ("failed", f"500 {code}: Told.")
    assert result.summary.startswith(word)


def test_the_right_address_of_an_alias_is_filled_in() -> None:
    result = verdict(ews(500, "ErrorNonPrimarySmtpAddress", primary="right@example.org"))
    assert words(result) == "Enter right@example.org as canary mailbox on Access."


@pytest.mark.parametrize(
    "answer",
    [
        ews(None, fault="refused"),
        ews(503),
        ews(500, "ErrorADUnavailable"),
        ews(500, "ErrorMailboxMoveInProgress"),
        ews(500, "ErrorMailboxStoreUnavailable"),
        ews(500, "ErrorInternalServerError", text="An internal error."),
        ews(200, fault="malformed", detail="Not SOAP."),
    ],
)
def test_what_passes_by_itself_or_says_nothing_is_could_not_check(answer: EwsReply) -> None:
    assert verdict(answer).status == "error"


def test_a_busy_server_says_when_to_come_again() -> None:
    result = verdict(ews(500, "ErrorServerBusy", back_off_ms=1500, request_id="r-1"))
    assert result.remedy[0].text == "Run this check again in 2 seconds."
    assert result.confirm.endswith("Request id r-1.")


def test_the_closed_road_is_the_fault_of_another_check() -> None:
    result = judge(OLD_ROAD, seen(Item(ROAD, "text", "impersonation, online")), NOW)
    assert (result.status, result.cause) == ("blocked", "role.impersonation")


def test_on_a_server_the_impersonation_user_opens_it() -> None:
    assert server(replace(EWS_OPENED, scheme="ntlm")).summary == (
        "The inbox of canary@example.org opens, signed in by ntlm."
    )


@pytest.mark.parametrize(
    ("answer", "words_"),
    [
        (ews(401), "Your server does not take the name and password of RetainWorker@example.org."),
        (ews(403), "Your server refuses the call for canary@example.org (403)."),
    ],
)
def test_a_server_that_does_not_let_the_user_in_fails(answer: EwsReply, words_: str) -> None:
    assert (server(answer).status, server(answer).summary) == ("failed", words_)


def test_a_denied_impersonation_on_a_server_is_the_fault_of_another_check() -> None:
    assert server(EWS_DENIED).cause == "role.impersonation"


def test_an_empty_answer_is_what_is_missing_on_a_server() -> None:
    nothing = replace(OWN_SERVER, ews_url="")
    assert judge(nothing, seen(Item("Exchange server", "text", "none")), NOW).cause == "form:ews_url"


def test_in_a_hybrid_the_mailbox_may_live_in_the_cloud() -> None:
    assert server(ews(500, "ErrorNonExistentMailbox"), BOTH).skip_reason == "not-this-road"


def test_it_runs_where_mail_is_read_over_ews() -> None:
    check = registry.get("ews.impersonation")
    assert check.skip_reason(APP) == "not-this-road"
    assert [check.skip_reason(subject) for subject in (APP_EWS, OWN_SERVER, BOTH)] == [None, None, None]
