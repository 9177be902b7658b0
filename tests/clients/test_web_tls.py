"""TLS: the name is verified whatever the address; each refusal has its own fault and shows the
certificate.
"""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest

from clients.contract import ConnectTo, Deadline, Exchange, Network
from clients.dns import Resolvers
from clients.web import GuardedWeb
from tests.clients.web_servers import Authority, http, listener, read_request, web_server


def fetched(
    port: int,
    ca_bundle: Path | str,
    url: str = "https://example.org/",
    seconds: float = 5,
    address: str = "127.0.0.1",
) -> Exchange:
    network = Network(ca_bundle=str(ca_bundle), connect_to=(ConnectTo("", 443, address, port),))
    deadline = Deadline(seconds)
    return GuardedWeb(network, Resolvers(network, deadline), deadline).get(url)


def test_a_verified_answer_shows_version_and_certificate(authority: Authority) -> None:
    with web_server(
        lambda request: http(body=b"ok"), authority.context("example.org", "*.example.org")
    ) as server:
        exchange = fetched(server.port, authority.pem)
    assert (exchange.status, exchange.tls, exchange.fault) == (200, "TLSv1.3", None)
    shown = exchange.certificate
    assert shown is not None
    assert (shown.subject, shown.issuer) == ("CN=example.org", "CN=Test authority")
    assert shown.names == ("example.org", "*.example.org")
    assert shown.not_before < shown.not_after
    assert shown.not_after.endswith("Z")
    assert Exchange.of(exchange.evidence()).certificate == shown


def test_an_address_in_the_url_is_verified_as_an_address(authority: Authority) -> None:
    with web_server(lambda request: http(), authority.context("198.51.100.7")) as server:
        assert fetched(server.port, authority.pem, "https://198.51.100.7/").status == 200
        assert fetched(server.port, authority.pem, "https://198.51.100.8/").fault == "tls-name"


def test_a_trailing_dot_is_no_other_name(authority: Authority) -> None:
    with web_server(lambda request: http(), authority.context("example.org")) as server:
        assert fetched(server.port, authority.pem, "https://example.org./").status == 200


@pytest.mark.parametrize(
    ("names", "starts", "ends", "fault"),
    [
        (["www.example.net"], -1, 30, "tls-name"),
        (["example.org"], -9, -2, "tls-expired"),
        (["example.org"], 2, 30, "tls-other"),
    ],
)
def test_a_refused_certificate_is_named_and_shown(
    authority: Authority, names: list[str], starts: int, ends: int, fault: str
) -> None:
    with web_server(lambda request: http(), authority.context(*names, starts=starts, ends=ends)) as server:
        exchange = fetched(server.port, authority.pem)
        assert server.requests == []
    assert (exchange.fault, exchange.status, exchange.body) == (fault, None, "")
    assert exchange.certificate is not None
    assert exchange.certificate.names == tuple(names)


def test_an_unknown_issuer_is_named_and_shown(authority: Authority, stranger: Authority) -> None:
    with web_server(lambda request: http(), stranger.context("example.org")) as server:
        exchange = fetched(server.port, authority.pem)
        assert server.requests == []
    assert exchange.fault == "tls-issuer"
    assert exchange.certificate is not None
    assert exchange.certificate.issuer == "CN=Unknown authority"


def test_without_a_bundle_only_the_systems_authorities_count(authority: Authority) -> None:
    with web_server(lambda request: http(), authority.context("example.org")) as server:
        assert fetched(server.port, "").fault == "tls-issuer"


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_a_bundle_that_cannot_be_read_is_said(tmp_path: Path, content: str | None) -> None:
    bundle = tmp_path / "ca.pem"
    if content is not None:
        bundle.write_text(content)
    exchange = fetched(9, bundle)
    assert exchange.fault == "tls-other"
    assert "OUTBOUND_CA_BUNDLE" in exchange.detail


def test_a_server_without_tls_is_named() -> None:
    with listener(lambda sock: sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        assert fetched(server.port, "").fault == "tls-other"


def test_an_old_version_of_tls_is_refused(authority: Authority) -> None:
    context = authority.context("example.org")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with web_server(lambda request: http(), context) as server:
        exchange = fetched(server.port, authority.pem)
    assert (exchange.fault, exchange.certificate) == ("tls-other", None)


def test_a_connection_that_ends_in_the_handshake_is_a_reset() -> None:
    with listener(lambda sock: sock.close()) as server:
        assert fetched(server.port, "").fault == "reset"


def test_a_handshake_without_end_is_a_timeout() -> None:
    def wait(sock: socket.socket) -> None:
        while sock.recv(4096):
            pass

    with listener(wait) as server:
        exchange = fetched(server.port, "", seconds=0.4)
    assert exchange.fault == "timeout"
    assert exchange.ms < 1500


def test_an_answer_that_breaks_off_under_tls_is_a_reset(authority: Authority) -> None:
    def break_off(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")

    with listener(break_off, authority.context("example.org")) as server:
        assert fetched(server.port, authority.pem).fault == "reset"
