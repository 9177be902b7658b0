from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from checks.dns.autodiscover_cname import judge
from checks.result import Remedy, Result
from clients.contract import Answer
from tests.checks.building import (
    DOD,
    HYBRID,
    NOW,
    ONLINE,
    RESOLVER,
    SERVER,
    UNNAMED_SERVER,
    missing,
    records,
    seen,
    unknown,
)  # fmt: skip

HOST = "autodiscover.example.org"
SRV = "_autodiscover._tcp.example.org"
WANTED = f"{HOST}. 3600 IN CNAME autodiscover.outlook.com."
MEANING = (
    "Retain looks mailboxes up through this name. Without it archive jobs stop at their first user, or wait "
    "minutes "
    "for each."
)
NO_SRV = missing(SRV, "SRV")


def alias(name: str, target: str, ttl: int = 3600) -> Answer:
    return records(name, "CNAME", target, ttl=ttl)


def nothing() -> tuple[Answer, ...]:
    return missing(HOST, "CNAME"), missing(HOST, "A"), missing(HOST, "AAAA")


def address() -> tuple[Answer, ...]:
    return (
        missing(HOST, "CNAME", "nodata"),
        records(HOST, "A", "192.0.2.80", ttl=600),
        missing(HOST, "AAAA", "nodata"),
    )


def test_an_alias_of_microsofts_host_passes() -> None:
    hops = (
        alias(HOST, "autodiscover.outlook.com"),
        alias("autodiscover.outlook.com", "atod-g2.tm-4.office.com", 60),
        missing("atod-g2.tm-4.office.com", "CNAME", "nodata"),
    )
    assert judge(ONLINE, seen(*hops), NOW) == Result(
        "passed",
        f"{HOST} → autodiscover.outlook.com → atod-g2.tm-4.office.com.",
        found=f"{WANTED}\nautodiscover.outlook.com. 60 IN CNAME atod-g2.tm-4.office.com.",
    )


def test_an_alias_of_an_alias_passes_when_it_arrives() -> None:
    hops = (alias(HOST, "ad.example.org"), alias("ad.example.org", "autodiscover.outlook.com"))
    end = missing("autodiscover.outlook.com", "CNAME", "nodata")
    assert judge(ONLINE, seen(*hops, end), NOW).status == "passed"


def test_what_comes_after_microsofts_host_does_not_matter() -> None:
    hops = (alias(HOST, "autodiscover.outlook.com"), unknown("autodiscover.outlook.com", "CNAME"))
    assert judge(ONLINE, seen(*hops), NOW).status == "passed"


def test_a_missing_name_fails_with_the_line_to_publish() -> None:
    assert judge(ONLINE, seen(*nothing(), NO_SRV), NOW) == Result(
        "failed",
        f"{HOST} does not exist.",
        MEANING,
        "Run this check again: this line turns green. Resolvers may remember until 10:05 UTC that the "
        "record was not "
        "there (TTL 300).",
        WANTED,
        f"nothing at {HOST}.",
        (Remedy("record", WANTED, "At your DNS host"),),
    )


def test_an_alias_that_leads_elsewhere_fails_and_is_replaced() -> None:
    hops = (alias(HOST, "mail.example.net", 1800), missing("mail.example.net", "CNAME", "nodata"))
    old = f"{HOST}. 1800 IN CNAME mail.example.net."
    assert judge(ONLINE, seen(*hops), NOW) == Result(
        "failed",
        f"{HOST} leads to mail.example.net, not to Microsoft.",
        MEANING,
        "Run this check again: this line turns green. The old answer may live until 10:30 UTC (TTL 1800).",
        WANTED,
        old,
        (Remedy("record", WANTED, "At your DNS host", replaces=(old,)),),
    )


def test_an_alias_of_a_name_that_is_gone_says_so() -> None:
    hops = (alias(HOST, "mail.example.net"), missing("mail.example.net", "CNAME"))
    assert judge(ONLINE, seen(*hops), NOW).summary == (
        f"{HOST} leads to mail.example.net, which does not exist, not to Microsoft."
    )


def test_a_circle_fails() -> None:
    hops = (alias(HOST, "ad.example.org"), alias("ad.example.org", HOST))
    result = judge(ONLINE, seen(*hops), NOW)
    assert result.status == "failed"
    assert result.summary == f"The alias {HOST} runs in a circle: {HOST} → ad.example.org → {HOST}."


def test_a_chain_without_end_fails() -> None:
    names = [HOST, *(f"a{number}.example.org" for number in range(1, 9))]
    hops = [alias(name, target) for name, target in pairwise(names)]
    result = judge(ONLINE, seen(*hops), NOW)
    assert result.status == "failed"
    assert result.summary.startswith(
        f"The alias {HOST} goes through more than 7 other aliases: {HOST} → a1.example.org"
    )


def test_an_address_in_place_of_the_alias_fails_and_is_replaced() -> None:
    result = judge(ONLINE, seen(*address(), NO_SRV), NOW)
    old = f"{HOST}. 600 IN A 192.0.2.80"
    assert result.status == "failed"
    assert (
        result.summary == f"{HOST} has an address of its own (192.0.2.80) in place of the alias to Microsoft."
    )
    assert result.remedy == (Remedy("record", WANTED, "At your DNS host", replaces=(old,)),)


def test_servfail_on_the_way_proves_nothing() -> None:
    hops = (alias(HOST, "ad.example.net"), unknown("ad.example.net", "CNAME"))
    result = judge(ONLINE, seen(*hops), NOW)
    assert result.status == "error"
    assert result.confirm == (
        f"Asked for CNAME of ad.example.net: {RESOLVER} answered SERVFAIL: it could not find out either."
    )


def test_an_address_that_cannot_be_looked_up_proves_nothing() -> None:
    evidence = seen(missing(HOST, "CNAME", "nodata"), unknown(HOST, "A"), missing(HOST, "AAAA", "nodata"))
    assert judge(ONLINE, evidence, NOW).status == "error"


def test_hybrid_may_lead_to_the_own_server_or_to_microsoft() -> None:
    own = seen(alias(HOST, "mail.example.org"), missing("mail.example.org", "CNAME", "nodata"))
    microsoft = seen(
        alias(HOST, "autodiscover.outlook.com"), missing("autodiscover.outlook.com", "CNAME", "nodata")
    )
    assert judge(HYBRID, own, NOW).status == "passed"
    assert judge(HYBRID, microsoft, NOW).status == "passed"


def test_an_own_server_does_not_live_at_microsoft() -> None:
    hops = (alias(HOST, "autodiscover.outlook.com"), missing("autodiscover.outlook.com", "CNAME", "nodata"))
    result = judge(SERVER, seen(*hops), NOW)
    assert result.status == "failed"
    assert result.summary == f"{HOST} leads to autodiscover.outlook.com, not to mail.example.org."
    assert result.remedy[0].text == f"{HOST}. 3600 IN CNAME mail.example.org."


def test_an_own_server_may_have_an_address() -> None:
    result = judge(SERVER, seen(*address(), NO_SRV), NOW)
    assert result == Result(
        "passed", f"{HOST} → 192.0.2.80, your own server.", found=f"{HOST}. 600 IN A 192.0.2.80"
    )


def test_the_service_record_of_an_own_server_serves_in_its_place() -> None:
    srv = records(SRV, "SRV", "0 0 443 mail.example.org")
    result = judge(SERVER, seen(*nothing(), srv), NOW)
    assert result.status == "passed"
    assert result.summary == f"{HOST} does not exist; the SRV record {SRV} serves in its place."
    assert judge(SERVER, seen(*nothing(), unknown(SRV, "SRV")), NOW).status == "error"


def test_a_server_that_was_not_named_cannot_be_compared() -> None:
    hops = (alias(HOST, "ex.example.net"), missing("ex.example.net", "CNAME", "nodata"))
    found = records(HOST, "A", "192.0.2.9", chain=("ex.example.net",))
    none = missing(HOST, "A", "nodata")
    v6 = missing(HOST, "AAAA", "nodata")
    assert judge(UNNAMED_SERVER, seen(*hops, found, v6), NOW).status == "passed"
    assert judge(UNNAMED_SERVER, seen(*hops, none, v6), NOW).status == "error"


def test_a_missing_name_of_an_unnamed_server_is_explained_in_words() -> None:
    result = judge(UNNAMED_SERVER, seen(*nothing(), NO_SRV), NOW)
    assert result.status == "failed"
    assert [block.kind for block in result.remedy] == ["text"]
    assert result.expected == f"{HOST}. leads to your Exchange server"


@pytest.mark.parametrize("evidence", [seen(*nothing(), NO_SRV), seen(*address(), NO_SRV)])
def test_a_value_that_nobody_confirms_is_never_called_wrong(evidence: object) -> None:
    assert judge(DOD, evidence, NOW).status == "error"  # type: ignore[arg-type]


def test_an_autodiscover_host_that_was_named_wins_over_the_ews_address() -> None:
    named = replace(SERVER, autodiscover_host="AD.example.org.")
    hops = (alias(HOST, "ad.example.org"), missing("ad.example.org", "CNAME", "nodata"))
    assert judge(named, seen(*hops), NOW).status == "passed"
