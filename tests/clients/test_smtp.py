"""A look at SMTP servers, polite and hostile."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable

import pytest

from clients.contract import ConnectTo, Deadline, Network, OutOfTime, SmtpProbe
from clients.dns import Resolvers
from clients.smtp import GuardedSmtp
from tests.clients.name_servers import name_server, zone
from tests.clients.web_servers import drip, listener

EHLO = b"250-mx.example.org greets you\r\n250-SIZE 1000\r\n250-starttls\r\n250 8BITMIME\r\n"


def server(
    greeting: bytes, ehlo: bytes = EHLO, heard: list[bytes] | None = None
) -> Callable[[socket.socket], None]:
    def talk(sock: socket.socket) -> None:
        sock.sendall(greeting)
        while data := sock.recv(1024):
            if heard is not None:
                heard.append(data)
            sock.sendall(b"221 bye\r\n" if data.startswith(b"QUIT") else ehlo)

    return talk


def probe(talk: Callable[[socket.socket], None], seconds: float = 5, address: str = "127.0.0.1") -> SmtpProbe:
    with listener(talk, address=address) as running:
        network = Network(connect_to=(ConnectTo("mx.example.org", 25, address, running.port),))
        deadline = Deadline(seconds)
        return GuardedSmtp(network, Resolvers(network, deadline), deadline).probe("mx.example.org")


def test_a_server_shows_its_banner_and_what_it_offers() -> None:
    heard: list[bytes] = []
    seen = probe(server(b"220-mx.example.org\r\n220 ESMTP \x1b[2J\r\n", heard=heard))
    assert (seen.banner, seen.fault) == ("mx.example.org ESMTP \\x1b[2J", None)
    assert seen.extensions == ("SIZE 1000", "STARTTLS", "8BITMIME")
    assert seen.starttls
    assert re.fullmatch(r"127\.0\.0\.1:\d+", seen.address)
    assert heard[0] == b"EHLO [127.0.0.1]\r\n"
    assert b"".join(heard[1:]) in (b"QUIT\r\n", b"")


def test_over_ipv6_we_call_ourselves_by_an_ipv6_literal() -> None:
    heard: list[bytes] = []
    seen = probe(server(b"220 x\r\n", heard=heard), address="::1")
    assert heard[0] == b"EHLO [IPv6:::1]\r\n"
    assert seen.address.startswith("[::1]:")


def test_a_server_without_starttls_is_told_apart() -> None:
    seen = probe(server(b"220 x\r\n", b"250 hello\r\n"))
    assert (seen.starttls, seen.extensions, seen.fault) == (False, (), None)


@pytest.mark.parametrize(
    ("greeting", "ehlo", "fault", "words"),
    [
        (b"554 no service\r\n", EHLO, "malformed", "554"),
        (b"220 x\r\n", b"502 what\r\n", "malformed", "502: what"),
        (b"HTTP/1.1 400 Bad\r\n", EHLO, "malformed", "HTTP/1.1 400 Bad"),
        (b"\xff\xfe\r\n", EHLO, "malformed", "does not speak SMTP"),
        (b"220-x\r\n" * 200, EHLO, "malformed", "does not end"),
        (b"2" * 20_000, EHLO, "malformed", "without end"),
    ],
)
def test_strange_answers_are_faults(greeting: bytes, ehlo: bytes, fault: str, words: str) -> None:
    seen = probe(server(greeting, ehlo))
    assert seen.fault == fault
    assert words in seen.detail


def test_a_refusing_greeting_keeps_its_banner() -> None:
    assert probe(server(b"554 go away\r\n")).banner == "go away"


def test_a_connection_that_ends_early_is_a_reset() -> None:
    assert probe(lambda sock: sock.sendall(b"220 half")).fault == "reset"


def test_a_closed_port_is_refused() -> None:
    with listener(lambda sock: None) as running:
        pass
    network = Network(connect_to=(ConnectTo("", 0, "127.0.0.1", running.port),))
    deadline = Deadline(5)
    seen = GuardedSmtp(network, Resolvers(network, deadline), deadline).probe("mx.example.org")
    assert (seen.fault, seen.address) == ("refused", "")


@pytest.mark.parametrize("piece", [b"", b"2"])
def test_a_slow_server_ends_with_the_clock(piece: bytes) -> None:
    seen = probe(lambda sock: drip(sock, piece), seconds=0.4)
    assert seen.fault == "timeout"
    assert seen.ms < 1500


def test_only_port_25_and_public_addresses_are_probed() -> None:
    with name_server(zone("mx 60 IN A 10.0.0.1")) as resolver:
        network = Network(resolvers=(resolver,))
        smtp = GuardedSmtp(network, Resolvers(network, Deadline(5)), Deadline(5))
        assert smtp.probe("mx.example.org").fault == "guard"
        assert smtp.probe("mx.example.org", 587).fault == "guard"
        assert smtp.probe("no.example.org").fault == "no-address"


def test_no_time_left_ends_the_check() -> None:
    network = Network(sealed=frozenset())
    with pytest.raises(OutOfTime):
        GuardedSmtp(network, Resolvers(network, Deadline(0)), Deadline(0)).probe("mx.example.org")
