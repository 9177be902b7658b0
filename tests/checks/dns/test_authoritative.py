from __future__ import annotations

from dataclasses import replace
from typing import Any

from checks import registry
from checks.dns.authoritative import ANSWERS, SWITCHED_OFF, TABLE, ZONE, judge
from checks.dns.server_answers import of_evidence, table, written
from checks.result import Evidence, Item, Remedy, Result
from clients.contract import Answer, NameServer
from clients.simulator_control import Handle
from tests.checks.building import NOW, ONLINE, missing, records, seen, unknown
from tests.checks.execution import run

NS1, NS2, NS3 = (NameServer(f"ns{n}.example.net", f"192.0.2.{n}") for n in (1, 2, 3))
HOMELESS = NameServer("ns4.example.net", "")


def good(mx: str = "0 mx.example.org", ttl: int = 3600) -> tuple[Answer, ...]:
    return (
        records("example.org", "MX", mx, ttl=ttl),
        records("example.org", "TXT", "v=spf1 -all", "MS=ms1", ttl=ttl),
        records("autodiscover.example.org", "CNAME", "autodiscover.outlook.com", ttl=ttl),
        missing("_autodiscover._tcp.example.org", "SRV"),
    )


def bad(outcome: str, note: str = "") -> tuple[Answer, ...]:
    return tuple(unknown(answer.name, answer.type, outcome, note) for answer in good())  # type: ignore[arg-type]


def evidence(*servers: tuple[NameServer, tuple[Answer, ...]], outcome: str = "records") -> Evidence:
    zone: dict[str, Any] = {"outcome": outcome, "name": "example.org", "troubled": []}
    rows = [written(server, answers) for server, answers in servers]
    return seen(Item(ZONE, "json", zone), Item(ANSWERS, "json", rows))


def test_servers_that_agree_pass() -> None:
    result = judge(ONLINE, evidence((NS1, good()), (NS2, good(ttl=60)), (NS3, good())), NOW)
    assert result == Result("passed", "All 3 name servers of example.org say the same.")


def test_a_difference_names_who_says_what_and_until_when() -> None:
    result = judge(
        ONLINE, evidence((NS1, good()), (NS2, good("10 old.example.net", 7200)), (NS3, good())), NOW
    )
    assert result == Result(
        "warning",
        "The name servers of example.org disagree on MX: ns1.example.net and ns3.example.net say 0 mx.example.org, "
        "ns2.example.net says 10 old.example.net.",
        "Which of these records Retain gets is a matter of luck until all servers say the same.",
        "Run this check again: all name servers agree. If they agreed from now on, the records would be visible "
        "everywhere from 12:00 UTC (TTL 7200).",
        "the same answers from every name server",
        "ns1.example.net: MX 0 mx.example.org\nns3.example.net: MX 0 mx.example.org\n"
        "ns2.example.net: MX 10 old.example.net",
        (
            Remedy(
                "text",
                "If you changed MX a moment ago, wait: the servers copy the zone from each other within minutes. If it "
                "stays like this, ask the host of example.org to bring the copies of all its name servers up to date.",
                "At your DNS host",
            ),
        ),
    )


def test_other_texts_beside_spf_are_not_compared() -> None:
    mine = list(good())
    mine[1] = records("example.org", "TXT", "google-site-verification=x", "v=spf1 -all")
    assert judge(ONLINE, evidence((NS1, good()), (NS2, tuple(mine))), NOW).status == "passed"


def test_a_record_that_one_server_lacks_is_a_difference() -> None:
    mine = list(good())
    mine[2] = missing("autodiscover.example.org", "CNAME")
    result = judge(ONLINE, evidence((NS1, good()), (NS2, tuple(mine))), NOW)
    assert result.status == "warning"
    assert "autodiscover alias" in result.summary
    assert "ns2.example.net says nothing" in result.summary


def test_a_lame_server_is_named() -> None:
    result = judge(ONLINE, evidence((NS1, good()), (NS2, bad("refused", "lame")), (NS3, good())), NOW)
    assert result.status == "warning"
    assert result.summary == (
        "ns2.example.net (192.0.2.2) answers, but is not in charge of this zone (lame). The other 2 agree."
    )


def test_a_server_that_does_not_answer_or_has_no_address_is_named() -> None:
    silent = judge(ONLINE, evidence((NS1, good()), (NS2, bad("timeout"))), NOW)
    homeless = judge(ONLINE, evidence((NS1, good()), (HOMELESS, ())), NOW)
    assert silent.summary == "ns2.example.net: 192.0.2.53:53 did not answer in time. One other answers well."
    assert homeless.summary == "ns4.example.net has no address in DNS. One other answers well."
    assert (silent.status, homeless.status) == ("warning", "warning")


def test_one_good_address_of_a_server_is_enough() -> None:
    second = NameServer(NS1.host, "2001:db8::1")
    assert judge(ONLINE, evidence((NS1, good()), (second, bad("timeout"))), NOW).status == "passed"


def test_one_unknown_answer_among_good_ones_is_left_out() -> None:
    mine = (*good()[:3], unknown("_autodiscover._tcp.example.org", "SRV", "refused"))
    assert judge(ONLINE, evidence((NS1, good()), (NS2, mine)), NOW).status == "passed"


def test_silence_everywhere_proves_nothing() -> None:
    result = judge(
        ONLINE, evidence((NS1, bad("timeout")), (NS2, bad("refused", "guard: private address"))), NOW
    )
    assert result.status == "error"
    assert result.summary == "None of the 2 name servers of example.org answered this machine."
    assert result.confirm == (
        "ns1.example.net: 192.0.2.53:53 did not answer in time. ns2.example.net (192.0.2.2) was not asked: private "
        "address."
    )


def test_switched_off_says_how_to_switch_on() -> None:
    result = judge(ONLINE, seen(Item(SWITCHED_OFF, "text", "switched off")), NOW)
    assert result.status == "error"
    assert result.summary.endswith("this installation forbids it (DNS_AUTHORITATIVE=off).")
    assert "set DNS_AUTHORITATIVE=on" in result.remedy[0].text


def test_a_zone_that_is_not_found_proves_nothing() -> None:
    trouble = unknown("example.org", "SOA").evidence()
    zone: dict[str, Any] = {"outcome": "servfail", "name": "", "troubled": [trouble]}
    told = judge(ONLINE, seen(Item(ZONE, "json", zone), Item(ANSWERS, "json", [])), NOW)
    quiet = judge(ONLINE, evidence(outcome="nodata"), NOW)
    assert told.confirm.startswith("Asked for SOA of example.org: 192.0.2.53:53 answered SERVFAIL")
    assert quiet.confirm == "Asked for the zone of example.org and its name servers: nodata."
    assert (told.status, quiet.status) == ("error", "error")


def test_the_table_marks_what_differs_from_the_most() -> None:
    servers = of_evidence(
        [
            written(NS1, good()),
            written(NS2, good("5 x.example.net")),
            written(NS3, good()),
            written(HOMELESS, ()),
        ]
    )
    shown = table(servers)
    assert shown["columns"] == [
        "Name server", "MX", "SPF", "autodiscover alias", "autodiscover service record", "Differs in",
    ]  # fmt: skip
    assert shown["marked"] == [[1, 1]]
    assert [row[-1] for row in shown["rows"]] == ["", "MX", "", "ns4.example.net has no address in DNS"]
    assert shown["rows"][0][:2] == ["ns1.example.net 192.0.2.1", "0 mx.example.org"]
    assert TABLE


def test_a_closed_network_asks_no_name_server(handle: Handle) -> None:
    domain = "healthy.practice.test"
    closed = replace(handle.network(domain), authoritative=False)
    result = run(registry.get("dns.authoritative"), replace(ONLINE, domain=domain), closed)
    assert result.status == "error"
    assert result.summary.startswith(f"The name servers of {domain} were not asked")
