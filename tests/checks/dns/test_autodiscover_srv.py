from __future__ import annotations

import pytest

from checks.dns.autodiscover_srv import judge
from checks.result import Evidence, Remedy, Result
from checks.subject import Subject
from clients.contract import Answer
from tests.checks.building import (
    HYBRID,
    NOW,
    ONLINE,
    SERVER,
    UNNAMED_SERVER,
    missing,
    records,
    seen,
    unknown,
)  # fmt: skip

SRV = "_autodiscover._tcp.example.org"
MISPRINT = "_autodiscoverscreen._tcp.example.org"
HOST = "autodiscover.example.org"
OWN = "mail.example.org"
GREEN = "Run this check again: this line turns green. The old answer may live until 11:00 UTC (TTL 3600)."


def alias(target: str = "autodiscover.outlook.com") -> tuple[Answer, ...]:
    return records(HOST, "CNAME", target), missing(HOST, "A", "nodata"), missing(HOST, "AAAA", "nodata")


def nothing() -> tuple[Answer, ...]:
    return tuple(missing(HOST, kind) for kind in ("CNAME", "A", "AAAA"))


def evidence(srv: Answer, *more: Answer, misprint: Answer | None = None) -> Evidence:
    return seen(srv, misprint or missing(MISPRINT, "SRV"), *more)


def service(*data: str) -> Answer:
    return records(SRV, "SRV", *data)


def alive(host: str) -> tuple[Answer, ...]:
    return missing(host, "CNAME", "nodata"), records(host, "A", "192.0.2.5"), missing(host, "AAAA", "nodata")


def test_exchange_online_needs_no_service_record() -> None:
    result = judge(ONLINE, evidence(missing(SRV, "SRV"), *alias()), NOW)
    assert result == Result(
        "passed", f"{SRV} does not exist, as it should be: the alias autodiscover serves."
    )


def test_a_record_that_denies_the_service_is_as_good_as_none() -> None:
    assert judge(ONLINE, evidence(service("0 0 0 ."), *alias()), NOW).status == "passed"


def test_a_record_that_leads_to_microsofts_closed_port_is_a_warning() -> None:
    line = f"{SRV}. 3600 IN SRV 0 0 443 autodiscover.outlook.com."
    assert judge(ONLINE, evidence(service("0 0 443 autodiscover.outlook.com")), NOW) == Result(
        "warning",
        f"{SRV} leads to autodiscover.outlook.com, port 443. Microsoft does not ask for this record.",
        "On autodiscover.outlook.com port 443 is closed, so clients that follow this record wait, then fail. The alias "
        "autodiscover serves.",
        GREEN,
        f"nothing at {SRV}.",
        line,
        (Remedy("record", line, "At your DNS host", action="remove"),),
    )


@pytest.mark.parametrize("target", ["0 0 443 mail.example.net", "0 0 8443 autodiscover.outlook.com"])
def test_a_record_that_leads_elsewhere_fails(target: str) -> None:
    result = judge(ONLINE, evidence(service(target)), NOW)
    _, _, port, host = target.split()
    assert result.status == "failed"
    assert result.summary == f"{SRV} sends clients to {host}, port {port}, which is not Exchange Online."
    assert result.remedy == (
        Remedy("record", f"{SRV}. 3600 IN SRV {target}.", "At your DNS host", action="remove"),
    )


@pytest.mark.parametrize(("subject", "kinds"), [(ONLINE, ["remove"]), (SERVER, ["remove", "add"])])
def test_the_misprint_of_the_manuals_fails_with_its_own_text(subject: Subject, kinds: list[str]) -> None:
    misprint = records(MISPRINT, "SRV", "0 0 443 mx.example.org")
    result = judge(subject, evidence(missing(SRV, "SRV"), misprint=misprint), NOW)
    assert result.status == "failed"
    assert result.summary == (
        f"The record {MISPRINT} exists. Its name is a misprint in product manuals: no program asks for it."
    )
    assert [block.action for block in result.remedy] == kinds


@pytest.mark.parametrize(
    ("srv", "misprint"),
    [(unknown(SRV, "SRV"), missing(MISPRINT, "SRV")), (missing(SRV, "SRV"), unknown(MISPRINT, "SRV"))],
)
def test_servfail_proves_nothing(srv: Answer, misprint: Answer) -> None:
    assert judge(ONLINE, evidence(srv, misprint=misprint), NOW).status == "error"


@pytest.mark.parametrize("subject", [SERVER, HYBRID, UNNAMED_SERVER])
def test_an_own_server_with_a_right_record_passes(subject: Subject) -> None:
    result = judge(subject, evidence(service(f"0 0 443 {OWN}"), *alive(OWN)), NOW)
    assert result == Result(
        "passed", f"{SRV} leads to {OWN}, port 443.", found=f"{SRV}. 3600 IN SRV 0 0 443 {OWN}."
    )


@pytest.mark.parametrize(
    ("data", "more", "summary"),
    [
        (f"0 0 8443 {OWN}", (), f"{SRV} names port 8443; autodiscover is asked on port 443."),
        (
            "0 0 443 autodiscover.outlook.com",
            (),
            f"{SRV} leads to autodiscover.outlook.com, which belongs to Microsoft",
        ),
        ("0 0 443 mx.example.net", alive("mx.example.net"), f"{SRV} leads to mx.example.net, not to {OWN}."),
        (
            f"0 0 443 {OWN}",
            (records(OWN, "CNAME", "x.example.net"),),
            f"{SRV} leads to {OWN}, which is itself an alias; a service record must name a real host.",
        ),
        (
            f"0 0 443 {OWN}",
            (missing(OWN, "A"), missing(OWN, "AAAA")),
            f"{SRV} leads to {OWN}, and DNS has no address for it.",
        ),
    ],
)
def test_an_own_server_with_a_wrong_record_fails(data: str, more: tuple[Answer, ...], summary: str) -> None:
    result = judge(SERVER, evidence(service(data), *more), NOW)
    assert result.status == "failed"
    assert result.summary.startswith(summary)
    wanted = Remedy(
        "record",
        f"{SRV}. 3600 IN SRV 0 0 443 {OWN}.",
        "At your DNS host",
        replaces=(f"{SRV}. 3600 IN SRV {data}.",),
    )
    assert result.remedy == (wanted,)


def test_an_own_server_without_a_name_gets_words() -> None:
    result = judge(UNNAMED_SERVER, evidence(service("0 0 25 mx.example.net")), NOW)
    assert result.expected == f"{SRV}. IN SRV 0 0 443 <your Exchange server>."
    assert [block.kind for block in result.remedy] == ["text"]


def test_an_address_that_cannot_be_looked_up_proves_nothing() -> None:
    more = (missing(OWN, "CNAME", "nodata"), unknown(OWN, "A"), missing(OWN, "AAAA", "nodata"))
    assert judge(SERVER, evidence(service(f"0 0 443 {OWN}"), *more), NOW).status == "error"


def test_an_own_server_that_is_found_by_name_needs_no_record() -> None:
    result = judge(SERVER, evidence(missing(SRV, "SRV"), records(HOST, "CNAME", OWN)), NOW)
    assert result == Result("passed", f"{SRV} does not exist, and is not needed: {HOST} serves.")


def test_where_neither_exists_the_alias_owns_the_fault() -> None:
    result = judge(SERVER, evidence(missing(SRV, "SRV"), *nothing()), NOW)
    assert (result.status, result.cause) == ("blocked", "dns.autodiscover-cname")


def test_an_alias_that_cannot_be_looked_up_proves_nothing_here_either() -> None:
    result = judge(SERVER, evidence(missing(SRV, "SRV"), unknown(HOST, "CNAME")), NOW)
    assert result.status == "error"
