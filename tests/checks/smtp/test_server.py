from __future__ import annotations

from typing import Any

from checks.result import Evidence, Item, Remedy, Result
from checks.smtp.server import judge, label
from clients.contract import Answer, SmtpProbe
from tests.checks.building import NOW, ONLINE, missing, records, seen, unknown

HOST = "example-org.mail.protection.outlook.com"
SECOND = "second.mail.protection.outlook.com"


def mx(*hosts: str) -> list[Answer]:
    lines = [f"{number} {host}" for number, host in enumerate(hosts)]
    found = [
        answer
        for host in hosts
        for answer in (records(host, "A", "192.0.2.25"), missing(host, "AAAA", "nodata"))
    ]
    return [records("example.org", "MX", *lines), *found]


def greeted(host: str, **more: Any) -> Item:
    return Item(label(host), "json", SmtpProbe(host, 25, ms=12, **more).evidence())


def evidence(*parts: Item | Answer) -> Evidence:
    return seen(*parts)


def test_a_server_that_offers_encryption_passes_and_is_named() -> None:
    result = judge(ONLINE, evidence(greeted(HOST, starttls=True), *mx(HOST)), NOW)
    assert result == Result(
        "passed", f"{HOST} answers on port 25 and offers encryption (STARTTLS). Enter it in Retain."
    )


def test_the_second_server_counts_where_the_first_is_silent() -> None:
    probes = (greeted(HOST, fault="timeout"), greeted(SECOND, starttls=True))
    assert judge(ONLINE, evidence(*probes, *mx(HOST, SECOND)), NOW).summary.startswith(SECOND)


def test_no_encryption_is_a_warning() -> None:
    assert judge(ONLINE, evidence(greeted(HOST), *mx(HOST)), NOW) == Result(
        "warning",
        f"{HOST} answers on port 25, but offers no encryption (STARTTLS).",
        "Notices that Retain sends through this server can be read on the way. Archiving is not touched.",
        "Run this check again: it says that encryption is offered.",
        "STARTTLS offered",
        "no STARTTLS in the greeting",
        (
            Remedy(
                "text", f"Ask whoever runs {HOST} to switch STARTTLS on, or enter another server in Retain."
            ),
        ),
    )


def test_a_blocked_port_proves_nothing_and_still_names_the_server() -> None:
    probe = greeted(HOST, fault="timeout", detail="The answer did not come in time.")
    result = judge(ONLINE, evidence(probe, *mx(HOST)), NOW)
    assert result.status == "error"
    assert result.summary == (
        f"{HOST} could not be greeted on port 25 from this machine: it did not answer in time. Many networks block "
        "port 25."
    )
    assert result.confirm == (
        f"Port 25 of {HOST}: it did not answer in time, after 12 ms. The answer did not come in time."
    )
    assert result.remedy[0].text.endswith(f"The name to enter in Retain is {HOST}.")


def test_without_a_mail_server_the_mx_record_owns_the_fault() -> None:
    result = judge(ONLINE, evidence(missing("example.org", "MX")), NOW)
    assert (result.status, result.cause) == ("blocked", "dns.mx")


def test_an_mx_record_that_cannot_be_looked_up_proves_nothing() -> None:
    result = judge(ONLINE, evidence(unknown("example.org", "MX")), NOW)
    assert result.status == "error"
    assert result.summary.startswith("No usable answer for MX of example.org")
