from __future__ import annotations

from typing import Any

import pytest

from checks.autodiscover.v2 import V2, judge
from checks.result import Evidence, Result
from checks.subject import Subject
from checks.tenant.discovery import DISCOVERY
from clients.contract import Exchange
from tests.checks.building import HYBRID, NOW, ONLINE, http, replied, seen, unreached
from tests.checks.tenant.test_discovery import configuration, refused

URL = "https://outlook.office365.com/autodiscover/autodiscover.json/v1.0/postmaster@example.org?Protocol=EWS"


def evidence(v2: Exchange, discovery: Exchange | None = None) -> Evidence:
    return seen(http(V2, v2), http(DISCOVERY, discovery or replied(URL, 200, configuration())))


def named(url: str) -> Exchange:
    return replied(URL, 200, {"Protocol": "EWS", "Url": url})


def sent_on(url: str) -> Exchange:
    return replied(URL, 302, "", {"location": url})


def test_a_host_of_microsoft_passes() -> None:
    answer = named("https://outlook.office365.com/EWS/Exchange.asmx")
    assert judge(ONLINE, evidence(answer), NOW) == Result("passed", "It names outlook.office365.com.")


@pytest.mark.parametrize(
    "answer", [named("https://mail.example.org/EWS"), sent_on("https://mail.example.org/x")]
)
def test_hybrid_may_name_its_own_server(answer: Exchange) -> None:
    assert judge(HYBRID, evidence(answer), NOW).status == "passed"


@pytest.mark.parametrize(
    "answer", [named("https://mail.example.net/EWS"), sent_on("https://mail.example.net/x")]
)
@pytest.mark.parametrize("subject", [ONLINE, HYBRID])
def test_another_host_fails(answer: Exchange, subject: Subject) -> None:
    result = judge(subject, evidence(answer), NOW)
    assert result.status == "failed"
    assert result.summary == (
        "Microsoft sends programs that look for example.org to mail.example.net, which is not Exchange Online."
    )
    assert result.found == "mail.example.net"


@pytest.mark.parametrize(
    "answer",
    [sent_on(f"{URL}&RedirectCount=1"), replied(URL, 404), replied(URL, 400, {"ErrorCode": "UserNotFound"})],
)
def test_an_address_that_is_not_known_is_a_warning(answer: Exchange) -> None:
    result = judge(ONLINE, evidence(answer), NOW)
    assert result.status == "warning"
    assert (
        result.summary == f"outlook.office365.com names no server for example.org (answer {answer.status})."
    )


@pytest.mark.parametrize(
    "answer",
    [
        unreached(URL, "timeout"),
        replied(URL, 503),
        replied(URL, 429),
        replied(URL, 200, "{"),
        replied(URL, 200, "[]"),
        replied(URL, 200, {"Url": 7}),
        replied(URL, 200, {"Url": "https://[::1"}),
    ],
)
def test_any_other_answer_proves_nothing(answer: Exchange) -> None:
    assert judge(ONLINE, evidence(answer), NOW).status == "error"


def test_without_a_tenant_there_is_nothing_to_name() -> None:
    answers: list[Any] = [sent_on(f"{URL}&RedirectCount=1"), unreached(URL, "timeout")]
    for answer in answers:
        result = judge(ONLINE, evidence(answer, refused(90002, "not found")), NOW)
        assert (result.status, result.cause) == ("blocked", "tenant.discovery")
