"""Every verdict that rests on a dated fact, judged on the evening before and on the day itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from checks.access import role_impersonation
from checks.accounts import admin_stored_password, worker_mailbox
from checks.accounts.licences import DESKLESS
from checks.accounts.mailbox_signs import INBOX
from checks.ews import allowed
from checks.ews.gate import BLOCKED
from checks.facts.register import all_facts, fact
from checks.result import Item, Result
from tests.checks.building import seen
from tests.checks.shown_lines import proved
from tests.checks.tenants import APP, APP_EWS, EWS_OPENED, OLD_ROAD, OPENED, ews, in_entra, item, plan, tried

Judged = Callable[[datetime], Result]


def old_road(now: datetime) -> Result:
    items = Item(role_impersonation.ROAD, "text", "impersonation, online")
    return role_impersonation.judge(OLD_ROAD, seen(items), now)


def open_ews(now: datetime) -> Result:
    return allowed.judge(APP_EWS, seen(tried(EWS_OPENED)), now)


def not_listed(now: datetime) -> Result:
    return allowed.judge(APP_EWS, seen(tried(ews(403, policy_reason=BLOCKED))), now)


def refused_without_reason(now: datetime) -> Result:
    return allowed.judge(APP_EWS, seen(tried(ews(403))), now)


def kiosk(now: datetime) -> Result:
    items = in_entra(assignedPlans=[plan(DESKLESS)]), item(INBOX, OPENED)
    return worker_mailbox.judge(APP, seen(*items), now)


def old_script(now: datetime) -> Result:
    items = (
        Item(admin_stored_password.ROAD, "text", "impersonation"),
        Item(admin_stored_password.CREDENTIAL, "text", "x"),
    )
    return admin_stored_password.judge(OLD_ROAD, seen(*items), now)


# The fact, the verdict that rests on it, and its status before and on the day.
TURNS: tuple[tuple[str, Judged, str, str], ...] = (
    ("application-impersonation", old_road, "warning", "failed"),
    ("ews-end", open_ews, "warning", "failed"),
    ("ews-app-list", not_listed, "failed", "failed"),
    ("ews-kiosk", refused_without_reason, "failed", "failed"),
    ("ews-kiosk", kiosk, "warning", "warning"),
    ("stored-credential", old_script, "warning", "warning"),
)
# Facts about tools that no check uses, or whose end another fact's verdict tells.
UNJUDGED = {
    "basic-authentication",
    "remote-powershell",
    "application-impersonation-assign",
    "msonline",
    "azuread-module",
    "admin-portal-mfa",
    "ews-null-tenants",
}


def told(result: Result) -> str:
    return " ".join([result.summary, result.meaning, *(block.text for block in result.remedy)])


@pytest.mark.parametrize(("fact_id", "judged", "before", "after"), TURNS)
def test_a_verdict_turns_at_midnight_of_its_day(
    fact_id: str, judged: Judged, before: str, after: str
) -> None:
    known = fact(fact_id)
    assert known.effective is not None
    day = datetime.combine(known.effective, datetime.min.time(), UTC)
    eve, morning = proved(judged(day - timedelta(seconds=1))), proved(judged(day))
    assert (eve.status, morning.status) == (before, after)
    assert f"{known.what} This holds from " in told(eve)
    assert f"{known.what} This holds since " in told(morning)


@pytest.mark.parametrize(
    ("fact_id", "judged"), [("application-impersonation", old_road), ("ews-end", open_ews)]
)
def test_a_verdict_names_the_condition_from_the_day_of_the_gate(fact_id: str, judged: Judged) -> None:
    known = fact(fact_id)
    assert known.gate is not None
    day = datetime.combine(known.gate, datetime.min.time(), UTC)
    eve, morning = judged(day - timedelta(seconds=1)), judged(day)
    assert eve.status == morning.status == "warning"
    assert (known.condition in told(eve), known.condition in told(morning)) == (False, True)


def test_every_fact_has_its_verdict_or_is_known_to_have_none() -> None:
    assert {known.id for known in all_facts()} == {fact_id for fact_id, *_ in TURNS} | UNJUDGED
