from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from checks.network.handshake import CLOCK, label
from checks.network.sign_in import judge, url_of
from checks.result import Evidence, Item, Remedy, Result
from clients.contract import Exchange, Fault
from tests.checks.building import NOW, ONLINE, certificate, http, replied, seen, unreached

URL = "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"
HOST = "login.microsoftonline.com"


def evidence(exchange: Exchange) -> Evidence:
    return seen(http(label(exchange.url), exchange), Item(CLOCK, "text", NOW.isoformat()))


def at(ahead: timedelta, url: str = URL) -> Exchange:
    """An answer of a host whose clock says that ours is ahead by so much."""
    return replied(url, 200, "", {"date": format_datetime(NOW - ahead, usegmt=True)})


def test_the_address_needs_no_tenant() -> None:
    assert url_of(ONLINE) == URL


def test_a_trusted_host_with_the_same_time_passes() -> None:
    assert judge(ONLINE, evidence(at(timedelta(seconds=2))), NOW) == Result(
        "passed", f"{HOST} is reached and trusted; clocks differ by 2 s."
    )


def test_five_minutes_are_still_good() -> None:
    assert judge(ONLINE, evidence(at(timedelta(minutes=-5))), NOW).status == "passed"


@pytest.mark.parametrize(("minutes", "side"), [(7, "ahead of"), (-7, "behind")])
def test_a_wrong_clock_fails(minutes: int, side: str) -> None:
    result = judge(ONLINE, evidence(at(timedelta(minutes=minutes))), NOW)
    assert result == Result(
        "failed",
        f"The clock of this machine is 7 minutes {side} the one of {HOST}.",
        "Microsoft refuses sign-ins that are signed with a wrong time, so Retain and this program cannot sign in.",
        "Run this check again: the clocks differ by seconds.",
        "at most 5 minutes apart",
        "7 minutes apart",
        (
            Remedy(
                "text", "Switch time synchronisation (NTP) on, and check the time zone.", "On this machine"
            ),
        ),
    )


@pytest.mark.parametrize("headers", [{}, {"date": "yesterday"}])
def test_a_host_that_tells_no_time_proves_nothing(headers: dict[str, str]) -> None:
    result = judge(ONLINE, evidence(replied(URL, 200, "", headers)), NOW)
    assert result.status == "error"
    assert result.summary == f"{HOST} is reached and trusted, but did not say what time it is."


def test_a_time_without_zone_is_taken_as_universal() -> None:
    answer = replied(URL, 200, "", {"date": "Fri, 20 Nov 2026 10:00:00 -0000"})
    assert judge(ONLINE, evidence(answer), NOW).status == "passed"


@pytest.mark.parametrize(
    ("fault", "reason", "first"),
    [
        ("tls-issuer", "it was issued by CN=Example inspection", "Exempt"),
        ("tls-name", "it is for portal.example.net", "Exempt"),
        ("tls-expired", "it is valid from 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z", "Compare"),
    ],
)
def test_a_certificate_that_does_not_verify_fails(fault: Fault, reason: str, first: str) -> None:
    shown = certificate("portal.example.net", issuer="CN=Example inspection")
    result = judge(ONLINE, evidence(unreached(URL, fault, "detail", shown)), NOW)
    assert result.status == "failed"
    assert result.summary == f"{HOST} shows a certificate that does not verify here: {reason}."
    assert "a firewall that inspects TLS" in result.meaning
    assert result.found == "a certificate for portal.example.net, issued by CN=Example inspection"
    assert result.remedy[0].text.startswith(first)


def test_inspection_is_mended_by_trusting_its_authority() -> None:
    result = judge(ONLINE, evidence(unreached(URL, "tls-issuer")), NOW)
    assert result.summary.endswith("its issuer is not known here.")
    assert "OUTBOUND_CA_BUNDLE" in result.remedy[1].text


@pytest.mark.parametrize("fault", ["tls-name", "tls-expired"])
def test_a_certificate_that_was_not_seen_is_not_described(fault: Fault) -> None:
    assert judge(ONLINE, evidence(unreached(URL, fault)), NOW).found == "a certificate unknown"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("timeout", "it did not answer in time"),
        ("refused", "the connection was refused"),
        ("proxy", "the proxy failed or refused"),
        ("tls-other", "no secure connection came about"),
        ("dns", "its name could not be looked up"),
    ],
)
def test_a_host_that_is_not_reached_proves_nothing(fault: Fault, words: str) -> None:
    result = judge(ONLINE, evidence(unreached(URL, fault, "Told by the client.")), NOW)
    assert result.status == "error"
    assert result.summary == f"{HOST} could not be asked: {words}."
    assert result.confirm == f"GET {URL}: {words}, after 20 ms. Told by the client."
