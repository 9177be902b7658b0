from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.result import Evidence, Remedy, Result
from checks.tenant.discovery import DISCOVERY, judge, tenant_of
from clients.contract import Exchange
from clients.microsoft365.clouds import CLOUDS
from tests.checks.building import NOW, ONLINE, http, replied, seen, unreached

URL = "https://login.microsoftonline.com/example.org/v2.0/.well-known/openid-configuration"
TENANT = "84841066-274d-4ec0-a5c1-276be684bdd3"
GOVERNMENT = replace(ONLINE, cloud=CLOUDS["gcc-high"])
DEFENCE = replace(ONLINE, cloud=CLOUDS["dod"])


def evidence(exchange: Exchange) -> Evidence:
    return seen(http(DISCOVERY, exchange))


def configuration(host: str = "login.microsoftonline.com", **more: Any) -> dict[str, Any]:
    root = f"https://{host}/{TENANT}"
    return {"issuer": f"{root}/v2.0", "token_endpoint": f"{root}/oauth2/v2.0/token", **more}


def refused(code: int, text: str, status: int = 400) -> Exchange:
    body = {"error": "invalid_tenant", "error_description": f"AADSTS{code}: {text}"}
    return replied(URL, status, body)


def test_a_tenant_passes_with_its_id_cloud_and_region() -> None:
    result = judge(ONLINE, evidence(replied(URL, 200, configuration(tenant_region_scope="EU"))), NOW)
    assert result == Result(
        "passed", f"example.org belongs to tenant {TENANT}, Worldwide (and GCC) cloud, region EU."
    )


def test_gcc_is_part_of_the_worldwide_cloud() -> None:
    told = configuration(tenant_region_scope="NA", tenant_region_sub_scope="GCC")
    assert judge(ONLINE, evidence(replied(URL, 200, told)), NOW).summary.endswith("cloud, region NA GCC.")


def test_no_region_is_no_fault() -> None:
    assert judge(ONLINE, evidence(replied(URL, 200, configuration())), NOW).status == "passed"


def test_no_such_tenant_fails() -> None:
    assert judge(ONLINE, evidence(refused(90002, "Tenant 'example.org' not found.")), NOW) == Result(
        "failed",
        "Microsoft knows no tenant with the domain example.org in the Worldwide (and GCC) cloud (AADSTS90002).",
        "Retain cannot sign in for a domain that belongs to no tenant, so no mailbox can be read.",
        "Run this check again: it shows the id of your tenant.",
        "example.org belongs to a tenant",
        "AADSTS90002: no such tenant",
        (
            Remedy(
                "text", "Compare the spelling of example.org, and the cloud, with what you entered on Start."
            ),
            Remedy(
                "text",
                "If both are right, add example.org under Settings, Domains, and finish its verification.",
                "In the Microsoft 365 admin center",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "cloud"),
    [
        ("belongs to the National Cloud 'MicrosoftOnline.US'.", "US Government (GCC High or DoD)"),
        ("'partner.microsoftonline.cn', not 'MicrosoftOnline.COM'", "China (21Vianet)"),
        ("'MicrosoftOnline.COM'", "Worldwide (and GCC)"),
    ],
)
def test_another_cloud_fails_and_is_named(text: str, cloud: str) -> None:
    result = judge(ONLINE, evidence(refused(90038, text)), NOW)
    assert result.status == "failed"
    assert result.summary == (
        f"The tenant of example.org lives in the {cloud} cloud, not in the Worldwide (and GCC) cloud."
    )
    assert result.remedy == (Remedy("text", f"Choose the {cloud} cloud on Start and save."),)


def test_another_cloud_that_is_not_named_is_to_be_asked_for() -> None:
    result = judge(ONLINE, evidence(refused(90038, "elsewhere")), NOW)
    assert result.summary == "The tenant of example.org lives in another cloud than Worldwide (and GCC)."
    assert result.remedy[0].text.startswith("Look at the address of your Microsoft 365 admin center")


def test_an_answer_from_another_clouds_sign_in_fails() -> None:
    told = configuration("login.microsoftonline.us")
    result = judge(ONLINE, evidence(replied(URL, 200, told)), NOW)
    assert result.found == "tenant in the US Government (GCC High or DoD) cloud"


def test_the_two_government_clouds_are_told_apart() -> None:
    told = configuration("login.microsoftonline.us", tenant_region_sub_scope="DOD")
    assert (
        judge(GOVERNMENT, evidence(replied(URL, 200, told)), NOW).found
        == "tenant in the US Government DoD cloud"
    )
    assert judge(DEFENCE, evidence(replied(URL, 200, told)), NOW).status == "passed"


@pytest.mark.parametrize(
    "exchange",
    [
        unreached(URL, "timeout"),
        unreached(URL, "tls-issuer"),
        replied(URL, 503, "The service is unavailable."),
        replied(URL, 429, "", {"retry-after": "17"}),
        replied(URL, 200, "<html>Welcome to the guest network</html>"),
        replied(URL, 200, "[]"),
        replied(URL, 200, {"issuer": "https://sts.example.org/"}),
        replied(URL, 400, "[" * 5000),
        refused(50196, "loop"),
        refused(90002, "not found", status=500),
    ],
)
def test_any_other_answer_proves_nothing(exchange: Exchange) -> None:
    result = judge(ONLINE, evidence(exchange), NOW)
    assert result.status == "error"
    assert URL in result.confirm


def test_being_throttled_says_when_to_come_back() -> None:
    result = judge(ONLINE, evidence(replied(URL, 429, "", {"retry-after": "17"})), NOW)
    assert result.remedy == (Remedy("text", "Run this check again in 17 seconds."),)


@given(st.text(max_size=300))
def test_nothing_breaks_the_reader(body: str) -> None:
    assert tenant_of(replied(URL, 200, body)) == {}
