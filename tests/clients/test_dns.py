"""Questions to resolvers: every outcome apart, whatever comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from dnslib import EDNS0, QTYPE, RCODE, RR, TXT, DNSRecord, EDNSOption

from clients.contract import Answer, Deadline, Network, OutOfTime
from clients.dns import Resolvers, system_resolvers
from tests.clients.name_servers import Respond, alias, name_server, rcode, silence, zone

ZONE = """
@ 600 IN SOA ns1.example.org. Hostmaster.example.org. 7 3600 600 86400 300
@ 600 IN NS NS1.example.org.
@ 3600 IN MX 20 Backup.Example.org.
@ 3600 IN MX 5 mx.example.org.
@ 60 IN TXT "v=spf1 " "-all"
null 60 IN MX 0 .
www 60 IN A 198.51.100.7
www 60 IN AAAA 2001:db8::7
shop 120 IN CNAME www
deep 120 IN CNAME shop
_autodiscover._tcp 60 IN SRV 0 5 443 Mail.example.org.
"""


def ask(respond: Respond, name: str, type: str, seconds: float = 5) -> Answer:
    with name_server(respond) as server:
        answer = Resolvers(Network(resolvers=(server,)), Deadline(seconds)).ask(name, type)
        assert answer.server == f"127.0.0.1:{server[1]}"
        return answer


@pytest.mark.parametrize(
    ("name", "type", "records"),
    [
        ("example.org", "MX", ("5 mx.example.org", "20 backup.example.org")),
        ("Example.ORG.", "mx", ("5 mx.example.org", "20 backup.example.org")),
        ("null.example.org", "MX", ("0 .",)),
        ("example.org", "TXT", ("v=spf1 -all",)),
        ("example.org", "NS", ("ns1.example.org",)),
        ("example.org", "SOA", ("ns1.example.org hostmaster.example.org 7 3600 600 86400 300",)),
        ("www.example.org", "A", ("198.51.100.7",)),
        ("www.example.org", "AAAA", ("2001:db8::7",)),
        ("shop.example.org", "CNAME", ("www.example.org",)),
        ("_autodiscover._tcp.example.org", "SRV", ("0 5 443 mail.example.org",)),
    ],
)
def test_records_come_in_presentation_form(name: str, type: str, records: tuple[str, ...]) -> None:
    answer = ask(zone(ZONE), name, type)
    assert (answer.outcome, answer.records) == ("records", records)


def test_an_answer_tells_its_aliases_and_its_smallest_ttl() -> None:
    answer = ask(zone(ZONE), "deep.example.org", "A")
    assert answer.records == ("198.51.100.7",)
    assert answer.chain == ("shop.example.org", "www.example.org")
    assert answer.ttl == 60


def test_a_missing_name_and_a_missing_type_are_told_apart() -> None:
    assert ask(zone(ZONE), "nothing.example.org", "A").outcome == "nxdomain"
    answer = ask(zone(ZONE), "www.example.org", "MX")
    assert (answer.outcome, answer.ttl) == ("nodata", 300)
    assert answer.missing


@pytest.mark.parametrize(
    ("code", "outcome", "note"),
    [
        (RCODE.SERVFAIL, "servfail", ""),
        (RCODE.REFUSED, "refused", ""),
        (RCODE.NOTIMP, "refused", "It answered NOTIMP."),
        (RCODE.NOTAUTH, "refused", "It answered NOTAUTH."),
        (RCODE.FORMERR, "malformed", "It answered FORMERR."),
        (RCODE.YXDOMAIN, "malformed", "It answered YXDOMAIN."),
    ],
)
def test_a_server_that_says_no_is_no_missing_record(code: int, outcome: str, note: str) -> None:
    answer = ask(rcode(code), "example.org", "MX")
    assert (answer.outcome, answer.note, answer.unknown) == (outcome, note, True)


def test_a_server_without_edns_is_asked_without_it() -> None:
    plain = zone(ZONE)

    def respond(query: DNSRecord, over_tcp: bool) -> bytes | list[bytes] | None:
        honest = plain if not query.ar else rcode(RCODE.FORMERR)
        return honest(query, over_tcp)

    assert ask(respond, "www.example.org", "A").records == ("198.51.100.7",)


@pytest.mark.parametrize(
    ("option", "note"),
    [
        (b"\x00\x06no DNSKEY", "EDE 6 (dnssec bogus): no DNSKEY"),
        (b"\x00\x16", "EDE 22 (no reachable authority)"),
        (b"\xff\x00\x1b[2J", "EDE 65280: \\x1b[2J"),
    ],
)
def test_the_extended_error_is_the_note(option: bytes, note: str) -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply()
        reply.header.rcode = RCODE.SERVFAIL
        reply.add_ar(EDNS0(opts=[EDNSOption(15, option)]))
        return bytes(reply.pack())

    answer = ask(respond, "example.org", "A")
    assert (answer.outcome, answer.note) == ("servfail", note)


def test_an_answer_too_long_for_udp_comes_over_tcp() -> None:
    long = zone("\n".join(f"many 60 IN A 198.51.100.{i}" for i in range(200)))

    def respond(query: DNSRecord, over_tcp: bool) -> bytes | list[bytes] | None:
        if over_tcp:
            return long(query, over_tcp)
        reply = query.reply()
        reply.header.tc = 1
        return bytes(reply.pack())

    assert len(ask(respond, "many.example.org", "A").records) == 200


def test_the_next_resolver_is_asked_when_the_first_fails() -> None:
    with name_server(rcode(RCODE.SERVFAIL)) as first, name_server(zone(ZONE)) as second:
        resolvers = Resolvers(Network(resolvers=(first, second)), Deadline(5))
        assert resolvers.resolvers == (f"127.0.0.1:{first[1]}", f"127.0.0.1:{second[1]}")
        answer = resolvers.ask("www.example.org", "A")
    assert (answer.outcome, answer.server) == ("records", f"127.0.0.1:{second[1]}")


def test_a_silent_resolver_is_asked_last_from_then_on() -> None:
    asked: list[str] = []

    def mute(query: DNSRecord, over_tcp: bool) -> None:
        asked.append(str(query.q.qname))

    with name_server(mute) as first, name_server(zone(ZONE)) as second:
        resolvers = Resolvers(Network(resolvers=(first, second)), Deadline(4))
        assert resolvers.ask("www.example.org", "A").outcome == "records"
        assert resolvers.ask("www.example.org", "AAAA").outcome == "records"
    assert asked == ["www.example.org."]


def test_the_gravest_outcome_is_reported_when_all_fail() -> None:
    with name_server(rcode(RCODE.REFUSED)) as first, name_server(rcode(RCODE.SERVFAIL)) as second:
        answer = Resolvers(Network(resolvers=(first, second)), Deadline(5)).ask("example.org", "A")
    assert answer.outcome == "servfail"


def test_silence_is_a_timeout_within_the_deadline() -> None:
    answer = ask(silence, "example.org", "A", seconds=0.4)
    assert (answer.outcome, answer.note) == ("timeout", "It did not answer in time.")
    assert 300 <= answer.ms < 900


def test_a_closed_port_is_a_timeout_that_says_so_at_once() -> None:
    with name_server(silence) as server:
        pass
    answer = Resolvers(Network(resolvers=(server,)), Deadline(5)).ask("example.org", "A")
    assert (answer.outcome, answer.note) == ("timeout", "Nothing listens there.")
    assert answer.ms < 1000


def test_an_address_that_cannot_be_reached_says_so() -> None:
    answer = Resolvers(Network(resolvers=(("255.255.255.255", 53),)), Deadline(5)).ask("example.org", "A")
    assert (answer.outcome, answer.note) == ("timeout", "It cannot be reached (Permission denied).")


def test_the_systems_resolvers_are_read_from_its_settings(tmp_path: Path) -> None:
    settings = tmp_path / "resolv.conf"
    settings.write_text("search example.net\nnameserver 192.0.2.53\nnameserver ::1\n")
    assert system_resolvers(str(settings)) == (("192.0.2.53", 53), ("::1", 53))
    settings.write_text("search example.net\n")
    assert system_resolvers(str(settings)) == ()
    assert system_resolvers(str(tmp_path / "absent")) == ()


def test_no_time_left_ends_the_check() -> None:
    with pytest.raises(OutOfTime):
        Resolvers(Network(resolvers=(("127.0.0.1", 9),)), Deadline(0)).ask("example.org", "A")


def test_without_a_resolver_nothing_is_asked() -> None:
    answer = Resolvers(Network(sealed=frozenset()), Deadline(5)).ask("example.org", "A")
    assert (answer.outcome, answer.note, answer.server) == ("timeout", "No DNS resolver is configured.", "")


@pytest.mark.parametrize("name", ["a" * 64 + ".example.org", "a..example.org", ".".join(["abc"] * 80)])
def test_what_is_no_name_is_not_asked(name: str) -> None:
    answer = Resolvers(Network(resolvers=(("127.0.0.1", 9),)), Deadline(5)).ask(name, "A")
    assert (answer.outcome, answer.server) == ("malformed", "")


def test_odd_bytes_come_out_printable() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply()
        reply.add_answer(
            RR(query.q.qname, QTYPE.TXT, rdata=TXT([b"a\x00\x1b[31m\xff", b"\xe2\x80\xaeb"]), ttl=60)
        )
        return bytes(reply.pack())

    answer = ask(respond, "example.org", "TXT")
    assert answer.records == ("a\\x00\\x1b[31m\\xff\\u202eb",)


def test_a_name_with_odd_bytes_can_be_asked_again() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply()
        if query.q.qtype == QTYPE.CNAME:
            reply.add_answer(alias("example.org", b"\xff\x00. x".decode("latin-1")))
        return bytes(reply.pack())

    with name_server(respond) as server:
        resolvers = Resolvers(Network(resolvers=(server,)), Deadline(5))
        target = resolvers.ask("example.org", "CNAME").records[0]
        assert target.isprintable()
        assert resolvers.ask(target, "A").outcome == "nodata"


def test_an_alias_that_the_resolver_left_open_is_asked_again() -> None:
    with name_server(zone("@ 60 IN CNAME host.example.net.\n", "example.org")) as server:
        open_end = Resolvers(Network(resolvers=(server,)), Deadline(5)).ask("example.org", "A")
    assert (open_end.outcome, open_end.chain) == ("nxdomain", ("host.example.net",))


def test_a_referral_is_not_a_missing_record() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply(aa=0)
        reply.add_auth(*RR.fromZone("org. 60 IN NS ns.example.net."))
        return bytes(reply.pack())

    answer = ask(respond, "example.org", "A")
    assert answer.outcome == "refused"
    assert answer.note.startswith("It only points at other servers")


def test_many_questions_are_answered_in_order_and_once_each() -> None:
    asked: list[str] = []
    honest = zone(ZONE)

    def respond(query: DNSRecord, over_tcp: bool) -> bytes | list[bytes] | None:
        asked.append(f"{query.q.qname} {QTYPE[query.q.qtype]}")
        return honest(query, over_tcp)

    questions = [("www.example.org", "A"), ("example.org", "MX"), ("WWW.example.org.", "a")]
    with name_server(respond) as server:
        resolvers = Resolvers(Network(resolvers=(server,)), Deadline(5))
        answers = resolvers.ask_all(questions)
        assert resolvers.ask_all(questions[:1]) == answers[:1]
        assert resolvers.ask_all([]) == ()
    assert [answer.type for answer in answers] == ["A", "MX", "A"]
    assert sorted(asked) == ["example.org. MX", "www.example.org. A"]


def test_an_ipv6_server_is_shown_in_brackets() -> None:
    resolvers = Resolvers(Network(resolvers=(("::1", 5353),)), Deadline(1))
    assert resolvers.resolvers == ("[::1]:5353",)
