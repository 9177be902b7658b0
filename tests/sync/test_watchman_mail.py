"""Mail over real sockets: plain, STARTTLS, TLS, and what goes wrong."""

from __future__ import annotations

import socket

import pytest
from pytest_django import Settings

from sync.watchman import mail
from sync.watchman.mail import MailProblem, MailServer, parse_server
from tests.clients.web_servers import Authority
from tests.sync.post_office import PostOffice, open_office


@pytest.fixture(autouse=True)
def _empty(settings: Settings) -> None:
    settings.EMAIL_FROM = ""


def test_a_plain_server_takes_a_message(settings: Settings) -> None:
    office = PostOffice()
    with open_office(office) as server:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        mail.send("admin@example.org", "It waits (Müller)", "A pair waits.\nLook at it.")
    (message,) = office.took
    assert office.to == ["TO:<admin@example.org>"]
    assert message["subject"] == "It waits (Müller)"
    assert message["from"] == "retain-setup@localhost"
    assert message["auto-submitted"] == "auto-generated"
    assert message.get_content() == "A pair waits.\r\nLook at it.\r\n"
    assert (office.secured, office.sign_ins) == ([False], [])


def test_starttls_comes_before_the_password(settings: Settings, authority: Authority) -> None:
    office = PostOffice(starttls=authority.context("localhost"))
    settings.OUTBOUND_CA_BUNDLE = str(authority.pem)
    with open_office(office) as server:
        settings.EMAIL_URL = f"smtp+tls://nights%40example.org:p%3Ass@localhost:{server.port}"
        mail.send("admin@example.org", "Subject", "Body")
    assert office.sign_ins == ["\0nights@example.org\0p:ss"]
    assert office.secured == [True]
    assert office.took[0]["from"] == "nights@example.org"


def test_tls_from_the_first_byte_works_too(settings: Settings, authority: Authority) -> None:
    office = PostOffice()
    settings.OUTBOUND_CA_BUNDLE, settings.EMAIL_FROM = str(authority.pem), "nights@example.net"
    with open_office(office, authority.context("localhost")) as server:
        settings.EMAIL_URL = f"smtp+ssl://localhost:{server.port}"
        mail.send("admin@example.org", "Subject", "Body")
    assert office.took[0]["from"] == "nights@example.net"
    assert office.secured == [True]


def test_a_certificate_of_nobody_gets_no_password(settings: Settings, authority: Authority) -> None:
    office = PostOffice(starttls=authority.context("localhost"))
    settings.OUTBOUND_CA_BUNDLE = ""
    with open_office(office) as server:
        settings.EMAIL_URL = f"smtp+tls://user:secret@localhost:{server.port}"
        with pytest.raises(MailProblem, match=r"did not take it \(SSLCertVerificationError\)"):
            mail.send("admin@example.org", "Subject", "Body")
    assert (office.sign_ins, office.took) == ([], [])


def test_a_server_without_starttls_gets_no_password(settings: Settings) -> None:
    office = PostOffice()
    with open_office(office) as server:
        settings.EMAIL_URL = f"smtp+tls://user:secret@127.0.0.1:{server.port}"
        with pytest.raises(MailProblem, match="SMTPNotSupportedError"):
            mail.send("admin@example.org", "Subject", "Body")
    assert office.sign_ins == []


def test_an_address_that_is_refused_is_a_problem(settings: Settings) -> None:
    office = PostOffice(refuses="550 nobody of that name")
    with open_office(office) as server:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        with pytest.raises(MailProblem, match="SMTPRecipientsRefused"):
            mail.send("nobody@example.org", "Subject", "Body")


def test_a_server_that_is_away_is_a_problem_without_its_password(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_URL = f"smtp://user:secret@127.0.0.1:{port}"
    with pytest.raises(MailProblem, match=r"127\.0\.0\.1 did not take it") as seen:
        mail.send("admin@example.org", "Subject", "Body")
    assert "secret" not in str(seen.value)


@pytest.mark.parametrize(
    ("url", "match"), [("", "EMAIL_URL is not set"), ("nonsense", "it must begin with one of")]
)
def test_without_a_server_that_can_be_read_nothing_is_sent(settings: Settings, url: str, match: str) -> None:
    settings.EMAIL_URL = url
    with pytest.raises(MailProblem, match=match):
        mail.send("admin@example.org", "Subject", "Body")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("smtp://mail.example.org", MailServer("mail.example.org", 25)),
        ("smtps://mail.example.org", MailServer("mail.example.org", 587, starttls=True)),
        ("smtp+ssl://u:p@[2001:db8::1]", MailServer("2001:db8::1", 465, "u", "p", tls=True)),
    ],
)
def test_the_scheme_gives_port_and_tls(text: str, expected: MailServer | None) -> None:
    assert parse_server(text) == expected


@pytest.mark.parametrize(
    "text", ["smtp://", "imap://mail.example.org", "smtp://u:secret@mail:port", "smtp://[x"]
)
def test_what_cannot_be_read_is_refused_and_never_repeated(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"it names no host|it must begin with|this is not an address"
    ) as seen:
        parse_server(text)
    assert "secret" not in str(seen.value)
    assert "secret" not in repr(parse_server("smtp://u:secret@mail.example.org"))
