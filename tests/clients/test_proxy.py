"""The operator's proxy connects for us: names are verified all the same, and its faults are its own."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from clients.contract import ConnectTo, Deadline, Exchange, Network
from clients.dns import Resolvers
from clients.web import GuardedWeb
from tests.clients.name_servers import name_server, rcode, zone
from tests.clients.web_servers import Authority, Listener, http, listener, read_request, web_server


def tunnel(target: Listener, heard: list[bytes]) -> Callable[[socket.socket], None]:
    """A proxy that connects every CONNECT to one server."""

    def talk(sock: socket.socket) -> None:
        heard.append(read_request(sock))
        with socket.create_connection(target.socket) as far:
            sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _relay(sock, far)

    return talk


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Both ways in one thread: a TLS socket may not be read and written by two at once."""
    sink = {one: other, other: one}
    try:
        while ready := _readable(one, other):
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                sink[source].sendall(data)
    except OSError:
        return


def _readable(*sockets: socket.socket) -> list[socket.socket]:
    held: list[socket.socket] = [s for s in sockets if isinstance(s, ssl.SSLSocket) and s.pending()]
    return held or select.select(sockets, [], [], 10)[0]


def through(
    proxy: Listener,
    url: str,
    resolver: tuple[str, int] = ("127.0.0.1", 9),
    rules: tuple[ConnectTo, ...] = (),
    ca: str = "",
) -> Exchange:
    network = Network(
        proxy=f"http://user:word@127.0.0.1:{proxy.port}",
        resolvers=(resolver,),
        connect_to=rules,
        ca_bundle=ca,
    )
    deadline = Deadline(5)
    return GuardedWeb(network, Resolvers(network, deadline), deadline).get(url)


def test_plain_http_is_handed_to_the_proxy() -> None:
    with web_server(lambda request: http(body=b"by proxy")) as proxy:
        exchange = through(proxy, "http://example.org/a")
    assert (exchange.status, exchange.body) == (200, "by proxy")
    assert proxy.requests[0].startswith(b"GET http://example.org/a HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n" in proxy.requests[0]


def test_tls_is_verified_through_the_tunnel(authority: Authority) -> None:
    heard: list[bytes] = []
    with (
        web_server(lambda r: http(body=b"ok"), authority.context("example.org")) as far,
        listener(tunnel(far, heard)) as proxy,
    ):
        exchange = through(proxy, "https://example.org/", ca=str(authority.pem))
    assert (exchange.status, exchange.body, exchange.tls) == (200, "ok", "TLSv1.3")
    assert heard[0].startswith(b"CONNECT example.org:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization" not in far.requests[0]


def test_an_inspecting_proxy_is_seen_by_its_certificate(authority: Authority, stranger: Authority) -> None:
    with (
        web_server(lambda r: http(), stranger.context("example.org")) as far,
        listener(tunnel(far, [])) as proxy,
    ):
        exchange = through(proxy, "https://example.org/", ca=str(authority.pem))
        assert far.requests == []
    assert exchange.fault == "tls-issuer"
    assert exchange.certificate is not None
    assert exchange.certificate.issuer == "CN=Unknown authority"


def test_a_proxy_that_refuses_is_named() -> None:
    with web_server(lambda request: http("407 Proxy Authentication Required")) as proxy:
        exchange = through(proxy, "https://example.org/")
    assert (exchange.fault, exchange.detail) == (
        "proxy",
        "The proxy refused: 407 Proxy Authentication Required",
    )


def test_a_proxy_that_is_gone_is_named() -> None:
    with web_server(lambda request: b"") as proxy:
        pass
    exchange = through(proxy, "https://example.org/")
    assert exchange.fault == "proxy"
    assert f"127.0.0.1:{proxy.port}" in exchange.detail


def test_a_proxy_that_never_answers_is_named(full: tuple[str, int]) -> None:
    network = Network(proxy=f"http://127.0.0.1:{full[1]}", resolvers=(("127.0.0.1", 9),))
    web = GuardedWeb(network, Resolvers(network, Deadline(0.4)), Deadline(0.4))
    assert web.get("http://example.org/").fault == "proxy"


def by_secure_proxy(name: str, proxy: Listener, ca: Authority, url: str) -> Exchange:
    network = Network(
        proxy=f"https://{name}:{proxy.port}", resolvers=(("127.0.0.1", 9),), ca_bundle=str(ca.pem)
    )
    return GuardedWeb(network, Resolvers(network, Deadline(5)), Deadline(5)).get(url)


def secure_tunnel(authority: Authority, far: Listener) -> AbstractContextManager[Listener]:
    return listener(tunnel(far, []), authority.context("localhost"))


def test_a_proxy_that_speaks_tls_is_verified_too(authority: Authority) -> None:
    with web_server(lambda r: http(body=b"by proxy"), authority.context("localhost")) as proxy:
        exchange = by_secure_proxy("localhost", proxy, authority, "http://example.org/")
        assert (exchange.body, exchange.tls, exchange.certificate) == ("by proxy", "", None)
        exchange = by_secure_proxy("127.0.0.1", proxy, authority, "http://example.org/")
        assert exchange.fault == "proxy"
        assert "other names" in exchange.detail


def test_tls_is_verified_inside_the_tls_of_the_proxy(authority: Authority, stranger: Authority) -> None:
    inner = authority.context("example.org")
    with web_server(lambda r: http(body=b"ok"), inner) as far, secure_tunnel(authority, far) as proxy:
        exchange = by_secure_proxy("localhost", proxy, authority, "https://example.org/")
    assert (exchange.body, exchange.fault) == ("ok", None)
    assert exchange.certificate is not None
    assert exchange.certificate.names == ("example.org",)
    with (
        web_server(lambda r: http(), stranger.context("example.org")) as far,
        secure_tunnel(authority, far) as proxy,
    ):
        exchange = by_secure_proxy("localhost", proxy, authority, "https://example.org/")
    assert exchange.fault == "tls-issuer"
    assert exchange.certificate is not None
    assert exchange.certificate.issuer == "CN=Unknown authority"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[64:ff9b::a00:1]/", "http://example.org:8080/", "ftp://x/"]
)
def test_what_the_guard_refuses_never_reaches_the_proxy(url: str) -> None:
    with web_server(lambda request: http()) as proxy:
        assert through(proxy, url).fault == "guard"
        assert proxy.connections == 0


def test_a_name_that_we_know_to_lead_inside_is_refused() -> None:
    with web_server(lambda request: http()) as proxy, name_server(zone("www 60 IN A 10.0.0.1")) as resolver:
        assert through(proxy, "http://www.example.org/", resolver).fault == "guard"
        assert proxy.connections == 0


def test_a_name_that_only_the_proxy_knows_is_left_to_it() -> None:
    with web_server(lambda request: http()) as proxy, name_server(rcode(2)) as resolver:
        assert through(proxy, "http://www.example.org/", resolver).status == 200


def test_a_mapped_destination_needs_no_proxy() -> None:
    with web_server(lambda r: http(body=b"far")) as far, web_server(lambda r: http(body=b"proxy")) as proxy:
        rule = ConnectTo("example.org", 80, "127.0.0.1", far.port)
        assert through(proxy, "http://example.org/", rules=(rule,)).body == "far"
