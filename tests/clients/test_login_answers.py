"""Error answers of the sign-in service, whatever they hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

from clients.contract import SignInRefused
from clients.microsoft365.login_answers import codes_of, refusal_of, scrubbed, skew_of
from clients.microsoft365.refusals import Asked, RefusalsInMemory, given_since, stamped
from tests.clients.tenants import CANARY

ASKED = Asked("connection", 1, "graph")


def test_codes_come_most_specific_first_and_once() -> None:
    assert codes_of([50034, 7000215], "AADSTS7000215: wrong. See AADSTS50126.") == (7000215, 50034, 50126)
    assert codes_of(None, "no code") == ()
    assert codes_of([True, "7", -1, 70011], "") == (70011,)


def test_an_answer_without_words_still_says_something() -> None:
    assert refusal_of({}, ()).text == "The sign-in service refused (no reason given)."
    assert refusal_of({"error": "invalid_grant"}, ()).text == "The sign-in service refused (invalid_grant)."


def test_the_clocks_difference_comes_from_the_date_header() -> None:
    ahead = datetime.now(UTC) + timedelta(minutes=10)
    assert abs((skew_of(format_datetime(ahead, usegmt=True)) or 0) - 600) <= 2
    assert skew_of("") is None
    assert skew_of("yesterday") is None
    assert "clock_skew_seconds" not in refusal_of({}, (), "").trace


def test_keys_are_cut_out_of_any_text() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"
    assert scrubbed(f"a {key} b", ()) == "a [key] b"
    assert scrubbed("-----BEGIN RSA PRIVATE KEY-----\nMIIE", ()) == "[key]"


@given(st.text(min_size=4, max_size=40))
def test_a_secret_is_cut_out_in_whatever_form_it_is_echoed(secret: str) -> None:
    secret = secret.encode("utf-8", "replace").decode()
    for form in (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]):
        assert scrubbed(f"<{form}>", (secret,)) == "<[secret]>"


@given(st.dictionaries(st.text(max_size=20), st.none() | st.integers() | st.text() | st.lists(st.integers())))
def test_any_answer_gives_a_refusal_that_can_be_stored(answer: dict[str, Any]) -> None:
    refusal = refusal_of({**answer, "error_description": answer.get("x", CANARY)}, (CANARY,))
    assert CANARY not in json.dumps(refusal.evidence())
    assert all(isinstance(code, int) for code in refusal.codes)


def test_a_refusal_is_forgotten_after_a_good_sign_in() -> None:
    memory = RefusalsInMemory()
    memory.remember(ASKED, SignInRefused("No.", (7000215,), "invalid_client", {"trace_id": "1"}))
    found = memory.recall(ASKED)
    assert found is not None
    assert (found.text, found.codes, found.error) == ("No.", (7000215,), "invalid_client")
    assert found.trace == {"trace_id": "1"}
    assert found.__traceback__ is None
    assert memory.recall(Asked("connection", 2, "graph")) is None
    memory.forget(ASKED)
    assert memory.recall(ASKED) is None


def test_a_refusal_knows_whether_this_run_met_it() -> None:
    before = datetime.now(UTC)
    refusal = stamped(SignInRefused("No."))
    assert given_since(refusal, before)
    assert not given_since(refusal, datetime.now(UTC) + timedelta(seconds=5))
    assert not given_since(refusal, None)
    assert not given_since(SignInRefused("No."), before)
    assert not given_since(SignInRefused("No.", trace={"asked_at": "once"}), before)
