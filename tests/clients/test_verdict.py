"""What the last answer of an autodiscover branch amounts to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.contract import Exchange
from clients.microsoft365.clouds import CLOUDS
from clients.microsoft365.verdict import Verdict, host_of, is_autodiscover, judge_hops, judge_json

CLOUD = CLOUDS["worldwide"]
OWN = "https://autodiscover.example.org/autodiscover/autodiscover.xml"
MICROSOFT = "https://autodiscover-s.outlook.com/autodiscover/autodiscover.xml"
CHALLENGE = {"www-authenticate": 'Basic realm=""'}
XML = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">'
    "<Response><Error><ErrorCode>600</ErrorCode></Error></Response></Autodiscover>"
)
BOMB = (
    "<!DOCTYPE a ["
    + "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
    + "]><Autodiscover>&e9;</Autodiscover>"
)
ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Autodiscover>&x;</Autodiscover>'


def got(url: str = OWN, status: int | None = None, **more: object) -> Exchange:
    return Exchange("GET", url, status=status, **more)  # type: ignore[arg-type]


def hop(url: str, to: str) -> Exchange:
    return got(url, 302, headers={"location": to})


@pytest.mark.parametrize(
    ("last", "result", "endpoint"),
    [
        (got(status=401, headers=CHALLENGE), "good", "autodiscover.example.org"),
        (got(MICROSOFT, 401, headers=CHALLENGE), "good", "autodiscover-s.outlook.com"),
        (got(status=200, body=XML), "good", "autodiscover.example.org"),
        (got(status=401), "wrong", ""),
        (got("https://mail.example.net/a", 401, headers=CHALLENGE), "foreign", "mail.example.net"),
        (got("https://evilexample.org/a", 401, headers=CHALLENGE), "foreign", "evilexample.org"),
        (got("http://autodiscover.example.org/a", 401, headers=CHALLENGE), "untrusted", ""),
        (got(status=200, body="<!doctype html><p>Welcome"), "web-site", ""),
        (got(status=200, body="hello", headers={"content-type": "text/plain"}), "web-site", ""),
        (got(status=200, body=BOMB), "web-site", ""),
        (got(status=200, fault="too-large", headers={"content-type": "text/html"}), "web-site", ""),
        (got(status=200, fault="too-large", body=XML), "wrong", ""),
        (got(status=404), "missing", ""),
        (got(status=410), "missing", ""),
        (got(status=403), "wrong", ""),
        (got(status=429), "unknown", ""),
        (got(status=503), "unknown", ""),
        (hop(OWN, OWN), "wrong", ""),
        (got(fault="no-address"), "missing", ""),
        (got(fault="dns"), "unknown", ""),
        (got(fault="guard"), "unknown", ""),
        (got(fault="proxy"), "unknown", ""),
        (got(fault="refused"), "closed", ""),
        (got(fault="timeout"), "closed", ""),
        (got(fault="unreachable"), "closed", ""),
        (got(fault="reset"), "closed", ""),
        (got(fault="tls-name"), "untrusted", ""),
        (got(fault="tls-issuer"), "untrusted", ""),
        (got(fault="malformed"), "wrong", ""),
    ],
)
def test_every_last_answer_has_its_result(last: Exchange, result: str, endpoint: str) -> None:
    verdict = judge_hops([last], "example.org", CLOUD)
    assert (verdict.result, verdict.endpoint) == (result, endpoint)


def test_only_the_redirect_method_may_start_on_plain_http() -> None:
    hops = [hop("http://autodiscover.example.org/a", MICROSOFT), got(MICROSOFT, 401, headers=CHALLENGE)]
    assert judge_hops(hops, "example.org", CLOUD, plain_start=True).result == "good"
    verdict = judge_hops(hops, "example.org", CLOUD)
    assert verdict.result == "untrusted"
    assert "autodiscover.example.org is reached over plain http" in verdict.detail


def test_a_way_back_to_plain_http_is_untrusted() -> None:
    hops = [
        hop("http://autodiscover.example.org/a", "http://x.example.org/"),
        hop("http://x.example.org/", MICROSOFT),
        got(MICROSOFT, 401, headers=CHALLENGE),
    ]
    assert judge_hops(hops, "example.org", CLOUD, plain_start=True).result == "untrusted"


def test_an_end_point_that_asks_for_sign_in_on_plain_http_is_untrusted() -> None:
    only = got("http://autodiscover.example.org/a", 401, headers=CHALLENGE)
    assert judge_hops([only], "example.org", CLOUD, plain_start=True).result == "untrusted"


@pytest.mark.parametrize(
    ("exchange", "verdict"),
    [
        (got(status=200, body='{"Protocol":"EWS","Url":"https://outlook.office365.com/EWS/Exchange.asmx"}'),
         ("good", "outlook.office365.com")),
        (got(status=200, body='{"Url":"https://mail.example.org/EWS"}'), ("good", "mail.example.org")),
        (got(status=200, body='{"Url":"https://mail.example.net/EWS"}'), ("foreign", "mail.example.net")),
        (got(status=200, body='{"Url":5}'), ("wrong", "")),
        (got(status=200, body='{"Url":"https://[::1"}'), ("wrong", "")),
        (got(status=200, body="[]"), ("wrong", "")),
        (got(status=200, body="[" * 200_000), ("wrong", "")),
        (got(status=200, body="<html>"), ("wrong", "")),
        (hop(OWN, "https://outlook.office365.us/autodiscover"), ("foreign", "outlook.office365.us")),
        (hop(OWN, "https://outlook.office.com/autodiscover"), ("unknown", "")),
        (got(status=404, body='{"ErrorCode":"UserNotFound"}'), ("missing", "")),
        (got(status=400), ("wrong", "")),
        (got(status=500), ("unknown", "")),
        (got(fault="timeout"), ("closed", "")),
        (got(fault="tls-other"), ("untrusted", "")),
    ],
)  # fmt: skip
def test_the_json_form_names_a_server(exchange: Exchange, verdict: tuple[str, str]) -> None:
    seen = judge_json(exchange, "example.org", CLOUD)
    assert (seen.result, seen.endpoint) == verdict


@pytest.mark.parametrize(
    "text", [BOMB, ENTITY, "", "<a/>", "<Autodiscover>", "x" * 1_000_001, "<a>" * 100_000]
)
def test_hostile_xml_is_no_autodiscover_answer(text: str) -> None:
    assert not is_autodiscover(text)


@given(st.one_of(st.text(max_size=200), st.text(max_size=60).map(lambda t: XML.replace("600", t))))
def test_any_text_is_read_or_not(text: str) -> None:
    assert is_autodiscover(text) in (True, False)
    assert isinstance(judge_hops([got(status=200, body=text)], "example.org", CLOUD), Verdict)
    assert isinstance(judge_json(got(status=200, body=text), "example.org", CLOUD), Verdict)


@given(st.text(max_size=60))
def test_any_url_has_a_host_or_none(text: str) -> None:
    assert isinstance(host_of(text), str)
    assert isinstance(host_of("https://" + text), str)


def test_the_answers_that_are_printed_in_the_documentation_are_recognised() -> None:
    folder = Path(os.environ.get("CONTRACTS_DIR", "../shared/contracts")) / "autodiscover" / "examples"
    if not folder.is_dir():
        pytest.skip("the folder of contracts is not here")
    answers = sorted(folder.glob("pox-autodiscover-response-*.xml"))
    assert answers
    assert all(is_autodiscover(path.read_text("utf-8")) for path in answers)
