"""Signing in as the application: what is sent, what comes back, whom a refusal reaches and how often."""

from __future__ import annotations

import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clients.contract import Credential, NoCredential, OutOfTime, OutsideError, SignIn, SignInRefused
from clients.microsoft365.refusals import RefusalsInMemory
from tests.clients.tenants import (
    CANARY,
    CLIENT,
    GRAPH,
    LOGIN,
    OUTLOOK,
    TENANT,
    Place,
    Respond,
    after,
    answer,
    discovery,
    form_of,
    granted,
    header,
    identity,
    microsoft,
    refused,
    target,
    token,
)
from tests.clients.web_servers import Authority, http


def refusal(place: Place, **more: object) -> SignInRefused:
    with place.clients(**more) as clients, pytest.raises(SignInRefused) as raised:  # type: ignore[arg-type]
        clients.sign_in.token("graph")
    return raised.value


def no_answer(authority: Authority, login: Respond) -> str:
    with microsoft(authority, login) as place, place.clients() as clients:
        with pytest.raises(OutsideError) as raised:
            clients.sign_in.token("graph")
        return str(raised.value)


def given(**claims: str) -> Respond:
    return after(discovery(), answer({"access_token": token(**claims), "expires_in": 3599}))


def test_a_secret_signs_in_and_the_token_says_what_it_grants(authority: Authority) -> None:
    with microsoft(authority) as place, place.clients() as clients:
        found = clients.sign_in.token("graph")
    assert (found.tenant_id, found.client_id, found.object_id) == (TENANT, CLIENT, "the-principal")
    assert (found.roles, found.audience) == (("User.Read.All",), f"https://{GRAPH}")
    assert SignIn.of(found.evidence()) == found
    asked, posted = place.asked(LOGIN)
    assert target(asked) == f"/{TENANT}/v2.0/.well-known/openid-configuration"
    assert header(posted, "user-agent").startswith("retain-setup/")
    sent = form_of(posted)
    assert sent["client_secret"] == CANARY
    assert (sent["client_id"], sent["scope"]) == (CLIENT, f"https://{GRAPH}/.default")
    assert sent["grant_type"] == "client_credentials"


def test_each_resource_gets_a_token_of_its_own_once(authority: Authority) -> None:
    with microsoft(authority) as place, place.clients() as clients:
        assert clients.sign_in.token("graph") == clients.sign_in.token("graph")
        assert clients.sign_in.token("exchange").audience == f"https://{OUTLOOK}"
    with place.clients() as clients:
        clients.sign_in.token("graph")
    assert place.signed_in() == 2


def test_a_run_that_a_person_started_uses_no_older_token(authority: Authority) -> None:
    with microsoft(authority) as place:
        for started in (None, datetime.now(UTC) + timedelta(seconds=-60), None):
            with place.clients(started) as clients:
                clients.sign_in.token("graph")
        assert place.signed_in() == 1
        with place.clients(datetime.now(UTC)) as clients:
            clients.sign_in.token("graph")
            clients.sign_in.token("graph")
        assert place.signed_in() == 2


def test_a_replaced_credential_gets_a_new_token(authority: Authority) -> None:
    with microsoft(authority) as place:
        for revision in (1, 2, 2):
            told = replace(place.identity, credential=Credential("client_secret", CANARY, revision=revision))
            with place.clients(who=told) as clients:
                clients.sign_in.token("graph")
        assert place.signed_in() == 2


def test_a_token_about_to_end_is_not_used_again(authority: Authority) -> None:
    short = answer({"access_token": token(), "expires_in": 60})
    with microsoft(authority, after(discovery(), short, discovery(), short)) as place:
        for _ in range(2):
            with place.clients() as clients:
                clients.sign_in.token("graph")
        assert place.signed_in() == 2


def test_many_checks_at_once_sign_in_once(authority: Authority) -> None:
    with microsoft(authority) as place, place.clients() as clients, ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(clients.sign_in.token, ["graph"] * 12))) == 1
        assert place.signed_in() == 1


def test_a_check_that_waits_too_long_for_its_turn_says_so(authority: Authority) -> None:
    with microsoft(authority, lambda request: b"") as place, ThreadPoolExecutor(1) as pool:
        entered = place.clients(seconds=0.0)
        with entered as clients, pytest.raises(OutOfTime):
            pool.submit(clients.sign_in.token, "graph").result()
        assert place.signed_in() == 0


def test_a_refusal_brings_its_codes_words_traces_and_the_clock(authority: Authority) -> None:
    with microsoft(authority, refused(7000215, "Invalid client secret.")) as place:
        found = refusal(place)
    assert (found.codes, found.error) == ((7000215,), "invalid_client")
    assert found.text == "AADSTS7000215: Invalid client secret. Trace ID: 1"
    assert found.trace["trace_id"] == "the-trace"
    assert found.trace["correlation_id"] == "the-correlation"
    assert abs(int(found.trace["clock_skew_seconds"])) > 0
    assert found.evidence()["codes"] == [7000215]


def test_an_unknown_tenant_is_refused_with_its_own_code(authority: Authority) -> None:
    said = {
        "error": "invalid_tenant",
        "error_description": "AADSTS90002: Tenant not found.",
        "error_codes": [90002],
    }
    with microsoft(authority, lambda request: answer(said, "400 Bad Request")) as place:
        found = refusal(place)
    assert (found.codes, found.error) == ((90002,), "invalid_tenant")
    assert place.signed_in() == 0


def test_a_refusal_reaches_every_other_check_without_asking_again(authority: Authority) -> None:
    with microsoft(authority, refused(7000215)) as place:
        started = datetime.now(UTC)
        with ThreadPoolExecutor(5) as pool:
            found = list(pool.map(lambda n: refusal(place, started=started, owner=n == 3), range(10)))
        assert {r.codes for r in found} == {(7000215,)}
        assert place.signed_in() == 1
        refusal(place, started=datetime.now(UTC))
        assert place.signed_in() == 1
        refusal(place, started=datetime.now(UTC), owner=True)
        assert place.signed_in() == 2


def test_the_owner_asks_again_and_when_it_went_well_so_may_all(authority: Authority) -> None:
    memory = RefusalsInMemory()
    with microsoft(authority, after(discovery(), refused(7000222), granted)) as place:
        refusal(place, refusals=memory)
        with place.clients(owner=True, refusals=memory) as clients:
            clients.sign_in.token("graph")
        with place.clients(datetime.now(UTC), refusals=memory) as clients:
            assert clients.sign_in.token("graph").tenant_id == TENANT


def test_a_new_credential_is_not_held_back_by_the_old_ones_refusal(authority: Authority) -> None:
    with microsoft(authority, after(discovery(), refused(7000222), granted)) as place:
        refusal(place)
        told = replace(place.identity, credential=Credential("client_secret", "another one", revision=2))
        with place.clients(who=told) as clients:
            assert clients.sign_in.token("graph").client_id == CLIENT


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ({"tid": "99999999-2222-3333-4444-555555555555"}, "other_tenant"),
        ({"aud": "https://other.example.net"}, "other_audience"),
        ({"appid": "another"}, "other_application"),
    ],
)
def test_a_token_for_something_else_is_refused(
    authority: Authority, claims: dict[str, str], error: str
) -> None:
    with microsoft(authority, given(**claims)) as place:
        found = refusal(place)
    assert (found.error, found.codes) == (error, ())


def test_a_domain_is_enough_and_the_login_host_names_its_tenant(authority: Authority) -> None:
    known = identity(tenant="contoso.com")
    with microsoft(authority) as place, place.clients(who=known) as clients:
        assert clients.sign_in.token("graph").tenant_id == TENANT
    with microsoft(authority, given(tid="99999999-2222-3333-4444-555555555555")) as place:
        assert refusal(place, who=identity(tenant="contoso.com")).error == "other_tenant"


def test_no_credential_leaves_for_another_login_host(authority: Authority) -> None:
    elsewhere = discovery(host=GRAPH)
    with microsoft(authority, lambda request: elsewhere) as place:
        found = refusal(place)
    assert found.error == "other_login_host"
    assert "another Microsoft cloud" in found.text
    assert place.asked(GRAPH) == []


@pytest.mark.parametrize(
    ("login", "words"),
    [
        (lambda r: http("302 Found", Location="https://graph.example.net/"), "sends on"),
        (lambda r: answer({"error": "x"}, "429 Too Many", Retry_After="9"), "just now (429)"),
        (lambda r: http("503 Busy", b"<html>"), "just now (503)"),
        (lambda r: http(body=b"<html>login</html>"), "proxy or filter"),
        (lambda r: http("404 Not Found", b"nothing"), "proxy or filter"),
        (lambda r: answer({}), "neither a token nor a refusal"),
        (lambda r: b"", "could not be asked"),
        (after(discovery(), answer({})), "neither a token nor a refusal"),
        (after(discovery(), answer({"access_token": "opaque", "expires_in": 9})), "cannot be read"),
        (after(discovery(), answer({"access_token": "a.W10.c", "expires_in": 9})), "cannot be read"),
        (given(iat="yesterday"), "cannot be read"),
        (after(discovery(), http(body=b'{"access_token": "eyJ0')), "proxy or filter"),
    ],
)
def test_what_is_no_answer_of_the_service_is_no_refusal(
    authority: Authority, login: Respond, words: str
) -> None:
    assert words in no_answer(authority, login)


def test_the_environment_sends_nobody_to_another_region(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSAL_FORCE_REGION", "westeurope")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    with microsoft(authority) as place, place.clients() as clients:
        assert clients.sign_in.token("graph").tenant_id == TENANT


def test_without_something_to_sign_in_with_the_form_is_named(authority: Authority) -> None:
    with microsoft(authority) as place:
        for known, cause in (
            (identity(credential=None), "form:credential"),
            (identity(credential=Credential("worker_password", "x")), "form:credential"),
            (identity(client_id=""), "form:client_id"),
        ):
            with place.clients(who=known) as clients, pytest.raises(NoCredential) as raised:
                clients.sign_in.token("graph")
            assert raised.value.cause == cause
        assert place.signed_in() == 0


@pytest.mark.parametrize(
    "login",
    [
        refused(7000215, f"Your secret {CANARY} is wrong. c4nary%7ESecret%2FValue%2B7 {token()}"),
        lambda r: http("400 Bad Request", f"<html>{CANARY}</html>".encode()),
        lambda r: answer({"error": CANARY, "error_description": [CANARY], "trace_id": CANARY}, "400 Bad"),
        after(discovery(), http("400 Bad Request", token().encode())),
        given(tid="another"),
        granted,
    ],
)
def test_no_secret_or_token_shows_anywhere(
    authority: Authority, login: Respond, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen = [repr(identity())]
    with microsoft(authority, login) as place, place.clients() as clients:
        try:
            seen.append(repr(clients.sign_in.token("graph")))
        except (SignInRefused, OutsideError) as error:
            seen += [repr(error), *traceback.format_exception(error), repr(vars(error))]
        seen += [repr(vars(clients)), repr(vars(clients.sign_in))]
    text = "\n".join([*seen, caplog.text])
    for hidden in (CANARY, "c4nary", "eyJ"):
        assert hidden not in text
