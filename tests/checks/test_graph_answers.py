from __future__ import annotations

from dataclasses import replace

import pytest

from checks.graph_answers import answered, fields, optional, rows, undecided
from checks.graph_paths import literal, segment
from clients.contract import GraphReply, NotGranted
from tests.checks.tenants import NO_ANSWER, listed, reply


def test_a_name_is_one_part_of_a_path() -> None:
    assert segment("a_x#EXT#@b.example.org/..") == "a_x%23EXT%23@b.example.org%2F.."


def test_a_quote_in_a_filter_is_written_twice() -> None:
    assert literal("O'Brien") == "'O''Brien'"


def test_a_denied_optional_permission_is_an_answer() -> None:
    def denied() -> GraphReply:
        raise NotGranted("Application.Read.All")

    told = optional("Application.Read.All", denied)
    assert (told.status, told.code) == (403, "Authorization_RequestDenied")
    assert optional("x", lambda: NO_ANSWER) is NO_ANSWER


def test_what_is_no_list_has_no_rows_and_what_is_no_object_no_fields() -> None:
    assert (rows(reply("text")), rows(reply({"value": 7})), fields(reply([]))) == ((), (), {})
    assert rows(reply({"value": [{"id": 1}, 2]})) == ({"id": 1},)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (NO_ANSWER, "it did not answer in time (after 10 s)"),
        (reply(status=429, fault="throttled"), "it takes no more requests at the moment"),
        (reply(status=429, fault="strange"), "strange"),
        (listed(complete=False), "the list broke off before its end"),
        (reply(status=503), "it answered 503"),
        (reply(status=403, code="A", text="B"), "it answered 403 A: B"),
    ],
)
def test_an_answer_that_decides_nothing_is_put_in_words(told: GraphReply, words: str) -> None:
    assert answered(told) == words


def test_what_was_asked_is_told_with_the_request_id() -> None:
    result = undecided(reply(status=500, request_id="r-1"), "who it is")
    assert result.summary == "Could not find out who it is: Microsoft Graph answered 500."
    assert result.confirm == (
        "Asked Microsoft Graph for GET /v1.0/x (once): it answered 500. Request id r-1."
    )


def test_the_service_that_was_asked_is_named() -> None:
    odd = replace(
        reply(status=None, fault="malformed"), request="POST /adminapi/v2.0/Mailbox", detail="A page."
    )
    result = undecided(odd, "who it is")
    assert result.summary == (
        "Could not find out who it is: Exchange Online's answer could not be read (A page)."
    )
    assert result.confirm.startswith(
        "Asked Exchange Online for POST /adminapi/v2.0/Mailbox (once): its answer"
    )
