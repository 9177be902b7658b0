from __future__ import annotations

from typing import Any

from checks.dns.domain import ZONE, judge
from checks.result import Item, Remedy, Result
from tests.checks.building import NOW, ONLINE, RESOLVER, missing, records, seen, unknown

SOA = records("example.org", "SOA", "ns1.example.net hostmaster.example.net 1 2 3 4 5")
NS = records("example.org", "NS", "ns2.example.net", "ns1.example.net")


def zone(outcome: str = "records", name: str = "example.org") -> Item:
    value: dict[str, Any] = {"outcome": outcome, "name": name}
    return Item(ZONE, "json", value)


def test_a_domain_with_its_zone_passes() -> None:
    result = judge(ONLINE, seen(SOA, NS, zone()), NOW)
    assert result == Result("passed", "example.org exists, served by ns1.example.net, ns2.example.net.")


def test_a_domain_inside_a_larger_zone_passes_and_names_the_zone() -> None:
    evidence = seen(
        missing("example.org", "SOA", "nodata"), records("org", "NS", "a.example.net"), zone(name="org")
    )
    result = judge(ONLINE, evidence, NOW)
    assert result == Result("passed", "example.org exists in the zone org, served by a.example.net.")


def test_no_such_name_fails() -> None:
    assert judge(ONLINE, seen(missing("example.org", "SOA")), NOW) == Result(
        "failed",
        f"DNS knows no domain example.org: {RESOLVER} answered that the name does not exist.",
        "Nothing can be delivered to this domain or looked up in it, so Retain finds no mailbox there.",
        "Run this check again: this line turns green, and the checks blocked by it run by themselves.",
        "example.org. exists",
        "example.org. does not exist (NXDOMAIN)",
        (
            Remedy(
                "text",
                "Compare the spelling of example.org with your mail addresses, and correct it on Start.",
            ),
            Remedy(
                "text",
                "If the spelling is right, renew or register the domain, or have its name servers entered "
                "again.",
                label="At your domain registrar",
            ),
        ),
    )


def test_servfail_is_not_called_missing() -> None:
    result = judge(ONLINE, seen(unknown("example.org", "SOA"), zone("servfail", "")), NOW)
    assert result.status == "error"
    assert result.summary == (
        f"No usable answer for SOA of example.org: {RESOLVER} answered SERVFAIL: it could not find out "
        "either."
    )


def test_an_unanswered_question_for_the_zone_is_no_fault_of_the_domain() -> None:
    evidence = seen(SOA, unknown("example.org", "NS", "timeout"), zone("timeout"))
    result = judge(ONLINE, evidence, NOW)
    assert result.status == "error"
    assert result.confirm == f"Asked for NS of example.org: {RESOLVER} did not answer in time."


def test_a_zone_that_is_not_found_proves_nothing() -> None:
    result = judge(ONLINE, seen(missing("example.org", "SOA", "nodata"), zone("nodata", "")), NOW)
    assert result.status == "error"
    assert (
        result.summary
        == "example.org exists, but the zone that holds it and its name servers were not found."
    )


def test_a_zone_without_name_servers_proves_nothing() -> None:
    result = judge(ONLINE, seen(SOA, missing("example.org", "NS", "nodata"), zone()), NOW)
    assert result.status == "error"
