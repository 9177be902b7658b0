from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from checks.autodiscover.safety import judge
from checks.result import Remedy, Result
from clients.contract import Attempt, Fault
from tests.checks.autodiscover.branches import (
    FIXED,
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
    WEB_ROOT_ASKS,
    asks,
    attempted,
    sends_on,
)  # fmt: skip
from tests.checks.building import NOW, ONLINE, SERVER, missing, records, replied, unknown, unreached

STRANGER = "webmail.example.net"
SRV = "_autodiscover._tcp.example.org"


def root(*hops: str, result: str = "foreign") -> Attempt:
    """The web site of the domain, which sends on until the last URL asks for a password."""
    chain = [f"https://example.org{PATH}", *hops]
    made = [sends_on(here, there) for here, there in pairwise(chain)]
    return replace(ROOT, hops=(*made, asks(chain[-1])), result=result, endpoint=STRANGER, detail="It asks.")  # type: ignore[arg-type]


def test_the_way_to_microsoft_is_safe() -> None:
    assert judge(ONLINE, attempted(FIXED_GOOD, ROOT, HOST_CLOSED, REDIRECT, SRV_NONE), NOW) == Result(
        "passed", f"On the way to {FIXED} no other host would have received a password."
    )


def test_a_foreign_host_that_asks_fails_and_is_named() -> None:
    evidence = attempted(FIXED_GOOD, root(f"https://{STRANGER}{PATH}"), HOST_CLOSED, REDIRECT)
    words = (
        f"{STRANGER}, which belongs to neither Microsoft nor this connection, would have received a password."
    )
    assert judge(ONLINE, evidence, NOW) == Result(
        "failed",
        words,
        f"Retain, Outlook and telephones of your users can hand passwords to {STRANGER}.",
        "Run this check again: no host but the right one asks for a password.",
        "only hosts of this connection, over HTTPS with a good certificate",
        words,
        (
            Remedy(
                "text",
                "Let the web site answer 404 at https://example.org/autodiscover/autodiscover.xml. Hosting panels "
                "switch "
                "autodiscover on by themselves: look for it in the settings of the web host.",
                "At your web host",
            ),
            Remedy("text", "Let users whose programs have asked there change their passwords."),
        ),
    )


def test_a_web_site_of_the_domain_holds_no_mailboxes_of_exchange_online() -> None:
    result = judge(ONLINE, attempted(WEB_ROOT_ASKS, HOST_CLOSED, REDIRECT), NOW)
    assert result.summary == (
        "example.org, which belongs to neither Microsoft nor this connection, would have received a password."
    )


def test_a_password_over_plain_http_fails() -> None:
    evidence = attempted(root(f"http://{STRANGER}{PATH}", result="untrusted"), HOST_CLOSED, REDIRECT)
    assert judge(ONLINE, evidence, NOW).summary == (
        f"{STRANGER} would have received a password over plain HTTP, readable by anybody on the way."
    )


def test_a_detour_over_plain_http_fails() -> None:
    hops = (
        sends_on(f"https://example.org{PATH}", "http://example.org/a"),
        sends_on("http://example.org/a", f"https://{FIXED}{PATH}"),
        replied(f"https://{FIXED}{PATH}", 200, "<Autodiscover/>"),
    )
    evidence = attempted(replace(ROOT, hops=hops, result="untrusted"), HOST_CLOSED, REDIRECT)
    assert judge(ONLINE, evidence, NOW).summary == (
        "example.org is asked over plain HTTP, so anybody on the way could answer and receive a password."
    )


def test_a_stranger_behind_the_winning_way_is_never_reached() -> None:
    srv = replace(SRV_NONE, hops=(asks(f"https://{STRANGER}{PATH}"),), result="foreign", endpoint=STRANGER)
    assert judge(ONLINE, attempted(ROOT, HOST_CLOSED, REDIRECT, srv), NOW).status == "passed"


def test_a_stranger_behind_a_wrong_alias_is_owned_by_the_alias() -> None:
    host = replace(OWN, hops=(asks(f"https://{HOST}{PATH}"),), result="good")
    dns = (records(HOST, "CNAME", STRANGER), missing(STRANGER, "CNAME", "nodata"), *NO_SRV)
    result = judge(ONLINE, attempted(ROOT, host, REDIRECT_MISSING, dns=dns), NOW)
    assert (result.status, result.cause) == ("blocked", "dns.autodiscover-cname")


def test_a_stranger_behind_a_good_alias_is_found_on_the_way() -> None:
    hijacked = replace(
        REDIRECT, hops=(*REDIRECT.hops[:1], asks(f"https://{STRANGER}{PATH}")), result="foreign"
    )
    result = judge(ONLINE, attempted(ROOT, HOST_CLOSED, hijacked), NOW)
    assert result.status == "failed"
    assert result.remedy[0].text.startswith(f"Find out who answers as {STRANGER}")


def test_a_stranger_behind_a_wrong_service_record_is_owned_by_the_record() -> None:
    srv = replace(SRV_NONE, hops=(asks(f"https://{STRANGER}{PATH}"),), result="foreign", endpoint=STRANGER)
    dns = (*GOOD_ALIAS, records(SRV, "SRV", f"0 0 443 {STRANGER}"), NO_SRV[1])
    result = judge(ONLINE, attempted(ROOT, HOST_CLOSED, REDIRECT_MISSING, srv, dns=dns), NOW)
    assert (result.status, result.cause) == ("blocked", "dns.autodiscover-srv")


def test_a_service_record_that_turned_good_meanwhile_leaves_the_danger_here() -> None:
    srv = replace(SRV_NONE, hops=(asks(f"https://{STRANGER}{PATH}"),), result="foreign", endpoint=STRANGER)
    result = judge(ONLINE, attempted(ROOT, HOST_CLOSED, REDIRECT_MISSING, srv), NOW)
    assert result.remedy[0] == Remedy(
        "text", f"Remove the service record that leads to {STRANGER}.", "At your DNS host"
    )


@pytest.mark.parametrize("fault", ["tls-name", "tls-issuer", "tls-expired"])
def test_a_doubtful_certificate_of_the_web_site_is_a_warning(fault: Fault) -> None:
    site = replace(ROOT, hops=(unreached(f"https://example.org{PATH}", fault),), result="untrusted")
    result = judge(ONLINE, attempted(site, HOST_CLOSED, REDIRECT), NOW)
    assert result.status == "warning"
    assert result.summary.startswith("example.org is asked first, and its certificate")


def test_a_doubtful_certificate_at_an_own_server_fails() -> None:
    host = replace(
        OWN, hops=(unreached(f"https://{HOST}{PATH}", "tls-name"),), result="untrusted", endpoint=""
    )
    result = judge(SERVER, attempted(ROOT, host, SRV_NONE, dns=OWN_ADDRESS + NO_SRV), NOW)
    assert (
        result.summary
        == f"{HOST}, whose certificate does not prove its name, would have received a password."
    )


def test_microsofts_certificate_behind_the_alias_is_harmless() -> None:
    host = replace(HOST_CLOSED, hops=(unreached(f"https://{HOST}{PATH}", "tls-name"),), result="untrusted")
    assert judge(ONLINE, attempted(ROOT, host, REDIRECT), NOW).status == "passed"


def test_an_own_server_that_asks_is_safe() -> None:
    result = judge(SERVER, attempted(ROOT, OWN, dns=OWN_ADDRESS + NO_SRV), NOW)
    assert result.summary == f"On the way to {HOST} no other host would have received a password."


def test_answers_that_ask_for_nothing_are_safe() -> None:
    result = judge(
        ONLINE, attempted(ROOT, HOST_CLOSED, REDIRECT_MISSING, SRV_NONE, dns=NO_ALIAS + NO_SRV), NOW
    )
    assert result == Result("passed", f"No host asked for a password. Asked: example.org, {HOST}.")


def test_where_nothing_is_reached_a_wrong_alias_owns_the_fault() -> None:
    silent = replace(ROOT, hops=(unreached(f"https://example.org{PATH}", "refused"),), result="closed")
    result = judge(ONLINE, attempted(silent, HOST_CLOSED, SRV_NONE, dns=NO_ALIAS + NO_SRV), NOW)
    assert (result.status, result.cause) == ("blocked", "dns.autodiscover-cname")


def test_where_nothing_is_reached_nothing_is_proved() -> None:
    result = judge(ONLINE, attempted(ROOT, HOST_CLOSED, REDIRECT_SILENT, SRV_NONE), NOW)
    assert result.status == "error"
    assert result.confirm == f"Ask http://{HOST} where to go: No answer in time."
    dark = judge(ONLINE, attempted(HOST_CLOSED, SRV_NONE), NOW)
    assert dark.status == "error"


def test_an_alias_that_cannot_be_looked_up_proves_nothing() -> None:
    lost = replace(REDIRECT_MISSING, hops=(unreached(f"http://{HOST}{PATH}", "dns"),), result="unknown")
    result = judge(ONLINE, attempted(ROOT, lost, dns=(unknown(HOST, "CNAME"), *NO_SRV)), NOW)
    assert result.summary.startswith(f"No usable answer for CNAME of {HOST}")


def test_inspection_of_microsofts_host_is_owned_by_the_network() -> None:
    last = unreached(f"https://{FIXED}{PATH}", "tls-issuer")
    inspected = replace(REDIRECT, hops=(REDIRECT.hops[0], last), result="untrusted", endpoint="")
    assert judge(ONLINE, attempted(ROOT, HOST_CLOSED, inspected, SRV_NONE), NOW).status == "error"
