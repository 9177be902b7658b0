from __future__ import annotations

from dataclasses import replace

import pytest

from checks.dns.mx import hosts, judge, usual_line
from checks.result import Remedy, Result
from checks.subject import Subject
from clients.contract import Answer
from tests.checks.building import (
    CHINA,
    DOD,
    HYBRID,
    NOW,
    ONLINE,
    RESOLVER,
    SERVER,
    missing,
    records,
    seen,
    unknown,
)  # fmt: skip

MICROSOFT = "example-org.mail.protection.outlook.com"
USUAL = f"example.org. 3600 IN MX 0 {MICROSOFT}."
ADMIN_CENTRE = Remedy(
    "link",
    "Open example.org in the Microsoft 365 admin center and compare its DNS records",
    "In the Microsoft 365 admin center",
    "https://admin.microsoft.com/#/Domains",
)


def mx(*lines: str) -> Answer:
    return records("example.org", "MX", *lines)


def alive(host: str) -> tuple[Answer, Answer]:
    return records(host, "A", "192.0.2.25"), missing(host, "AAAA", "nodata")


def dead(host: str) -> tuple[Answer, Answer]:
    return missing(host, "A"), missing(host, "AAAA")


def silent(host: str) -> tuple[Answer, Answer]:
    return unknown(host, "A"), unknown(host, "AAAA")


@pytest.mark.parametrize("host", [MICROSOFT, "example-org.o-v1.mx.microsoft"])
def test_both_forms_of_microsofts_mail_server_pass(host: str) -> None:
    result = judge(ONLINE, seen(mx(f"0 {host}"), *alive(host)), NOW)
    assert result == Result("passed", f"{host}, priority 0.", found=f"example.org. 3600 IN MX 0 {host}.")


def test_no_record_fails_with_the_usual_line() -> None:
    result = judge(ONLINE, seen(missing("example.org", "MX", "nodata")), NOW)
    assert result == Result(
        "failed",
        "example.org has no MX record.",
        "Mail from outside is not delivered to this domain, so it never reaches the mailboxes that Retain "
        "archives.",
        "Run this check again: this line turns green. Resolvers may remember until 10:05 UTC that the "
        "record was not "
        "there (TTL 300).",
        "example.org. IN MX 0 <name>.mail.protection.outlook.com.\nexample.org. IN MX 0 <name>.mx.microsoft.",
        "no MX record at example.org.",
        (
            ADMIN_CENTRE,
            Remedy(
                "text",
                "Take the MX value from the admin center. Domains added since July 2026 have a value under "
                "mx.microsoft "
                "that nobody can work out; for domains added earlier it is the line below.",
            ),
            Remedy("record", USUAL, "At your DNS host"),
        ),
    )


def test_a_null_mx_fails_and_is_replaced() -> None:
    result = judge(ONLINE, seen(mx("0 .")), NOW)
    assert result.status == "failed"
    assert result.summary == "example.org declares that it takes no mail (null MX)."
    assert result.remedy[-1] == Remedy(
        "record", USUAL, "At your DNS host", replaces=("example.org. 3600 IN MX 0 .",)
    )


def test_a_target_without_address_fails() -> None:
    result = judge(ONLINE, seen(mx("0 mial.example.org"), *dead("mial.example.org")), NOW)
    assert result.status == "failed"
    assert (
        result.summary
        == "The MX record of example.org names mial.example.org, and DNS has no address for it."
    )
    assert result.remedy[-1].replaces == ("example.org. 3600 IN MX 0 mial.example.org.",)


def test_a_gateway_is_a_warning() -> None:
    gateway = "mx1.gateway.example.net"
    result = judge(ONLINE, seen(mx(f"10 {gateway}"), *alive(gateway)), NOW)
    assert result.status == "warning"
    assert result.summary == f"Mail for example.org goes to {gateway}, not straight to Microsoft."
    assert ADMIN_CENTRE in result.remedy
    assert not [block for block in result.remedy if block.kind == "record"]


def test_a_record_left_beside_the_right_one_is_to_be_removed() -> None:
    old = "mx1.gateway.example.net"
    result = judge(ONLINE, seen(mx(f"0 {MICROSOFT}", f"20 {old}"), *alive(MICROSOFT), *alive(old)), NOW)
    assert result.status == "warning"
    assert result.summary == f"Beside the right mail server, the MX records of example.org name {old}."
    assert result.remedy[-1] == Remedy(
        "record", f"example.org. 3600 IN MX 20 {old}.", "At your DNS host", action="remove"
    )


def test_one_dead_server_beside_a_good_one_is_a_warning() -> None:
    old = "old.mail.protection.outlook.com"
    result = judge(ONLINE, seen(mx(f"0 {MICROSOFT}", f"20 {old}"), *alive(MICROSOFT), *dead(old)), NOW)
    assert result.status == "warning"
    assert result.remedy[-1].text == f"example.org. 3600 IN MX 20 {old}."


def test_servfail_for_mx_proves_nothing() -> None:
    result = judge(ONLINE, seen(unknown("example.org", "MX")), NOW)
    assert result.status == "error"
    assert result.confirm.startswith(f"Asked for MX of example.org: {RESOLVER} answered SERVFAIL")


def test_addresses_that_cannot_be_looked_up_prove_nothing() -> None:
    assert judge(ONLINE, seen(mx(f"0 {MICROSOFT}"), *silent(MICROSOFT)), NOW).status == "error"


def test_an_own_server_may_take_its_own_mail() -> None:
    result = judge(SERVER, seen(mx("10 mail.example.org"), *alive("mail.example.org")), NOW)
    assert result == Result(
        "passed", "mail.example.org, priority 10.", found="example.org. 3600 IN MX 10 mail.example.org."
    )


def test_a_server_without_mx_is_told_to_publish_its_own() -> None:
    result = judge(SERVER, seen(missing("example.org", "MX")), NOW)
    assert (result.status, result.expected) == ("failed", "example.org. IN MX 10 <your mail server>.")
    assert [block.kind for block in result.remedy] == ["text"]


@pytest.mark.parametrize(("host", "status"), [("mail.example.org", "passed"), ("mx.example.net", "warning")])
def test_hybrid_takes_its_own_server_and_questions_others(host: str, status: str) -> None:
    assert judge(HYBRID, seen(mx(f"10 {host}"), *alive(host)), NOW).status == status


def test_a_value_that_nobody_confirms_may_match() -> None:
    host = "example-org.mail.protection.office365.us"
    assert judge(DOD, seen(mx(f"0 {host}"), *alive(host)), NOW).status == "passed"


@pytest.mark.parametrize("subject", [DOD, CHINA])
def test_a_value_that_nobody_confirms_is_never_called_wrong(subject: Subject) -> None:
    other = judge(subject, seen(mx("0 mx.example.net"), *alive("mx.example.net")), NOW)
    none = judge(subject, seen(missing("example.org", "MX")), NOW)
    assert (other.status, none.status) == ("error", "error")
    assert "no confirmed value is known" in other.summary


def test_other_clouds_get_no_line_that_cannot_be_derived() -> None:
    government = replace(ONLINE, cloud=replace(DOD.cloud, unproven=frozenset()))
    result = judge(government, seen(missing("example.org", "MX")), NOW)
    assert usual_line(government) == ""
    assert [block.kind for block in result.remedy] == ["text"]


def test_hosts_come_in_order_of_preference() -> None:
    assert hosts(mx("20 b.example.net", "5 a.example.net")) == ("a.example.net", "b.example.net")
