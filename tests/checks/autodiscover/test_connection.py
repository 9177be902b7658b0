from __future__ import annotations

from dataclasses import replace

import pytest

from checks.autodiscover.connection import judge
from checks.result import Result
from clients.contract import Attempt
from tests.checks.autodiscover.branches import (
    FIXED_BAD,
    FIXED_GOOD,
    GOOD_ALIAS,
    HOST,
    HOST_CLOSED,
    NO_ALIAS,
    NO_SRV,
    OWN,
    OWN_ADDRESS,
    PATH,
    REDIRECT,
    REDIRECT_MISSING,
    REDIRECT_SILENT,
    ROOT,
    SRV_NONE,
    V2_BAD,
    V2_GOOD,
    WEB_ROOT_ASKS,
    asks,
    attempted,
)  # fmt: skip
from tests.checks.building import HYBRID, NOW, ONLINE, SERVER, records, unknown, unreached


def test_the_redirect_to_microsoft_is_a_good_connection() -> None:
    evidence = attempted(FIXED_GOOD, ROOT, HOST_CLOSED, REDIRECT, SRV_NONE, V2_GOOD)
    assert judge(ONLINE, evidence, NOW) == Result(
        "passed", f"http://{HOST} leads to autodiscover-s.outlook.com: a good connection."
    )


def test_a_web_site_of_the_domain_that_asks_is_no_good_connection_for_exchange_online() -> None:
    evidence = attempted(FIXED_GOOD, WEB_ROOT_ASKS, HOST_CLOSED, REDIRECT_MISSING, SRV_NONE, V2_GOOD)
    result = judge(ONLINE, evidence, NOW)
    assert (result.status, result.cause) == ("blocked", "autodiscover.safety")


def test_only_microsofts_own_end_point_is_a_warning() -> None:
    result = judge(ONLINE, attempted(FIXED_GOOD, ROOT, HOST_CLOSED, REDIRECT_MISSING, SRV_NONE, V2_GOOD), NOW)
    assert result.status == "warning"
    assert result.summary == (
        "Only Microsoft's own end point autodiscover-s.outlook.com answers; no way that starts from example.org does."
    )
    assert result.expected == f"http://{HOST} leads to autodiscover-s.outlook.com"
    assert result.found is not None
    assert result.found.splitlines() == [
        "https://example.org: A web server answers, but has nothing at this address (404).",
        f"https://{HOST}: Closed.",
        f"http://{HOST}: Nothing there (404).",
        "The service record _autodiscover._tcp.example.org: There is no SRV record.",
    ]


def test_only_v2_is_a_warning_too() -> None:
    result = judge(ONLINE, attempted(FIXED_BAD, ROOT, HOST_CLOSED, REDIRECT_MISSING, SRV_NONE, V2_GOOD), NOW)
    assert result.summary.startswith("Only Autodiscover V2 answers")


def test_no_way_at_all_fails() -> None:
    result = judge(ONLINE, attempted(FIXED_BAD, ROOT, HOST_CLOSED, REDIRECT_MISSING, SRV_NONE, V2_BAD), NOW)
    assert (result.status, result.summary) == ("failed", "No way from example.org leads to Microsoft.")
    assert result.found is not None
    assert len(result.found.splitlines()) == 6


def test_a_wrong_alias_owns_the_fault() -> None:
    evidence = attempted(FIXED_GOOD, ROOT, REDIRECT_MISSING, SRV_NONE, dns=NO_ALIAS + NO_SRV)
    assert judge(ONLINE, evidence, NOW) == Result(
        "blocked", f"{HOST} does not exist.", cause="dns.autodiscover-cname"
    )


def test_an_alias_that_cannot_be_looked_up_proves_nothing() -> None:
    evidence = attempted(FIXED_GOOD, ROOT, REDIRECT_MISSING, SRV_NONE, dns=(unknown(HOST, "CNAME"), *NO_SRV))
    assert judge(ONLINE, evidence, NOW).status == "error"


@pytest.mark.parametrize("redirect", [REDIRECT_SILENT, replace(REDIRECT_MISSING, result="unknown")])
def test_a_redirect_that_could_not_be_tried_proves_nothing(redirect: Attempt) -> None:
    result = judge(ONLINE, attempted(FIXED_GOOD, ROOT, HOST_CLOSED, redirect, SRV_NONE, V2_GOOD), NOW)
    assert result.status == "error"
    assert result.summary == f"http://{HOST} could not be tried: {redirect.detail}"


def test_silence_of_the_web_site_and_of_port_443_is_an_answer() -> None:
    silent_root = replace(ROOT, hops=(unreached(f"https://example.org{PATH}", "timeout"),), result="closed")
    silent_host = replace(HOST_CLOSED, hops=(unreached(f"https://{HOST}{PATH}", "timeout"),))
    evidence = attempted(FIXED_GOOD, silent_root, silent_host, REDIRECT_MISSING, SRV_NONE)
    assert judge(ONLINE, evidence, NOW).status == "warning"


def test_an_own_server_is_a_good_connection() -> None:
    evidence = attempted(ROOT, OWN, SRV_NONE, dns=OWN_ADDRESS + NO_SRV, subject=SERVER)
    result = judge(SERVER, evidence, NOW)
    assert result.summary == f"https://{HOST} leads to {HOST}: a good connection."
    assert judge(HYBRID, evidence, NOW).status == "passed"


def test_a_foreign_host_that_was_named_is_a_good_connection() -> None:
    hosted = replace(SERVER, autodiscover_host="ad.hosting.example.net")
    way = replace(
        OWN,
        hops=(asks(f"https://ad.hosting.example.net{PATH}"),),
        result="foreign",
        endpoint="ad.hosting.example.net",
    )
    dns = (records(HOST, "CNAME", "ad.hosting.example.net"), *NO_SRV)
    assert judge(hosted, attempted(ROOT, way, SRV_NONE, dns=dns, subject=hosted), NOW).status == "passed"
    assert (
        judge(SERVER, attempted(ROOT, way, SRV_NONE, dns=OWN_ADDRESS + NO_SRV), NOW).cause
        == "autodiscover.safety"
    )


def test_microsofts_own_end_point_is_no_help_for_an_own_server() -> None:
    closed = replace(OWN, hops=(unreached(f"https://{HOST}{PATH}", "refused"),), result="closed", endpoint="")
    evidence = attempted(ROOT, closed, SRV_NONE, dns=OWN_ADDRESS + NO_SRV, subject=SERVER)
    result = judge(SERVER, evidence, NOW)
    assert (result.status, result.summary) == (
        "failed",
        "No way from example.org leads to your Exchange server.",
    )
    assert result.remedy[0].text.startswith(f"Publish autodiscover of your Exchange server at https://{HOST}")


def test_a_wrong_service_record_of_an_own_server_owns_the_fault() -> None:
    srv = records("_autodiscover._tcp.example.org", "SRV", "0 0 25 mail.example.org")
    dns = (*NO_ALIAS, srv, NO_SRV[1])
    wrong = replace(SRV_NONE, result="wrong", detail="Port 25.")
    result = judge(SERVER, attempted(ROOT, wrong, dns=dns, subject=SERVER), NOW)
    assert (result.status, result.cause) == ("blocked", "dns.autodiscover-srv")


def test_a_service_record_can_be_the_way() -> None:
    dns = (*NO_ALIAS, records("_autodiscover._tcp.example.org", "SRV", "0 0 443 mail.example.org"), NO_SRV[1])
    way = replace(
        SRV_NONE, hops=(asks(f"https://mail.example.org{PATH}"),), result="good", endpoint="mail.example.org"
    )
    result = judge(SERVER, attempted(ROOT, way, dns=dns, subject=SERVER), NOW)
    assert (
        result.summary
        == "The service record _autodiscover._tcp.example.org leads to mail.example.org: a good connection."
    )


def test_an_earlier_way_wins() -> None:
    root = replace(WEB_ROOT_ASKS, endpoint="autodiscover-s.outlook.com", hops=REDIRECT.hops[1:])
    result = judge(ONLINE, attempted(FIXED_GOOD, root, HOST_CLOSED, REDIRECT, dns=GOOD_ALIAS + NO_SRV), NOW)
    assert result.summary == "https://example.org leads to autodiscover-s.outlook.com: a good connection."


def test_where_no_host_is_reached_nothing_is_proved() -> None:
    refused = replace(
        REDIRECT_SILENT, hops=(unreached(f"http://{HOST}{PATH}", "refused"),), detail="Refused."
    )
    dark = replace(
        FIXED_BAD, hops=(unreached(f"https://autodiscover-s.outlook.com{PATH}", "refused"),), result="closed"
    )
    result = judge(ONLINE, attempted(dark, ROOT, HOST_CLOSED, refused, SRV_NONE), NOW)
    assert result.status == "error"


def test_inspection_of_microsofts_host_on_the_way_proves_nothing() -> None:
    last = unreached(f"https://autodiscover-s.outlook.com{PATH}", "tls-issuer")
    inspected = replace(
        REDIRECT, hops=(REDIRECT.hops[0], last), result="untrusted", endpoint="", detail="Not trusted."
    )
    result = judge(ONLINE, attempted(ROOT, HOST_CLOSED, inspected, SRV_NONE), NOW)
    assert (result.status, result.summary) == ("error", f"http://{HOST} could not be tried: Not trusted.")
