from __future__ import annotations

from typing import Any

import pytest

from checks.result import Evidence, Remedy, Result
from checks.tenant.discovery import DISCOVERY
from checks.tenant.realm import REALM, judge
from clients.contract import Exchange
from tests.checks.building import NOW, ONLINE, http, replied, seen, unreached
from tests.checks.tenant.test_discovery import configuration, refused

URL = "https://login.microsoftonline.com/getuserrealm.srf?login=user@example.org&json=1"


def evidence(realm: Exchange, discovery: Exchange | None = None) -> Evidence:
    return seen(http(REALM, realm), http(DISCOVERY, discovery or replied(URL, 200, configuration())))


def told(kind: str, **more: Any) -> Exchange:
    return replied(URL, 200, {"NameSpaceType": kind, **more})


def test_a_managed_domain_passes() -> None:
    assert judge(ONLINE, evidence(told("Managed")), NOW) == Result(
        "passed", "Users of example.org sign in at Microsoft (managed)."
    )


def test_a_federated_domain_is_a_warning_that_names_the_server() -> None:
    answer = told("Federated", AuthURL="https://sts.example.org/adfs/ls/", FederationBrandName="Example")
    assert judge(ONLINE, evidence(answer), NOW) == Result(
        "warning",
        "Users of example.org sign in at sts.example.org (Example), not at Microsoft (federated).",
        "An application with a certificate is not touched by this. A user name with a password, as older set-ups of "
        "Retain store it, works only while sts.example.org answers and asks for nothing more.",
        "This line turns green only when the domain is managed; a warning holds nothing up.",
        "Managed",
        "Federated, sts.example.org",
        (
            Remedy("text", "Let Retain sign in as an application with a certificate (step Access)."),
            Remedy(
                "text",
                "If federation with sts.example.org is wanted and an application signs in, leave it as it is.",
            ),
        ),
    )


def test_a_federated_domain_without_address_says_so() -> None:
    assert "a server that the answer does not name" in judge(ONLINE, evidence(told("Federated")), NOW).summary


@pytest.mark.parametrize(
    "answer",
    [
        told("Unknown"),
        replied(URL, 200, "<html>"),
        replied(URL, 200, "[]"),
        replied(URL, 503),
        unreached(URL, "reset"),
    ],
)
def test_any_other_answer_proves_nothing(answer: Exchange) -> None:
    result = judge(ONLINE, evidence(answer), NOW)
    assert result.status == "error"
    assert URL in result.confirm


def test_without_a_tenant_there_is_nobody_to_ask_about() -> None:
    result = judge(ONLINE, evidence(told("Unknown"), refused(90002, "not found")), NOW)
    assert (result.status, result.cause) == ("blocked", "tenant.discovery")
