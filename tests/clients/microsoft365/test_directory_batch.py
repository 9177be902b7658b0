"""Batches: 20 GETs to a request, each answer by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from clients.contract import BatchAnswer, Broken, Deadline, NotGranted, Page
from sync.directory import Link
from tests.clients.microsoft365.kept_graph import BUSY, ROOT, batch_of, batched, kept_graph
from tests.clients.tenants import GRAPH, OUTLOOK, Respond, after, answer, target
from tests.clients.web_servers import Authority

Inner = Callable[[dict[str, Any]], Mapping[str, Any]]


def good(one: dict[str, Any]) -> Mapping[str, Any]:
    """Members of each group: itself."""
    member = {"@odata.type": "#microsoft.graph.user", "id": one["url"].split("/")[2]}
    return {"status": 200, "body": {"value": [member]}}


def refusal(status: int, code: str, **headers: str) -> Mapping[str, Any]:
    return {
        "status": status,
        "headers": headers,
        "body": {"error": {"code": code, "message": "What it says."}},
    }


def asked_for(authority: Authority, graph: Respond, count: int, needs: str = "") -> tuple[Any, list[bytes]]:
    """Batches of so many groups' members, and the requests that it took."""
    urls = [(n, f"/groups/g{n}/members?$select=id") for n in range(count)]
    with kept_graph(authority, graph) as place, place.clients() as clients:
        told = list(clients.directory.batches(urls, body=Page[Link], needs=needs))
        return told, place.asked(GRAPH)


def test_twenty_go_into_a_request_and_answers_come_in_the_order_asked(authority: Authority) -> None:
    told, requests = asked_for(authority, batched(good), 45)
    assert [[key for key, _ in some] for some in told] == [[*range(20)], [*range(20, 40)], [*range(40, 45)]]
    assert [one.body.value[0].id for some in told for _, one in some] == [f"g{n}" for n in range(45)]
    assert [len(batch_of(one)) for one in requests] == [20, 20, 5]
    assert {target(one) for one in requests} == {"/v1.0/$batch"}
    assert batch_of(requests[0])[3] == {"id": "3", "method": "GET", "url": "/groups/g3/members?$select=id"}


def test_requests_go_out_before_anybody_waits_for_them(authority: Authority) -> None:
    with kept_graph(authority, batched(good)) as place, place.clients() as clients:
        told = clients.directory.batches([(1, "/groups/g1/members")], body=Page[Link])
        soon = Deadline(5)
        while clients.directory.received == 0:
            assert soon.left()
        assert [key for some in told for key, _ in some] == [1]


def test_no_questions_are_no_request(authority: Authority) -> None:
    assert asked_for(authority, batched(good), 0) == ([], [])


def test_a_plain_batch_decodes_to_plain_values(authority: Authority) -> None:
    with kept_graph(authority, batched(good)) as place, place.clients() as clients:
        (one,) = clients.directory.batch(["/groups/x/members"])
        assert one.body == {"value": [{"@odata.type": "#microsoft.graph.user", "id": "x"}]}
        with pytest.raises(ValueError, match="at most 20"):
            clients.directory.batch(["/groups/x/members"] * 21)


def test_links_to_further_pages_are_asked_for_without_host(authority: Authority) -> None:
    with kept_graph(authority, batched(good)) as place, place.clients() as clients:
        clients.directory.batch([f"{ROOT}/groups/x/members?$skiptoken=a%2Fb'c"])
        for link in (f"https://{OUTLOOK}/v1.0/users", f"https://{GRAPH}/beta/users", "users"):
            with pytest.raises(ValueError, match="host"):
                clients.directory.batch([link])
    (request,) = place.asked(GRAPH)
    assert batch_of(request)[0]["url"] == "/groups/x/members?$skiptoken=a%2Fb'c"


def test_counts_inside_a_batch_have_the_header_that_they_take(authority: Authority) -> None:
    with (
        kept_graph(authority, batched(lambda one: {"status": 200, "body": 7})) as place,
        place.clients() as clients,
    ):
        found = list(clients.directory.batches([(1, "/users/$count"), (2, "/users/x")], body=msgspec.Raw))
        assert [bytes(one.body) for _, one in found[0] if one.body] == [b"7", b"7"]
    first, second = batch_of(place.asked(GRAPH)[0])
    assert first["headers"] == {"ConsistencyLevel": "eventual"}
    assert "headers" not in second


def test_only_answers_that_failed_are_asked_for_again(authority: Authority) -> None:
    failed = set[str]()

    def sometimes(one: dict[str, Any]) -> Mapping[str, Any]:
        if one["url"] in failed or not one["url"].startswith(("/groups/g1/", "/groups/g7/")):
            return good(one)
        failed.add(one["url"])
        status, name = (429, "Retry-After") if "g7" in one["url"] else (503, "retry-after")
        return refusal(status, "Busy", **{name: "0"})

    told, requests = asked_for(authority, batched(sometimes), 20)
    assert [one.status for some in told for _, one in some] == [200] * 20
    assert [len(batch_of(one)) for one in requests] == [20, 2]


def test_a_refusal_inside_is_an_answer_with_its_code(authority: Authority) -> None:
    def missing(one: dict[str, Any]) -> Mapping[str, Any]:
        return refusal(404, "Request_ResourceNotFound") if "g1/" in one["url"] else good(one)

    told, requests = asked_for(authority, batched(missing), 3)
    assert told[0][1] == (1, BatchAnswer(404, None, "Request_ResourceNotFound", "What it says."))
    assert len(requests) == 1


def test_a_missing_permission_inside_is_raised_where_it_is_named(authority: Authority) -> None:
    denied = batched(lambda one: refusal(403, "Authorization_RequestDenied"))
    with pytest.raises(NotGranted, match=r"GroupMember\.Read\.All"):
        asked_for(authority, denied, 2, needs="GroupMember.Read.All")
    told, _ = asked_for(authority, denied, 2)
    assert [one.code for some in told for _, one in some] == ["Authorization_RequestDenied"] * 2


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        (refusal(429, "TooManyRequests", **{"retry-after": "0"}), "throttled"),
        (refusal(504, "Timeout", **{"retry-after": "0"}), "service"),
        ({"status": 200, "body": {"value": [{"id": 7}]}}, "malformed"),
        ({"status": 200}, "malformed"),
    ],
)
def test_an_answer_that_stays_wrong_ends_the_batch(
    authority: Authority, inner: Mapping[str, Any], why: str
) -> None:
    with pytest.raises(Broken) as raised:
        asked_for(authority, batched(lambda one: inner), 3)
    assert raised.value.why == why
    assert "/groups/g0/members" in str(raised.value)


@pytest.mark.parametrize("kept", [[], [0, 0], [0], [0, 1, 2]])
def test_a_batch_that_lacks_an_answer_is_asked_for_again(authority: Authority, kept: list[int]) -> None:
    def lacking(request: bytes) -> bytes:
        return answer({"responses": [{"id": str(n), "status": 200, "body": {"value": []}} for n in kept]})

    told, requests = asked_for(authority, after(lacking, BUSY, batched(good)), 2)
    assert [one.body.value[0].id for some in told for _, one in some] == ["g0", "g1"]
    assert len(requests) == 3


def test_later_questions_may_depend_on_earlier_answers(authority: Authority) -> None:
    """As large groups do, whose next pages are only known from the page before."""
    left = [(n, f"/groups/g{n}/members") for n in range(300)]

    def taken() -> Any:
        while left:
            yield left.pop(0)

    with kept_graph(authority, batched(good)) as place, place.clients() as clients:
        seen = 0
        for some in clients.directory.batches(taken(), body=Page[Link]):
            if not seen:
                left.append((300, "/groups/g300/members"))
            seen += len(some)
    assert seen == 301
    assert len(place.asked(GRAPH)) == 16
