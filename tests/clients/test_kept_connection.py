"""One connection for many requests: kept, opened again, confined to its place, and never longer than allowed."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from clients.contract import ConnectTo, Deadline, Network, OutOfTime
from clients.dns import Resolvers
from clients.kept_connection import Heard, KeptConnection
from clients.outbound import Outbound
from tests.clients.web_servers import Authority, Listener, Talk, drip, http, listener, read_request

HOST = "graph.example.net"
ROOT = f"https://{HOST}"


def connection(server: Listener, authority: Authority, deadline: float = 10) -> KeptConnection:
    rules = (ConnectTo(HOST, 443, server.address, server.port),)
    network, ends = Network(connect_to=rules, ca_bundle=str(authority.pem)), Deadline(deadline)
    return KeptConnection(Outbound(network, Resolvers(network, ends), ends), ends, ROOT)


def serving(*replies: bytes, at_most: int = 1000) -> Talk:
    """Answers in turn, and closes after `at_most` answers of a connection."""
    left = list(replies)

    def talk(sock: socket.socket) -> None:
        for _ in range(at_most):
            if not read_request(sock):
                return
            sock.sendall(left.pop(0) if len(left) > 1 else left[0])

    return talk


def test_many_requests_share_a_connection(authority: Authority) -> None:
    with listener(serving(http(body=b"ok")), authority.context(HOST)) as server:
        kept = connection(server, authority)
        assert [kept.ask("GET", f"{ROOT}/{n}", {}).body for n in range(5)] == [b"ok"] * 5
        assert server.connections == 1
        kept.close()
        assert kept.ask("GET", f"{ROOT}/again", {}).status == 200
        assert server.connections == 2
        kept.close()


def test_a_connection_that_was_closed_meanwhile_is_opened_again(authority: Authority) -> None:
    with listener(serving(http(body=b"ok"), at_most=1), authority.context(HOST)) as server:
        kept = connection(server, authority)
        assert [kept.ask("GET", ROOT, {}).status for _ in range(3)] == [200] * 3
        assert server.connections == 3
        kept.close()


def test_a_server_that_always_hangs_up_is_a_fault(authority: Authority) -> None:
    with listener(lambda sock: None, authority.context(HOST)) as server:
        kept = connection(server, authority)
        assert kept.ask("GET", ROOT, {}).fault == "reset"
        kept.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example.net/", f"http://{HOST}/", f"https://{HOST}:444/", f"https://user@{HOST}/",
        f"https://{HOST}.example.org/", "https://[/", f"//{HOST}/", "",
    ],
)  # fmt: skip
def test_nothing_is_sent_anywhere_else(authority: Authority, url: str) -> None:
    with listener(serving(http()), authority.context(HOST)) as server:
        kept = connection(server, authority)
        assert kept.ask("GET", url, {"authorization": "Bearer x"}).fault == "guard"
        assert server.connections == 0


def test_the_place_may_be_written_with_its_port_and_in_capitals(authority: Authority) -> None:
    with listener(serving(http(body=b"ok")), authority.context(HOST)) as server:
        kept = connection(server, authority)
        assert kept.ask("GET", f"https://{HOST.upper()}:443/x", {}).body == b"ok"
        kept.close()


def test_long_links_are_followed(authority: Authority) -> None:
    with listener(serving(http(body=b"ok")), authority.context(HOST)) as server:
        kept = connection(server, authority)
        assert kept.ask("GET", f"{ROOT}/?$deltatoken={'x' * 20_000}", {}).status == 200
        kept.close()


def test_a_body_over_the_cap_is_too_large_packed_or_not(authority: Authority) -> None:
    packed = http(body=gzip.compress(b"x" * 5000), Content_Encoding="gzip")
    with listener(serving(packed, http(body=b"y" * 5000), packed), authority.context(HOST)) as server:
        kept = connection(server, authority)
        assert kept.ask("GET", ROOT, {}, cap=100).fault == "too-large"
        assert kept.ask("GET", ROOT, {}, cap=4999).fault == "too-large"
        assert kept.ask("GET", ROOT, {}, cap=5000) == Heard(
            200, kept.ask("GET", ROOT, {}).headers, b"x" * 5000
        )
        kept.close()


def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    with listener(serving(http()), authority.context("other.example.net")) as server:
        kept = connection(server, authority)
        assert kept.ask("GET", ROOT, {}).fault == "tls-name"


def test_each_request_has_its_own_time_on_the_same_connection(authority: Authority) -> None:
    def talk(sock: socket.socket) -> None:
        for _ in range(3):
            read_request(sock)
            sock.sendall(http(body=b"ok"))
        drip(sock, b"")

    with listener(talk, authority.context(HOST)) as server:
        kept = connection(server, authority)
        started = time.monotonic()
        assert [kept.ask("GET", ROOT, {}, seconds=5).status for _ in range(3)] == [200] * 3
        assert kept.ask("GET", ROOT, {}, seconds=0.3).fault == "timeout"
        assert time.monotonic() - started < 4
        kept.close()


def test_the_end_of_all_time_is_raised(authority: Authority) -> None:
    with listener(serving(http()), authority.context(HOST)) as server:
        with pytest.raises(OutOfTime):
            connection(server, authority, deadline=0).ask("GET", ROOT, {})
        assert server.connections == 0
