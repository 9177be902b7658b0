"""HTTP against real servers: what comes back, faults as data, redirects, the cap and the clock."""

from __future__ import annotations

import gzip
import json
import socket
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.contract import ConnectTo, Deadline, Exchange, Network, OutOfTime
from clients.dns import Resolvers
from clients.guard import parse_networks
from clients.web import USER_AGENT, GuardedWeb, version
from tests.clients.name_servers import name_server, silence, zone
from tests.clients.web_servers import Listener, drip, http, listener, read_request, web_server


def mapped(*rules: ConnectTo, seconds: float = 5, **more: object) -> GuardedWeb:
    network = Network(connect_to=rules, **more)  # type: ignore[arg-type]
    deadline = Deadline(seconds)
    return GuardedWeb(network, Resolvers(network, deadline), deadline)


def to(server: Listener, host: str = "example.org", port: int = 80) -> ConnectTo:
    return ConnectTo(host, port, server.address, server.port)


def fetched(answer: bytes, cap: int = 1_000_000, seconds: float = 5) -> Exchange:
    with web_server(lambda request: answer) as server:
        return mapped(to(server), seconds=seconds).get("http://example.org/x?y=1", cap=cap)


def test_an_answer_comes_back_whole() -> None:
    with web_server(lambda request: http(body="grüß".encode(), Content_Type="text/plain", X_A="1")) as server:
        exchange = mapped(to(server)).get("http://Example.ORG/x?y=1", headers={"X-Sent": "yes"})
    assert (exchange.status, exchange.body, exchange.fault) == (200, "grüß", None)
    assert exchange.headers == {"content-type": "text/plain", "x-a": "1", "content-length": "6"}
    assert exchange.address == f"127.0.0.1:{server.port}"
    head, *lines = server.requests[0].decode().split("\r\n")
    assert head == "GET /x?y=1 HTTP/1.1"
    sent = dict(line.lower().split(": ", 1) for line in lines if line)
    assert sent == {
        "host": "example.org", "user-agent": USER_AGENT.lower(), "accept": "*/*", "accept-encoding": "identity",
        "connection": "close", "x-sent": "yes",
    }  # fmt: skip


def test_the_program_names_itself_with_its_version() -> None:
    assert USER_AGENT.startswith("retain-setup/")
    assert USER_AGENT != "retain-setup/0"
    assert version(Path("nowhere.toml")) == "0"


def test_text_is_posted() -> None:
    with web_server(lambda request: http("204 No Content")) as server:
        exchange = mapped(to(server)).post(
            "http://example.org/", "<ä/>", headers={"content-type": "text/xml"}
        )
    assert exchange.status == 204
    assert server.requests[0].endswith(b"\r\n\r\n<\xc3\xa4/>")
    assert b"content-length: 5\r\n" in server.requests[0].lower()


@pytest.mark.parametrize("name", ["Authorization", "cookie", "Proxy-Authorization"])
def test_a_credential_is_never_sent(name: str) -> None:
    with pytest.raises(ValueError, match="credential"):
        mapped().get("http://example.org/", headers={name: "x"})


def test_the_same_get_is_made_once() -> None:
    with web_server(lambda request: http()) as server:
        web = mapped(to(server))
        assert web.get("http://example.org/") is web.get("http://example.org/")
        assert web.get("http://example.org/", headers={"x": "y"}).status == 200
    assert server.connections == 2


# ---------------------------------------------------------------------------------------------- redirects


def test_redirects_are_followed_with_absolute_targets() -> None:
    answers = {
        b"/a": http("302 Found", Location="/b?c"),
        b"/b?c": http("307 Temporary Redirect", Location="d"),
    }
    with web_server(lambda request: answers.get(request.split()[1], http(body=b"end"))) as server:
        hops = mapped(to(server)).follow("http://example.org/a")
    assert [hop.url for hop in hops] == [
        "http://example.org/a",
        "http://example.org/b?c",
        "http://example.org/d",
    ]
    assert (hops[0].location, hops[1].location) == ("http://example.org/b?c", "http://example.org/d")
    assert hops[2].body == "end"


def test_redirects_end_at_the_limit() -> None:
    with web_server(lambda request: http("302 Found", Location=request.split()[1].decode() + "x")) as server:
        hops = mapped(to(server)).follow("http://example.org/", limit=3)
    assert [hop.url for hop in hops] == [f"http://example.org/{'x' * i}" for i in range(4)]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1/", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd",
        "http://user:pass@example.org/", "http://example.org:22/", "gopher://example.org/", "http://[::1/", "https://",
    ],
)  # fmt: skip
def test_a_redirect_to_a_place_out_of_bounds_is_not_followed(target: str) -> None:
    with web_server(lambda request: http("302 Found", Location=target)) as server:
        hops = mapped(to(server)).follow("http://example.org/")
    assert [hop.fault for hop in hops] == [None, "guard"]
    assert server.connections == 1


# ---------------------------------------------------------------------------------------------- faults


def test_a_closed_port_is_refused() -> None:
    with web_server(lambda request: b"") as server:
        pass
    exchange = mapped(to(server)).get("http://example.org/")
    assert (exchange.fault, exchange.status) == ("refused", None)
    assert exchange.address == f"127.0.0.1:{server.port}"


def test_a_port_that_never_opens_is_a_timeout(full: tuple[str, int]) -> None:
    assert mapped(ConnectTo("", 80, *full), seconds=0.4).get("http://example.org/").fault == "timeout"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "reset"),
        (b"220 mail.example.org ESMTP\r\n\r\n", "malformed"),
        (b"\x16\x03\x01\x00\x00", "malformed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "malformed"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 200_000 + b"\r\n\r\n", "malformed"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 40_000 + b"\r\n", "malformed"),
        (http(body=b"not gzip", Content_Encoding="gzip"), "malformed"),
        (http(body=b"?", Content_Encoding="br"), "malformed"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "malformed"),
    ],
)
def test_what_is_not_http_is_a_fault(answer: bytes, fault: str) -> None:
    exchange = fetched(answer)
    assert (exchange.fault, exchange.status) == (fault, None)
    assert exchange.detail


def test_a_body_over_the_cap_is_cut_and_said() -> None:
    exchange = fetched(http(body=b"a" * 5000), cap=100)
    assert (exchange.status, exchange.fault, exchange.body) == (200, "too-large", "a" * 100)


def test_the_cap_counts_unpacked_bytes() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    exchange = fetched(http(body=bomb, Content_Encoding="gzip"), cap=1000)
    assert (exchange.fault, len(exchange.body)) == ("too-large", 1000)


def test_packed_bodies_are_unpacked() -> None:
    assert fetched(http(body=gzip.compress(b"hello"), Content_Encoding="gzip")).body == "hello"
    assert fetched(http(body=zlib.compress(b"hello"), Content_Encoding="deflate")).body == "hello"


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("é".encode("latin-1"), "text/plain; charset=ISO-8859-1", "é"),
        (b"+ADw-b+AD4-", "text/html; charset=utf-7", "+ADw-b+AD4-"),
        (b"\xff\xfe", "text/plain", "\ufffd\ufffd"),
        (b"a\0b", "text/plain", "a\ufffdb"),
        ("x".encode("utf-16"), 'text/xml; charset="utf-16"', "x"),
    ],
)
def test_bodies_become_text_that_can_be_stored(body: bytes, kind: str, text: str) -> None:
    assert fetched(http(body=body, Content_Type=kind)).body == text


def test_a_header_that_does_not_print_is_escaped() -> None:
    exchange = fetched(
        b"HTTP/1.1 302 Found\r\nLocation: /\xe2\x80\xae\r\nServer: \xff\r\nContent-Length: 0\r\n\r\n"
    )
    assert exchange.headers["server"].isprintable()
    assert exchange.location.startswith("http://example.org/")


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b""]
)
def test_an_answer_that_drips_ends_with_the_clock(start: bytes) -> None:
    def talk(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(start)
        drip(sock, b"a")

    started = time.monotonic()
    with listener(talk) as server:
        exchange = mapped(to(server), seconds=0.5).get("http://example.org/")
        assert (exchange.fault, exchange.status) == ("timeout", None)
        assert time.monotonic() - started < 1.5


def test_no_time_left_ends_the_check() -> None:
    with pytest.raises(OutOfTime):
        mapped(seconds=0).get("http://example.org/")


# ---------------------------------------------------------------------------------------------- names and addresses


def looked_up(lines: str, url: str, seconds: float = 5, **more: object) -> Exchange:
    with name_server(zone(lines)) as resolver:
        return mapped(seconds=seconds, resolvers=(resolver,), **more).get(url)


def test_a_name_that_dns_disproves_has_no_address() -> None:
    exchange = looked_up("www 60 IN A 198.51.100.7", "http://nothing.example.org/")
    assert (exchange.fault, exchange.detail) == ("no-address", "nothing.example.org does not exist in DNS.")
    exchange = looked_up("www 60 IN TXT x", "http://www.example.org/")
    assert (exchange.fault, exchange.detail) == ("no-address", "www.example.org has no address in DNS.")


def test_a_name_that_cannot_be_looked_up_is_no_missing_name() -> None:
    with name_server(silence) as resolver:
        exchange = mapped(seconds=0.3, resolvers=(resolver,)).get("http://www.example.org/")
    assert exchange.fault == "dns"
    assert "timeout" in exchange.detail


def test_one_bad_address_refuses_the_whole_name() -> None:
    exchange = looked_up("www 60 IN A 8.8.8.8\nwww 60 IN A 10.0.0.1", "http://www.example.org/")
    assert exchange.fault == "guard"
    assert "10.0.0.1" in exchange.detail


def test_the_name_is_looked_up_once_so_it_cannot_change_its_mind() -> None:
    """A rebinding name server: harmless at first, then this machine itself. The judged address is the used
    one.
    """
    turns = iter(["127.0.0.2", "127.0.0.1"])

    def respond(query: object, over_tcp: bool) -> bytes | list[bytes] | None:
        wanted = query.q.qtype == 1  # type: ignore[attr-defined]
        lines = f"www 0 IN A {next(turns)}" if wanted else "www 0 IN TXT x"
        return zone(lines)(query, over_tcp)

    with (
        web_server(lambda r: http(body=b"good"), address="127.0.0.2") as good,
        name_server(respond) as resolver,
    ):
        rule = ConnectTo("www.example.org", 80, "", good.port)
        web = mapped(rule, resolvers=(resolver,), allowed_networks=parse_networks("127.0.0.2"))
        assert web.get("http://www.example.org/1").body == "good"
        assert web.get("http://www.example.org/2").address == f"127.0.0.2:{good.port}"


def test_the_next_address_is_tried_when_the_first_is_closed() -> None:
    with (
        web_server(lambda r: http(body=b"second"), address="127.0.0.3") as second,
        name_server(zone("www 60 IN A 127.0.0.2\nwww 60 IN A 127.0.0.3")) as resolver,
    ):
        rule = ConnectTo("", 80, "", second.port)
        web = mapped(rule, resolvers=(resolver,), allowed_networks=parse_networks("127.0.0.0/8"))
        exchange = web.get("http://www.example.org/")
    assert (exchange.body, exchange.address) == ("second", f"127.0.0.3:{second.port}")


def test_a_mapped_name_is_resolved_and_judged() -> None:
    rule = ConnectTo("www.example.org", 80, "inner.example.org", 80)
    with name_server(zone("inner 60 IN A 10.1.2.3")) as resolver:
        exchange = mapped(rule, resolvers=(resolver,)).get("http://www.example.org/")
    assert exchange.fault == "guard"
    assert "10.1.2.3" in exchange.detail


def test_an_ipv6_host_is_reached() -> None:
    with web_server(lambda request: http(body=b"six"), address="::1") as server:
        exchange = mapped(ConnectTo("::1", 80, "::1", server.port)).get("http://[::1]/")
    assert (exchange.body, exchange.address) == ("six", f"[::1]:{server.port}")


# ---------------------------------------------------------------------------------------------- any bytes


@pytest.fixture(scope="module")
def babbler() -> Iterator[tuple[Listener, list[bytes]]]:
    """A server that says whatever the test puts into the list, then closes."""
    said = [b""]
    with web_server(lambda request: said[0]) as server:
        yield server, said


HEADS = st.sampled_from(
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: ",
        b"HTTP/1.1 ",
        b"HTTP/1.1 100 C\r\n\r\n",
    ]
)


@given(HEADS, st.binary(max_size=80), st.sampled_from([b"", b"\r\n\r\n", b"\r\nContent-Length: 0\r\n\r\n"]))
def test_no_bytes_make_the_client_fail(
    babbler: tuple[Listener, list[bytes]], head: bytes, junk: bytes, end: bytes
) -> None:
    server, said = babbler
    said[0] = head + junk + end
    exchange = mapped(to(server)).get("http://example.org/")
    assert (exchange.status is None) is (exchange.fault is not None)
    assert all(value.isprintable() for value in (*exchange.headers.values(), exchange.detail))
    json.dumps(exchange.evidence()).encode()
