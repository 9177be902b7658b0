"""Microsoft Graph: what is sent, pages, throttling, error bodies, and that nothing goes to another host."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.contract import Deadline, Exchange, GraphReply, NoCredential, NotGranted, SignInRefused
from clients.microsoft365.json_reply import reply_of
from clients.microsoft365.patience import LONGEST_WAIT, Patience, retry_after, wait_for
from clients.signed_web import SignedWeb, origin_of
from tests.clients.tenants import (
    CANARY,
    CLOUD,
    GRAPH,
    LOGIN,
    OUTLOOK,
    Place,
    Respond,
    after,
    answer,
    header,
    identity,
    microsoft,
    refused,
    target,
)
from tests.clients.web_servers import Authority, http

BUSY = answer(
    {"error": {"code": "TooManyRequests", "message": "Slow down."}}, "429 Too Many Requests", Retry_After="0"
)
DOWN = answer({"error": {"code": "ServiceUnavailable"}}, "503 Unavailable", Retry_After="0")
INVALID = answer({"error": {"code": "InvalidAuthenticationToken", "message": "Expired."}}, "401 Unauthorized")


def error(code: str, status: str) -> bytes:
    inner = {"request-id": "inner", "date": "2026-11-20T10:00:00"}
    said = {"error": {"code": code, "message": "What it says.", "innerError": inner}}
    return answer(said, status, request_id="the-request")


def got(authority: Authority, graph: Respond, seconds: float = 10) -> GraphReply:
    with microsoft(authority, graph=graph) as place, place.clients(seconds=seconds) as clients:
        return clients.graph.get("/organization")


def pages_of(authority: Authority, *answers: bytes, **more: Any) -> tuple[GraphReply, Place]:
    with microsoft(authority, graph=after(*answers)) as place, place.clients() as clients:
        return clients.graph.pages("/users", {"$select": "id"}, **more), place


def page(*ids: str, following: Any = "") -> bytes:
    link = {"@odata.nextLink": following} if following != "" else {}
    return answer({"value": [{"id": name} for name in ids], **link})


def test_a_request_carries_the_token_our_name_and_the_query_verbatim(authority: Authority) -> None:
    good = answer({"id": "1"}, request_id="the-request")
    with microsoft(authority, graph=lambda r: good) as place, place.clients() as clients:
        params = {"$select": "id,displayName", "$filter": "appId eq 'a&b'"}
        reply = clients.graph.get("/users/canary@example.org", params, advanced=True)
        clients.graph.get("/users/a b?c#EXT#@example.org", beta=True)
    first, second = place.asked(GRAPH)
    assert (
        target(first) == "/v1.0/users/canary@example.org?$select=id,displayName&$filter=appId%20eq%20'a%26b'"
    )
    assert target(second) == "/beta/users/a%20b%3Fc%23EXT%23@example.org"
    assert header(first, "authorization").startswith("Bearer eyJ")
    assert header(first, "user-agent").startswith("retain-setup/")
    assert header(first, "consistencylevel") == "eventual"
    assert header(first, "client-request-id") != header(second, "client-request-id")
    assert reply.ok
    assert (reply.value, reply.request_id) == ({"id": "1"}, "the-request")
    assert reply.request == f"GET {target(first)}"
    assert GraphReply.of(json.loads(json.dumps(reply.evidence()))) == reply


@pytest.mark.parametrize("path", ["users", "/users/../me", "/users//x", "//evil.example.org/x"])
def test_a_path_that_could_lead_elsewhere_is_not_asked(authority: Authority, path: str) -> None:
    with microsoft(authority) as place, place.clients() as clients, pytest.raises(ValueError, match="slash"):
        clients.graph.get(path)


def test_a_packed_answer_is_unpacked(authority: Authority) -> None:
    packed = gzip.compress(b'{"id": "packed"}')
    assert got(authority, lambda r: http(body=packed, Content_Encoding="gzip")).value == {"id": "packed"}


def test_an_answer_without_content_is_good(authority: Authority) -> None:
    reply = got(authority, lambda r: http("204 No Content"))
    assert (reply.ok, reply.value) == (True, None)


def test_characters_that_no_database_takes_are_replaced(authority: Authority) -> None:
    reply = got(authority, lambda r: http(body=b'{"a\\u0000": ["\\ud800", 1, null, "\\u00fc"]}'))
    assert reply.value == {"a\ufffd": ["?", 1, None, "\u00fc"]}


def test_an_error_body_gives_code_text_and_id(authority: Authority) -> None:
    reply = got(authority, lambda r: error("Request_ResourceNotFound", "404 Not Found"))
    assert (reply.status, reply.code, reply.text) == (404, "Request_ResourceNotFound", "What it says.")
    assert (reply.request_id, reply.ok, reply.unknown) == ("the-request", False, False)


def test_a_missing_permission_is_named(authority: Authority) -> None:
    denied = error("Authorization_RequestDenied", "403 Forbidden")
    with microsoft(authority, graph=lambda r: denied) as place, place.clients() as clients:
        with pytest.raises(NotGranted) as raised:
            clients.graph.get("/users", needs="User.Read.All")
        assert raised.value.permission == "User.Read.All"
        with pytest.raises(NotGranted):
            clients.graph.pages("/users")


def test_another_403_is_an_answer(authority: Authority) -> None:
    reply = got(authority, lambda r: error("ErrorAccessDenied", "403 Forbidden"))
    assert (reply.status, reply.code) == (403, "ErrorAccessDenied")


@pytest.mark.parametrize("answers", [(BUSY, answer({"id": "1"})), (DOWN, BUSY, answer({"id": "1"}))])
def test_throttling_and_trouble_are_waited_out(authority: Authority, answers: tuple[bytes, ...]) -> None:
    reply = got(authority, after(*answers))
    assert (reply.value, reply.attempts) == ({"id": "1"}, len(answers))


def test_throttling_without_end_says_so_after_three_attempts(authority: Authority) -> None:
    reply = got(authority, lambda r: BUSY)
    assert (reply.status, reply.fault, reply.attempts) == (429, "throttled", 3)
    assert (reply.unknown, reply.code) == (True, "TooManyRequests")


def test_lasting_trouble_of_the_service_decides_nothing(authority: Authority) -> None:
    reply = got(authority, lambda r: DOWN)
    assert (reply.status, reply.fault, reply.attempts, reply.unknown) == (503, "", 3, True)


def test_nobody_waits_longer_than_the_check_may_take(authority: Authority) -> None:
    long = answer({"error": {"code": "TooManyRequests"}}, "429 Too Many", Retry_After="3600")
    reply = got(authority, lambda r: long)
    assert (reply.attempts, reply.fault) == (1, "throttled")
    assert "3600" in reply.detail


def test_a_token_that_is_not_taken_is_replaced_once(authority: Authority) -> None:
    with microsoft(authority, graph=after(INVALID, answer({"id": "1"}))) as place, place.clients() as clients:
        assert clients.graph.get("/organization").ok
        assert place.signed_in() == 2
    with microsoft(authority, graph=lambda r: INVALID) as place, place.clients() as clients:
        reply = clients.graph.get("/organization")
        assert (reply.status, reply.code, reply.attempts) == (401, "InvalidAuthenticationToken", 2)
        assert place.signed_in() == 2


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (http(body=b"<!doctype html><p>Log in to the network"), "web page"),
        (http("403 Forbidden", b"<html>Blocked by policy"), "web page"),
        (http(body=b'{"value": [{"id": '), "breaks off"),
        (http(body=b'{"value": NaN}'), "not JSON"),
        (http(), "empty"),
        (http("302 Found", Location=f"https://{OUTLOOK}/"), "not followed"),
    ],
)
def test_what_graph_would_never_say_is_malformed(authority: Authority, response: bytes, words: str) -> None:
    with microsoft(authority, graph=lambda r: response) as place, place.clients() as clients:
        reply = clients.graph.get("/organization")
        assert (reply.fault, reply.unknown, reply.ok) == ("malformed", True, False)
        assert words in reply.detail
        assert place.asked(OUTLOOK) == []


def test_an_answer_over_the_cap_is_too_large(authority: Authority) -> None:
    assert got(authority, lambda r: http(body=b" " * 16_000_001)).fault == "too-large"


def test_a_connection_that_breaks_is_a_fault(authority: Authority) -> None:
    assert got(authority, lambda r: b"").fault == "reset"


def test_a_refused_sign_in_ends_the_call(authority: Authority) -> None:
    with microsoft(authority, refused(7000215)) as place, place.clients() as clients:
        with pytest.raises(SignInRefused):
            clients.graph.get("/users")
        with pytest.raises(SignInRefused):
            clients.exchange.invoke("OrganizationConfig", "Get-OrganizationConfig")
        assert place.signed_in() == 2
    with place.clients(who=identity(credential=None)) as clients, pytest.raises(NoCredential):
        clients.graph.get("/users")


def test_pages_are_followed_verbatim_to_the_end(authority: Authority) -> None:
    link = f"https://{GRAPH}/v1.0/users?$select=id&$skiptoken=a%2Fb'c%20d"
    reply, place = pages_of(authority, page("1", "2", following=link), page("3"))
    assert reply.value == {"value": [{"id": "1"}, {"id": "2"}, {"id": "3"}], "pages": 2}
    assert (reply.complete, reply.attempts, reply.request) == (True, 2, "GET /v1.0/users?$select=id")
    assert target(place.asked(GRAPH)[1]) == link.removeprefix(f"https://{GRAPH}")


@pytest.mark.parametrize(
    "link",
    [
        f"https://{LOGIN}/v1.0/users",
        f"http://{GRAPH}/v1.0/users",
        f"https://{GRAPH}:8443/v1.0/users",
        f"https://user@{GRAPH}/v1.0/users",
        f"https://{GRAPH}@{OUTLOOK}/v1.0/users",
        "/v1.0/users?next",
        "https://[/",
        7,
        None,
    ],
)
def test_a_link_that_leads_away_from_graph_gets_nothing(authority: Authority, link: Any) -> None:
    reply, place = pages_of(authority, page("1", following=link), page("2"))
    assert (reply.fault, reply.complete, reply.unknown) == ("malformed", False, True)
    assert reply.value == {"value": [{"id": "1"}], "pages": 1}
    assert len(place.asked(GRAPH)) == 1
    assert place.asked(OUTLOOK) == []


def test_a_chain_that_goes_round_is_noticed(authority: Authority) -> None:
    link = f"https://{GRAPH}/v1.0/users?$skiptoken=1"
    reply, place = pages_of(authority, page("1", following=link))
    assert "back to a page" in reply.detail
    assert (reply.complete, len(place.asked(GRAPH))) == (False, 2)


def test_more_pages_than_allowed_are_not_complete(authority: Authority) -> None:
    links = [page("1", following=f"https://{GRAPH}/v1.0/users?$skiptoken={n}") for n in range(4)]
    reply, place = pages_of(authority, *links, at_most=3)
    assert (reply.complete, reply.unknown, len(place.asked(GRAPH))) == (False, True, 3)
    assert "more than 3 pages" in reply.detail


@pytest.mark.parametrize("broken", [b"", http(body=b"<html>"), answer({"id": "1"}), answer([]), DOWN])
def test_a_chain_that_breaks_off_keeps_its_rows_and_is_not_complete(
    authority: Authority, broken: bytes
) -> None:
    link = f"https://{GRAPH}/v1.0/users?$skiptoken=1"
    reply, _ = pages_of(authority, page("1", following=link), broken)
    assert (reply.complete, reply.unknown) == (False, True)
    assert reply.value["value"] == [{"id": "1"}]


def test_a_first_page_that_is_refused_is_the_answer(authority: Authority) -> None:
    reply, _ = pages_of(authority, error("Request_UnsupportedQuery", "400 Bad Request"))
    assert (reply.status, reply.code, reply.unknown) == (400, "Request_UnsupportedQuery", False)


def test_a_cmdlet_is_invoked_over_the_admin_api(authority: Authority) -> None:
    settings = {"value": [{"EwsEnabled": True}]}
    with microsoft(authority, outlook=lambda r: answer(settings)) as place, place.clients() as clients:
        reply = clients.exchange.invoke("Mailbox", "Get-Mailbox", {"Identity": "canary@example.org"})
        with pytest.raises(ValueError, match="Get-"):
            clients.exchange.invoke("Mailbox", "Set-Mailbox")
        with pytest.raises(ValueError, match="Get-"):
            clients.exchange.invoke("../Mailbox", "Get-Mailbox")
    asked = place.asked(OUTLOOK)[0]
    assert target(asked) == "/adminapi/v2.0/11111111-2222-3333-4444-555555555555/Mailbox"
    told = json.loads(asked.partition(b"\r\n\r\n")[2])
    assert told == {
        "CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {"Identity": "canary@example.org"}}
    }
    assert (reply.value, reply.ok) == (settings, True)


def test_an_admin_api_that_is_absent_is_an_answer_without_a_verdict(authority: Authority) -> None:
    absent = answer({"error": "Forbidden"}, "403 Forbidden")
    with microsoft(authority, outlook=lambda r: absent) as place, place.clients() as clients:
        reply = clients.exchange.invoke("OrganizationConfig", "Get-OrganizationConfig")
    assert (reply.status, reply.code) == (403, "Forbidden")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7", 7.0), (" 0 ", 0.0), ("", None), ("soon", None), ("-3", None), ("9" * 40, None)],
)
def test_retry_after_is_read_as_seconds(text: str, seconds: float | None) -> None:
    assert retry_after(text, datetime.now(UTC)) == seconds


def test_retry_after_is_read_as_a_date() -> None:
    now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    for ahead, seconds in ((30, 30.0), (-30, 0.0)):
        assert retry_after(format_datetime(now + timedelta(seconds=ahead), usegmt=True), now) == seconds


def test_waits_grow_up_to_a_cap() -> None:
    waits = [wait_for({}, attempt, LONGEST_WAIT) for attempt in range(1, 12)]
    assert 0.25 <= waits[0] <= 0.5 <= waits[1] <= 1.0
    assert all(4 <= wait <= 8 for wait in waits[5:])


def test_patience_pauses_between_attempts_and_ends_with_the_deadline() -> None:
    pauses: list[float] = []
    busy = Exchange("GET", "x", 429, {"retry-after": "3"})
    assert Patience(Deadline(60), pauses.append).again(busy, 1)
    assert not Patience(Deadline(60), pauses.append).again(busy, 3)
    assert not Patience(Deadline(0), pauses.append).again(busy, 1)
    assert pauses == [3.0]


@given(st.text())
def test_any_text_has_an_origin_or_none(text: str) -> None:
    found = origin_of(text)
    assert found is None or (found[0] and 0 < found[1] < 65536)


@given(st.integers(200, 599), st.text())
def test_any_body_gives_a_reply(status: int, body: str) -> None:
    reply = reply_of(Exchange("GET", f"https://{GRAPH}/v1.0/x", status, body=body), 1, 1)
    assert GraphReply.of(reply.evidence()) == reply
    assert not (reply.ok and reply.unknown)


def json_values() -> st.SearchStrategy[Any]:
    plain = st.none() | st.booleans() | st.integers() | st.text()
    return st.recursive(
        plain,
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["error", "code", "message"]), inner),
    )


@given(st.integers(400, 599), json_values())
@settings(max_examples=200)
def test_any_error_body_gives_code_and_text_as_text(status: int, value: Any) -> None:
    reply = reply_of(Exchange("GET", f"https://{GRAPH}/v1.0/x", status, body=json.dumps(value)), 1, 1)
    assert isinstance(reply.code, str)
    assert isinstance(reply.text, str)
    assert not reply.ok


def test_nothing_with_a_credential_goes_to_a_place_that_was_not_named(authority: Authority) -> None:
    with microsoft(authority) as place, place.clients() as clients:
        web: SignedWeb = vars(clients.graph)["_web"]
        for host in (LOGIN, OUTLOOK):
            exchange = web.send("GET", f"https://{host}/", {"authorization": CANARY})
            assert (exchange.fault, exchange.status) == ("guard", None)
        assert place.server.requests == []
    assert web.origins == {(CLOUD.graph.removeprefix("https://"), 443)}
