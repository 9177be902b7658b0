"""Questions to authoritative servers, aliases hop by hop, and the zone that encloses a name."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from dnslib import RCODE, DNSRecord

from clients.contract import ConnectTo, Deadline, NameServer, Network, OutOfTime
from clients.dns import Resolvers
from clients.guard import parse_networks
from tests.clients.name_servers import Respond, alias, name_server, rcode, silence, zone

ZONE = """
@ 600 IN SOA ns1 hostmaster 7 3600 600 86400 300
@ 600 IN NS ns1
@ 600 IN NS ns2
@ 600 IN NS ns6
@ 600 IN NS gone
ns1 600 IN A 127.0.0.2
ns2 600 IN A 127.0.0.3
ns2 600 IN AAAA 2001:db8::3
ns6 600 IN AAAA 2001:db8::6
@ 600 IN MX 5 mx
www 600 IN A 198.51.100.1
a 60 IN CNAME b
b 60 IN CNAME www
loop1 60 IN CNAME loop2
loop2 60 IN CNAME loop1
outside 60 IN CNAME host.example.net.
"""
QUESTIONS = [("example.org", "MX"), ("none.example.org", "A")]


def resolvers(server: tuple[str, int], seconds: float = 5, **more: object) -> Resolvers:
    return Resolvers(Network(resolvers=(server,), **more), Deadline(seconds))  # type: ignore[arg-type]


def asked(*answers: Respond, seconds: float = 5) -> list[list[tuple[str, str, tuple[str, ...]]]]:
    """What each of these servers says to QUESTIONS, as (outcome, note, records)."""
    with ExitStack() as stack:
        running = [stack.enter_context(name_server(respond)) for respond in answers]
        servers = [NameServer(f"ns{i}.example.org", "198.51.100.1") for i in range(len(running))]
        rules = tuple(ConnectTo(s.host, 53, *running[i]) for i, s in enumerate(servers))
        rows = resolvers(("127.0.0.1", 9), seconds, connect_to=rules).ask_servers(servers, QUESTIONS)
    return [[(a.outcome, a.note, a.records) for a in row] for row in rows]


def test_every_server_answers_every_question() -> None:
    good = [("records", "", ("5 mx.example.org",)), ("nxdomain", "", ())]
    other = [("records", "", ("9 mx.example.org",)), ("nxdomain", "", ())]
    assert asked(zone(ZONE), zone("@ 60 IN MX 9 mx")) == [good, other]


def test_a_lame_server_is_named() -> None:
    lame = ("refused", "lame", ())
    assert asked(zone(ZONE, authoritative=False)) == [[lame, lame]]


@pytest.mark.parametrize(
    ("respond", "outcome", "note"),
    [
        (rcode(RCODE.REFUSED), "refused", ""),
        (rcode(RCODE.SERVFAIL), "servfail", ""),
        (silence, "timeout", "It did not answer in time."),
        (lambda q, t: b"junk", "malformed", "It sent bytes that are not DNS (ShortHeader)."),
    ],
)
def test_a_broken_server_is_told_from_a_missing_record(respond: Respond, outcome: str, note: str) -> None:
    row = asked(respond, seconds=0.8)[0]
    assert [(a[0], a[1]) for a in row] == [(outcome, note)] * 2


def test_a_server_that_missed_one_datagram_is_asked_again() -> None:
    heard: list[str] = []
    honest = zone(ZONE)

    def respond(query: DNSRecord, over_tcp: bool) -> bytes | list[bytes] | None:
        heard.append(str(query.q.qname))
        return honest(query, over_tcp) if heard.count(str(query.q.qname)) > 1 else None

    assert [a[0] for a in asked(respond)[0]] == ["records", "nxdomain"]


def test_authoritative_servers_are_asked_without_recursion() -> None:
    wanted: list[int] = []

    def respond(query: DNSRecord, over_tcp: bool) -> bytes | list[bytes] | None:
        wanted.append(query.header.rd)
        return zone(ZONE)(query, over_tcp)

    asked(respond)
    assert wanted == [0, 0]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
def test_the_guard_judges_their_addresses(address: str) -> None:
    row = resolvers(("127.0.0.1", 9)).ask_servers([NameServer("ns.example.org", address)], QUESTIONS[:1])[0]
    assert row[0].outcome == "refused"
    assert row[0].note.startswith("guard: ns.example.org leads to ")


def test_a_server_in_an_allowed_network_on_another_port_is_asked() -> None:
    with name_server(zone(ZONE), address="127.0.0.2") as server:
        dns = resolvers(
            ("127.0.0.1", 9),
            connect_to=(ConnectTo("", 53, "", server[1]),),
            allowed_networks=parse_networks("127.0.0.0/8"),
        )
        row = dns.ask_servers([NameServer("ns.example.org", "127.0.0.2")], QUESTIONS[:1])[0]
    assert (row[0].outcome, row[0].server) == ("records", f"127.0.0.2:{server[1]}")


def test_a_server_without_address_is_not_asked_unless_mapped() -> None:
    nameless = NameServer("ns.example.org", "")
    row = resolvers(("127.0.0.1", 9)).ask_servers([nameless], QUESTIONS[:1])[0]
    assert (row[0].outcome, row[0].note) == ("timeout", "ns.example.org has no address.")
    with name_server(zone(ZONE)) as server:
        dns = resolvers(("127.0.0.1", 9), connect_to=(ConnectTo("ns.example.org", 53, *server),))
        assert dns.ask_servers([nameless], QUESTIONS[:1])[0][0].outcome == "records"


def test_the_operator_may_forbid_it() -> None:
    dns = resolvers(("127.0.0.1", 9), authoritative=False)
    assert not dns.asks_authoritative
    row = dns.ask_servers([NameServer("ns.example.org", "8.8.8.8")], QUESTIONS[:1])[0]
    assert (row[0].outcome, row[0].note) == (
        "refused",
        "guard: DNS_AUTHORITATIVE is off, so it was not asked.",
    )


def test_odd_questions_are_answered_too() -> None:
    dns = resolvers(("127.0.0.1", 9))
    assert dns.ask_servers([], QUESTIONS) == ()
    assert dns.ask_servers([NameServer("a", "8.8.8.8")], []) == ((),)
    assert dns.ask_servers([NameServer("a", "8.8.8.8")], [("a..b", "MX")])[0][0].outcome == "malformed"
    with pytest.raises(OutOfTime):
        resolvers(("127.0.0.1", 9), seconds=0).ask_servers([NameServer("a", "8.8.8.8")], QUESTIONS)


# ---------------------------------------------------------------------------------------------- aliases


@pytest.mark.parametrize(
    ("name", "hops"),
    [
        ("a.example.org", [("records", "b.example.org"), ("records", "www.example.org"), ("nodata", "")]),
        ("www.example.org", [("nodata", "")]),
        ("none.example.org", [("nxdomain", "")]),
        ("Loop1.example.org.", [("records", "loop2.example.org"), ("records", "loop1.example.org")]),
        ("outside.example.org", [("records", "host.example.net"), ("nxdomain", "")]),
    ],
)
def test_aliases_are_followed_hop_by_hop(name: str, hops: list[tuple[str, str]]) -> None:
    with name_server(zone(ZONE)) as server:
        answers = resolvers(server).follow(name)
    assert [(a.outcome, "".join(a.records)) for a in answers] == hops


def test_aliases_end_after_eight() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply()
        reply.add_answer(alias(str(query.q.qname), f"x{query.q.qname}"))
        return bytes(reply.pack())

    with name_server(respond) as server:
        assert len(resolvers(server).follow("a.example.org")) == 8


# ---------------------------------------------------------------------------------------------- zones


@pytest.mark.parametrize(
    "name", ["example.org", "www.example.org", "deep.none.example.org", "outside.example.org"]
)
def test_the_enclosing_zone_is_found_with_its_servers(name: str) -> None:
    with name_server(zone(ZONE)) as server:
        found = resolvers(server).zone(name)
    assert (found.outcome, found.name) == ("records", "example.org")
    assert found.soa is not None
    assert found.ns is not None
    assert found.ns.records[0] == "gone.example.org"
    assert found.servers == (
        NameServer("gone.example.org", ""),
        NameServer("ns1.example.org", "127.0.0.2"),
        NameServer("ns2.example.org", "127.0.0.3"),
        NameServer("ns6.example.org", "2001:db8::6"),
    )
    assert found.asked[0].name == name


def test_a_name_without_a_zone_of_its_own_has_none() -> None:
    with name_server(zone("@ 60 IN SOA a b 1 2 3 4 5\n@ 60 IN NS ns", "org")) as server:
        found = resolvers(server).zone("nothing.org")
        single = resolvers(server).zone("org")
    assert (found.outcome, found.name, found.servers) == ("nxdomain", "", ())
    assert (single.outcome, single.asked) == ("nodata", ())


def test_the_walk_up_ends_where_nothing_is_proved() -> None:
    with name_server(rcode(RCODE.SERVFAIL)) as server:
        found = resolvers(server).zone("www.example.org")
    assert (found.outcome, found.name, len(found.asked)) == ("servfail", "", 1)


def test_a_zone_whose_servers_cannot_be_read_keeps_its_name() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes | list[bytes] | None:
        return (rcode(RCODE.SERVFAIL) if query.q.qtype == 2 else zone(ZONE))(query, over_tcp)

    with name_server(respond) as server:
        found = resolvers(server).zone("example.org")
    assert (found.outcome, found.name, found.servers) == ("servfail", "example.org", ())
