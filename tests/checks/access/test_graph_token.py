from __future__ import annotations

from typing import Any

import pytest

from checks.access.graph_token import REFUSED, judge, resources
from checks.access.sign_in_errors import MEANINGS
from checks.result import Item, Remedy, Result
from clients.contract import SignInRefused
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import proved
from tests.checks.tenants import APP, APP_EWS, CLIENT, TENANT, signed_in

MEANING = "Without signing in, Retain and this program read no user, no group and no mailbox."
CONFIRM = "Run this check again: it names the tenant and the permissions."


def refused(*codes: int, text: str = "AADSTS: no.", error: str = "invalid_client", **trace: str) -> Result:
    refusal = SignInRefused(text, codes, error, trace)
    item = Item(REFUSED, "json", {"resource": "graph", **refusal.evidence()})
    return proved(judge(APP, seen(item), NOW))


@pytest.mark.parametrize(
    ("roles", "count"), [((), "0 permissions"), (("A",), "1 permission"), (("A", "B"), "2 permissions")]
)
def test_a_sign_in_passes(roles: tuple[str, ...], count: str) -> None:
    assert judge(APP, seen(signed_in(*roles)), NOW) == Result(
        "passed",
        f"Signed in to tenant {TENANT} as application {CLIENT}, with {count}, until 11:00 UTC.",
    )


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_each_known_code_fails_with_its_own_words(code: int) -> None:
    told = MEANINGS[code]
    assert refused(code) == Result(
        "failed",
        f"Sign-in was refused: {told.means} (AADSTS{code}).",
        MEANING,
        CONFIRM,
        "a token for this application",
        f"AADSTS{code}: AADSTS: no.",
        (
            Remedy("text", told.fix, told.where),
            Remedy(
                "link",
                f"Microsoft's page about AADSTS{code}",
                url=f"https://login.microsoftonline.com/error?code={code}",
            ),
        ),
    )


def test_what_microsoft_said_stands_once_and_without_its_trace() -> None:
    said = "AADSTS7000215: Invalid client secret provided. Trace ID: t Correlation ID: c Timestamp: now"
    assert refused(7000215, text=said).found == "AADSTS7000215: Invalid client secret provided."


def test_an_unknown_code_is_shown_with_its_number_and_link() -> None:
    result = refused(999123)
    assert result.summary == "Sign-in was refused with AADSTS999123, a code that is not explained here."
    assert result.remedy[0].url == "https://login.microsoftonline.com/error?code=999123"


def test_a_refusal_without_a_code_is_told_in_its_own_words() -> None:
    result = refused(text="Something else.", error="temporarily_unavailable")
    assert (result.summary, result.found) == (
        "Sign-in was refused: Something else.",
        "temporarily_unavailable",
    )


@pytest.mark.parametrize("error", ["other_tenant", "other_application", "other_audience"])
def test_a_token_of_somebody_else_is_no_sign_in(error: str) -> None:
    result = refused(text="The sign-in service gave a token of another one.", error=error)
    assert result.summary == "The sign-in service gave a token of another one."
    assert result.remedy[0].label == "Here, on Access"


@pytest.mark.parametrize(("seconds", "side"), [("420", "behind"), ("-420", "ahead of")])
def test_a_wrong_clock_is_named_where_a_signature_is_refused(seconds: str, side: str) -> None:
    result = refused(700027, clock_skew_seconds=seconds)
    assert result.summary == (
        f"Sign-in was refused, and the clock of this machine is 7 minutes {side} Microsoft's (AADSTS700027)."
    )
    assert result.remedy[0].label == "On this machine"


@pytest.mark.parametrize(("code", "seconds"), [(7000215, "900"), (700027, "3"), (700027, "much")])
def test_the_clock_is_not_blamed_for_anything_else(code: int, seconds: str) -> None:
    assert refused(code, clock_skew_seconds=seconds).summary.endswith(f"(AADSTS{code}).")


def test_a_refusal_without_codes_and_a_wrong_clock_blames_the_clock() -> None:
    assert (
        "the clock of this machine is 15 minutes behind Microsoft's."
        in refused(clock_skew_seconds="900").summary
    )


def test_an_old_report_without_codes_is_still_judged() -> None:
    odd: dict[str, Any] = {"resource": "graph", "codes": "none", "text": "No", "error": ""}
    assert judge(APP, seen(Item(REFUSED, "json", odd)), NOW).found == "a refusal without a code"


def test_exchange_is_signed_in_to_only_where_mail_is_read_over_ews() -> None:
    assert (resources(APP), resources(APP_EWS)) == (("graph",), ("graph", "exchange"))
