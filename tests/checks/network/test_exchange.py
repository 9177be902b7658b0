from __future__ import annotations

from datetime import timedelta

from checks.network.exchange import judge, url_of
from checks.network.sign_in import url_of as sign_in_url
from checks.result import Result
from tests.checks.building import NOW, ONLINE, unreached
from tests.checks.network.test_sign_in import at, evidence

URL = "https://outlook.office365.com/EWS/Exchange.asmx"
HOST = "outlook.office365.com"


def test_a_trusted_host_with_the_same_time_passes() -> None:
    assert url_of(ONLINE) == URL
    assert judge(ONLINE, evidence(at(timedelta(0), URL)), NOW) == Result(
        "passed", f"{HOST} is reached and trusted; clocks differ by 0 s."
    )


def test_a_certificate_that_does_not_verify_fails() -> None:
    result = judge(ONLINE, evidence(unreached(URL, "tls-name")), NOW)
    assert result.summary == f"{HOST} shows a certificate that does not verify here: it is for another name."


def test_a_host_that_is_not_reached_proves_nothing() -> None:
    assert judge(ONLINE, evidence(unreached(URL, "timeout")), NOW).status == "error"


def test_a_wrong_clock_is_owned_by_sign_in() -> None:
    off = timedelta(minutes=9)
    both = evidence(at(off, URL)) + evidence(at(off, sign_in_url(ONLINE)))
    result = judge(ONLINE, both, NOW)
    assert (result.status, result.cause) == ("blocked", "network.sign-in")


def test_a_clock_that_only_this_host_doubts_is_its_own_fault() -> None:
    both = evidence(at(timedelta(minutes=9), URL)) + evidence(at(timedelta(0), sign_in_url(ONLINE)))
    assert judge(ONLINE, both, NOW).status == "failed"
