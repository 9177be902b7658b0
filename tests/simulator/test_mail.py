from __future__ import annotations

import smtplib

import pytest

from simulator.server import Simulator
from tests.simulator.asking import World


def greet(world: World, scenario: str, timeout: float = 5) -> smtplib.SMTP:
    host = f"{scenario}-practice-test.mail.protection.outlook.com"
    return smtplib.SMTP(world.address(host), world.port(25), timeout=timeout)


def test_a_mail_host_greets_and_offers_encryption(world: World) -> None:
    with greet(world, "healthy") as mail:
        assert mail.ehlo()[0] == 250
        assert mail.has_extn("starttls")
        assert mail.noop()[0] == 250
        assert mail.docmd("VRFY", "a@example.org")[0] == 500


def test_encryption_works_and_is_offered_once(world: World) -> None:
    with greet(world, "healthy") as mail:
        mail._host = "mail.protection.practice.test"  # type: ignore[attr-defined]
        mail.starttls(context=world.trust)
        mail.ehlo()
        assert not mail.has_extn("starttls")
        assert mail.docmd("STARTTLS")[0] == 500


def test_a_mail_host_may_not_encrypt(world: World) -> None:
    with greet(world, "smtp-no-starttls") as mail:
        mail.ehlo()
        assert not mail.has_extn("starttls")
        assert mail.helo()[0] == 250


def test_port_25_may_be_closed(world: World) -> None:
    with pytest.raises(ConnectionRefusedError):
        greet(world, "smtp-closed")


def test_port_25_may_swallow_connections(world: World) -> None:
    with pytest.raises(TimeoutError):
        greet(world, "smtp-blocked", 0.3)


def test_a_mail_host_may_never_greet(world: World) -> None:
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        greet(world, "smtp-mute", 0.3)


def test_a_customers_own_server_takes_mail(world: World, simulator: Simulator) -> None:
    address = world.address("mail.exchange-server-healthy.practice.test")
    with smtplib.SMTP(address, world.port(25), timeout=5) as mail:
        mail.ehlo("client.example.org")
    lines = [s.text for s in simulator.requests() if s.protocol == "smtp" and s.server.startswith(address)]
    assert [line.lower() for line in lines] == ["ehlo client.example.org", "quit"]
