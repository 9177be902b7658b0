from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from checks.accounts.licences import DESKLESS
from checks.accounts.mailbox_signs import INBOX, LISTED, NO_MAILBOX, PURPOSE
from checks.accounts.worker_mailbox import judge
from checks.result import Item, Result
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved
from tests.checks.tenants import (
    APP,
    DENIED,
    LACKING,
    NO_ANSWER,
    NO_USER,
    OPENED,
    OWN_SERVER,
    in_entra,
    in_report,
    item,
    listed,
    plan,
    reply,
    report,
)  # fmt: skip

WORKER = "RetainWorker@example.org"
NONE = reply(
    status=404, code=NO_MAILBOX, text="The mailbox is either inactive, soft-deleted, or is hosted on-premise."
)


def verdict(*signs: tuple[str, GraphReply], now: datetime = NOW, **changes: Any) -> Result:
    items: list[Item] = [item(label, answer) for label, answer in signs]
    return proved(judge(APP, seen(in_entra(**changes), *items), now))


def test_an_inbox_that_opens_passes() -> None:
    assert verdict((INBOX, OPENED)) == Result(
        "passed", f"{WORKER} has a mailbox in Exchange Online.", expected="a mailbox", found="a mailbox"
    )


def test_a_refused_inbox_is_no_proof_and_the_purpose_is() -> None:
    assert verdict((INBOX, DENIED), (PURPOSE, reply({"userPurpose": "user"}))).status == "passed"


def test_exchange_may_name_it_at_last() -> None:
    named = listed({"RecipientTypeDetails": "UserMailbox"})
    assert verdict((INBOX, DENIED), (PURPOSE, LACKING), (LISTED, named)).status == "passed"


@pytest.mark.parametrize("last", [NO_ANSWER, listed(), reply(status=403), reply(status=404, code="NotFound")])
def test_nothing_that_tells_is_could_not_check_with_a_line_to_look(last: GraphReply) -> None:
    result = verdict((INBOX, DENIED), (PURPOSE, LACKING), (LISTED, last))
    assert result.status == "error"
    assert commands(result) == ["Connect-ExchangeOnline", f"Get-Mailbox -Identity '{WORKER}'"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"assignedLicenses": [], "assignedPlans": []}, "it has no licence"),
        ({"assignedPlans": [plan("x", "Deleted")]}, "its licence has no Exchange plan that is switched on"),
        ({"assignedPlans": None}, "its licence has no Exchange plan that is switched on"),
        ({}, "it is licensed, but its mailbox is inactive, deleted or not made yet"),
        (
            {"onPremisesSyncEnabled": True},
            "it is licensed, but its mailbox is on a server of your own, inactive or deleted",
        ),
        (
            {"onPremisesSyncEnabled": True, "assignedPlans": []},
            "its mailbox is on a server of your own, or it has none",
        ),
    ],
)
def test_no_mailbox_fails_with_its_cause(changes: dict[str, Any], why: str) -> None:
    result = verdict((INBOX, NONE), **changes)
    assert (result.status, result.found) == ("failed", why)
    assert result.summary == f"{WORKER} has no mailbox in Exchange Online: {why}."


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime(2026, 6, 29, tzinfo=UTC), "in 1 day."),
        (datetime(2026, 6, 30, tzinfo=UTC), "since 30 June 2026."),
    ],
)
def test_a_kiosk_licence_is_a_warning_with_its_date(day: datetime, words: str) -> None:
    result = verdict((INBOX, OPENED), now=day, assignedPlans=[plan(DESKLESS), plan("x", service="other")])
    assert result.status == "warning"
    assert result.meaning.endswith(words)


def test_a_kiosk_plan_beside_a_full_one_is_fine() -> None:
    assert verdict((INBOX, OPENED), assignedPlans=[plan(DESKLESS), plan("x", "Warning")]).status == "passed"


def test_without_a_user_there_is_no_mailbox() -> None:
    assert judge(APP, seen(in_entra(answer=NO_USER)), NOW).cause == "worker.account"


def test_the_report_says_it_on_a_server() -> None:
    good = judge(OWN_SERVER, seen(in_report(report())), NOW)
    assert good.summary == f"{WORKER} has a mailbox (UserMailbox) (account report of 2026-11-20, EX01)."
    bad = proved(judge(OWN_SERVER, seen(in_report(report({"recipient_type": ""}))), NOW))
    assert (bad.status, bad.found) == ("failed", "no mailbox")
    assert commands(bad) == [f"Enable-Mailbox -Identity '{WORKER}'"]
