"""A whole directory from Graph: pages over one kept connection, patience, and nothing sent anywhere else."""

from __future__ import annotations

import gzip
import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from clients.contract import Broken, NoCredential, NotGranted, OutOfTime, SignInRefused
from sync.directory import User
from tests.clients.microsoft365.kept_graph import BUSY, DOWN, INVALID, ROOT, error, kept_graph, page
from tests.clients.tenants import (
    GRAPH,
    LOGIN,
    OUTLOOK,
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


def read(authority: Authority, graph: Respond | bytes, *more: bytes, **options: Any) -> list[list[str]]:
    """The ids that came, page by page."""
    with kept_graph(authority, after(graph, *more)) as place, place.clients() as clients:
        pages = clients.directory.pages("/users", {"$select": "id"}, row=User, **options)
        return [[user.id for user in one.value] for one in pages]


def broken(authority: Authority, *answers: Respond | bytes, seconds: float = 10) -> Broken:
    with (
        kept_graph(authority, after(*answers)) as place,
        place.clients(seconds=seconds) as clients,
        pytest.raises(Broken) as raised,
    ):
        for _ in clients.directory.pages("/users", row=User):
            pass
    return raised.value


def test_pages_come_decoded_over_one_connection(authority: Authority) -> None:
    answers = page("1", "2", following="a"), page("3", following="b"), page(), page("4")
    with kept_graph(authority, after(*answers[:2], answers[3])) as place, place.clients() as clients:
        pages = list(clients.directory.pages("/users", {"$select": "id"}, row=User, needs="User.Read.All"))
        assert [[user.display_name for user in one.value] for one in pages] == [
            ["Name 1", "Name 2"], ["Name 3"], ["Name 4"],
        ]  # fmt: skip
        assert clients.directory.requests == 3
        assert clients.directory.received == sum(
            len(one.partition(b"\r\n\r\n")[2]) for one in (*answers[:2], answers[3])
        )
    first, second, third = place.asked(GRAPH)
    assert target(first) == "/v1.0/users?$select=id"
    assert target(second) == "/v1.0/users?$skiptoken=a"
    assert target(third) == "/v1.0/users?$skiptoken=b"
    # One for signing in (two requests that close it each), one for all of Graph.
    assert len({header(one, "authorization") for one in place.asked(GRAPH)}) == 1
    assert place.server.connections == 1 + len(place.asked(LOGIN))


def test_a_request_carries_our_name_and_takes_packed_answers(authority: Authority) -> None:
    packed = http(body=gzip.compress(json.dumps({"value": [{"id": "1"}]}).encode()), Content_Encoding="gzip")
    with kept_graph(authority, after(packed)) as place, place.clients() as clients:
        pages = list(clients.directory.pages("/users", row=dict, advanced=True))
        assert pages[0].value == [{"id": "1"}]
        assert clients.directory.received == len('{"value": [{"id": "1"}]}')
    asked = place.asked(GRAPH)[0]
    assert header(asked, "authorization").startswith("Bearer eyJ")
    assert header(asked, "user-agent").startswith("retain-setup/")
    assert header(asked, "accept-encoding") == "gzip"
    assert header(asked, "consistencylevel") == "eventual"
    assert header(asked, "client-request-id")
    assert header(asked, "connection") == ""


def test_who_takes_only_the_first_page_costs_one_request(authority: Authority) -> None:
    with kept_graph(authority, after(page("1", following="a"))) as place:
        with place.clients() as clients:
            first = next(iter(clients.directory.pages("/users", row=User)))
            assert [user.id for user in first.value] == ["1"]
        assert len(place.asked(GRAPH)) == 1


def test_nothing_is_opened_before_it_is_used(authority: Authority) -> None:
    with kept_graph(authority, after(page())) as place, place.clients() as clients:
        clients.directory.pages("/users", row=User)
        assert (clients.directory.requests, place.server.connections) == (0, 0)


def test_with_the_clients_the_connection_and_its_thread_end(authority: Authority) -> None:
    with kept_graph(authority, after(page("1", following="a"), page("2", following="b"))) as place:
        with place.clients() as clients:
            pages = iter(clients.directory.pages("/users", row=User))
            assert [[user.id for user in next(pages).value] for _ in range(2)] == [["1"], ["2"]]
            assert any(thread.name.startswith("directory") for thread in threading.enumerate())
        assert not any(thread.name.startswith("directory") for thread in threading.enumerate())


def test_the_last_page_of_a_delta_has_its_link_and_a_count_its_number(authority: Authority) -> None:
    more: dict[str, Any] = {"@odata.deltaLink": f"{ROOT}/users/delta?$deltatoken=x", "@odata.count": 7}
    with kept_graph(authority, after(page("1", **more))) as place, place.clients() as clients:
        (only,) = clients.directory.pages(f"{ROOT}/users/delta?$deltatoken=w", row=User)
        assert (only.delta, only.count, only.next) == (more["@odata.deltaLink"], 7, "")
    assert target(place.asked(GRAPH)[0]) == "/v1.0/users/delta?$deltatoken=w"


def test_a_connection_that_the_far_side_closed_is_opened_again(authority: Authority) -> None:
    answers = page("1", following="a"), page("2", following="b"), page("3")
    with microsoft(authority, graph=after(*answers)) as place, place.clients() as clients:
        assert len(list(clients.directory.pages("/users", row=User))) == 3
        assert clients.directory.requests == 3


def test_throttling_and_trouble_are_waited_out(authority: Authority) -> None:
    came = read(authority, BUSY, DOWN, BUSY, DOWN, page("1", following="a"), BUSY, page("2"))
    assert came == [["1"], ["2"]]


@pytest.mark.parametrize("spoilt", [b"", http(body=b'{"value": [{"id": "1"'), http(body=b"<html>"), http()])
def test_an_answer_that_breaks_off_is_asked_for_again(authority: Authority, spoilt: bytes) -> None:
    assert read(authority, spoilt, page("1", following="a"), spoilt, page("2")) == [["1"], ["2"]]


def test_a_token_that_dies_half_way_is_renewed(authority: Authority) -> None:
    answers = page("1", following="a"), INVALID, page("2", following="b"), INVALID, page("3")
    with kept_graph(authority, after(*answers)) as place, place.clients() as clients:
        assert len(list(clients.directory.pages("/users", row=User))) == 3
        assert place.signed_in() == 3
    tokens = [header(one, "authorization") for one in place.asked(GRAPH)]
    assert tokens[0] == tokens[1] != tokens[2] == tokens[3] != tokens[4]


@pytest.mark.parametrize(
    ("answers", "why", "attempts", "words"),
    [
        ((BUSY,), "throttled", 8, "Too many requests"),
        ((DOWN,), "service", 8, "503"),
        ((http(body=b'{"value": [{"id": 7}]}'),), "malformed", 3, "breaks off"),
        ((http(body=b"<!doctype html>Log in"),), "malformed", 3, "web page"),
        ((http("302 Found", Location=f"https://{OUTLOOK}/"),), "malformed", 3, "not followed"),
        ((INVALID,), "refused", 3, "InvalidAuthenticationToken"),
        ((error("Request_UnsupportedQuery", "400 Bad Request"),), "refused", 1, "Request_UnsupportedQuery"),
        ((error("ErrorAccessDenied", "403 Forbidden"),), "refused", 1, "ErrorAccessDenied"),
        ((error("syncStateNotFound", "410 Gone"),), "expired", 1, "410"),
    ],
)
def test_what_stays_wrong_is_told(
    authority: Authority, answers: tuple[bytes, ...], why: str, attempts: int, words: str
) -> None:
    end = broken(authority, *answers)
    assert (end.why, words in str(end)) == (why, True), str(end)
    assert end.reply is not None
    assert (end.reply.attempts, end.reply.request) == (attempts, "GET /v1.0/users")


def test_nobody_waits_longer_than_the_time_that_is_left(authority: Authority) -> None:
    long = error("TooManyRequests", "429 Too Many Requests", Retry_After="200")
    assert broken(authority, long).why == "throttled"
    endless = error("TooManyRequests", "429 Too Many Requests", Retry_After="3600")
    assert broken(authority, endless, seconds=9000).why == "throttled"


def test_a_missing_permission_is_named(authority: Authority) -> None:
    denied = error("Authorization_RequestDenied", "403 Forbidden")
    with kept_graph(authority, after(denied)) as place, place.clients() as clients:
        with pytest.raises(NotGranted) as raised:
            next(iter(clients.directory.pages("/contacts", row=User, needs="OrgContact.Read.All")))
        assert raised.value.permission == "OrgContact.Read.All"
        with pytest.raises(NotGranted):
            clients.directory.count("/users/$count")


@pytest.mark.parametrize(
    "link",
    [
        f"https://{LOGIN}/v1.0/users",
        f"http://{GRAPH}/v1.0/users",
        f"https://{GRAPH}:8443/v1.0/users",
        f"https://user@{GRAPH}/v1.0/users",
        f"https://{GRAPH}@{OUTLOOK}/v1.0/users",
        f"https://{OUTLOOK}\\@{GRAPH}/v1.0/users",
        "/v1.0/users?next",
        "https://[/",
    ],
)
def test_a_link_that_leads_away_from_graph_gets_nothing(authority: Authority, link: str) -> None:
    first = answer({"value": [{"id": "1"}], "@odata.nextLink": link})
    with kept_graph(authority, after(first, page("2"))) as place, place.clients() as clients:
        with pytest.raises(Broken) as raised:
            list(clients.directory.pages("/users", row=User))
        with pytest.raises(Broken):
            list(clients.directory.pages(f"https://{OUTLOOK}/v1.0/users", row=User))
    assert raised.value.why in ("elsewhere", "network")
    assert len(place.asked(GRAPH)) == 1
    assert place.asked(OUTLOOK) == []


def test_a_chain_that_goes_round_is_noticed(authority: Authority) -> None:
    end = broken(authority, page("1", following="a"), page("2", following="b"), page("3", following="a"))
    assert end.why == "loop"


@pytest.mark.parametrize("path", ["users", "/users/../me", "/users//x"])
def test_a_path_that_could_lead_elsewhere_is_not_asked(authority: Authority, path: str) -> None:
    with kept_graph(authority, after(page())) as place, place.clients() as clients:
        with pytest.raises(ValueError, match="slash"):
            list(clients.directory.pages(path, row=User))
        assert place.server.connections == 0


@pytest.mark.parametrize("body", [b"100012", b"\xef\xbb\xbf100012", b" 100012\r\n"])
def test_a_count_is_read_from_plain_text(authority: Authority, body: bytes) -> None:
    with kept_graph(authority, after(http(body=body))) as place, place.clients() as clients:
        assert clients.directory.count("/users/$count", needs="User.Read.All") == 100012
    asked = place.asked(GRAPH)[0]
    assert (target(asked), header(asked, "consistencylevel")) == ("/v1.0/users/$count", "eventual")


def test_a_count_that_is_no_number_is_malformed(authority: Authority) -> None:
    with kept_graph(authority, after(http(body=b"many"))) as place, place.clients() as clients:
        with pytest.raises(Broken) as raised:
            clients.directory.count("/users/$count")
        assert raised.value.why == "malformed"


def test_refusals_of_the_sign_in_and_the_end_of_time_are_raised(authority: Authority) -> None:
    with kept_graph(authority, after(page()), refused(7000215)) as place:
        with place.clients() as clients, pytest.raises(SignInRefused):
            clients.directory.count("/users/$count")
        with place.clients(who=identity(credential=None)) as clients, pytest.raises(NoCredential):
            list(clients.directory.pages("/users", row=User))
        with place.clients(seconds=0) as clients, pytest.raises(OutOfTime):
            clients.directory.count("/users/$count")


def test_a_certificate_that_nobody_vouches_for_ends_it_at_once(
    authority: Authority, stranger: Authority
) -> None:
    with kept_graph(authority, after(page())) as place, kept_graph(stranger, after(page())) as other:
        rules = tuple(rule for rule in other.network.connect_to if rule.host == GRAPH)
        place.network = replace(place.network, connect_to=(*rules, *place.network.connect_to))
        with place.clients() as clients, pytest.raises(Broken) as raised:
            clients.directory.count("/users/$count")
        assert raised.value.why == "network"
        assert raised.value.reply is not None
        assert (raised.value.reply.fault, raised.value.reply.attempts) == ("tls-issuer", 1)
        assert other.asked(GRAPH) == []
