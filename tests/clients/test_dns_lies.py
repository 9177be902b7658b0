"""Servers that lie, break off, flood or send junk: a fault of that question, never an exception."""

from __future__ import annotations

import time
from collections.abc import Iterator

import dns.message
import dns.name
import dns.rdatatype
import pytest
from dnslib import QTYPE, RR, SOA, TXT, A, DNSRecord
from hypothesis import given, settings
from hypothesis import strategies as st

from clients import dns_wire
from clients.contract import Answer, Deadline, Network
from clients.dns import Resolvers
from clients.dns_answers import read
from tests.clients.name_servers import Respond, alias, name_server, zone


def ask(respond: Respond, name: str = "example.org", type: str = "A", seconds: float = 2.0) -> Answer:
    with name_server(respond) as server:
        return Resolvers(Network(resolvers=(server,)), Deadline(seconds)).ask(name, type)


def forged(query: DNSRecord, **header: int) -> bytes:
    reply = query.reply()
    reply.add_answer(RR(query.q.qname, QTYPE.A, rdata=A("203.0.113.66"), ttl=60))
    for key, value in header.items():
        setattr(reply.header, key, value)
    return bytes(reply.pack())


def about_another(query: DNSRecord, over_tcp: bool) -> bytes:
    other = DNSRecord.question("evil.example.net")
    other.header.id = query.header.id
    return bytes(other.reply().pack())


@pytest.mark.parametrize(
    ("respond", "note"),
    [
        (lambda q, t: forged(q, id=q.header.id ^ 1), "another question"),
        (lambda q, t: forged(q, qr=0), "another question"),
        (about_another, "another question"),
        (lambda q, t: b"", "not DNS"),
        (lambda q, t: b"\xff" * 600, "not DNS"),
        (lambda q, t: bytes(q.pack())[:2] + b"\x81\x80\x00\x01\xff\xff" + bytes(q.pack())[8:], "not DNS"),
        (lambda q, t: forged(q)[:-3], "not DNS"),
        (lambda q, t: forged(q) + b"trailing", "not DNS"),
    ],
)
def test_a_lie_is_malformed_and_soon_known(respond: Respond, note: str) -> None:
    started = time.monotonic()
    answer = ask(respond)
    assert (answer.outcome, answer.records) == ("malformed", ())
    assert note in answer.note
    assert time.monotonic() - started < 1.5


def test_an_honest_answer_after_a_lie_is_believed() -> None:
    honest = zone("@ 60 IN A 198.51.100.1")

    def respond(query: DNSRecord, over_tcp: bool) -> list[bytes]:
        return [forged(query, id=query.header.id ^ 1), b"junk", bytes(honest(query, over_tcp) or b"")]  # type: ignore[arg-type]

    assert ask(respond).records == ("198.51.100.1",)


def test_a_compression_loop_is_malformed() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        wire = bytes(query.reply().pack())
        head = wire[:6] + b"\x00\x01" + wire[8:]
        at = len(wire).to_bytes(2, "big")
        return (
            head + bytes([0xC0 | at[0], at[1]]) + b"\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x01\x02\x03\x04"
        )

    assert ask(respond).outcome == "malformed"


@pytest.mark.parametrize(
    ("tcp", "outcome", "note"),
    [
        (lambda q: forged(q, tc=1), "malformed", "cut short, over TCP too"),
        (lambda q: b"junk", "malformed", "over TCP is not DNS"),
        (lambda q: forged(q, id=q.header.id ^ 1), "malformed", "over TCP is not DNS"),
        (lambda q: [], "malformed", "broke off"),
    ],
)
def test_an_answer_cut_over_udp_must_be_whole_over_tcp(tcp: object, outcome: str, note: str) -> None:
    answer = ask(lambda q, over_tcp: tcp(q) if over_tcp else forged(q, tc=1))  # type: ignore[operator]
    assert answer.outcome == outcome
    assert note in answer.note


def test_an_answer_cut_over_udp_with_tcp_closed_says_so() -> None:
    with name_server(lambda q, over_tcp: forged(q, tc=1), tcp=False) as server:
        answer = Resolvers(Network(resolvers=(server,)), Deadline(2)).ask("example.org", "A")
    assert (answer.outcome, answer.note) == (
        "timeout",
        "The answer is too long for UDP, and TCP is refused there.",
    )


def test_silence_over_tcp_is_a_timeout() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes | None:
        if over_tcp:
            time.sleep(1)
            return None
        return forged(query, tc=1)

    answer = ask(respond, seconds=0.5)
    assert answer.outcome == "timeout"
    assert "over TCP it did not come in time" in answer.note


def chained(*targets: str) -> Respond:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply, name = query.reply(), str(query.q.qname)
        for target in targets:
            reply.add_answer(alias(name, target))
            name = target
        return bytes(reply.pack())

    return respond


def test_aliases_in_a_circle_are_malformed() -> None:
    answer = ask(chained("b.example.org", "example.org"))
    assert (answer.outcome, answer.note) == ("malformed", "The aliases lead in a circle.")


def test_too_many_aliases_are_malformed() -> None:
    answer = ask(chained(*(f"h{i}.example.org" for i in range(12))))
    assert (answer.outcome, answer.note) == ("malformed", "More than 8 aliases stand one after another.")


def test_aliases_that_lead_ever_further_end() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply()
        reply.add_answer(alias(str(query.q.qname), f"x{query.q.qname}"))
        return bytes(reply.pack())

    answer = ask(respond)
    assert (answer.outcome, len(answer.chain)) == ("malformed", 8)


def test_an_oversized_answer_is_read_whole_and_quickly() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        if not over_tcp:
            return forged(query, tc=1)
        reply = query.reply()
        for i in range(3500):
            reply.add_answer(RR(query.q.qname, QTYPE.A, rdata=A(f"8.8.{i // 256}.{i % 256}"), ttl=60))
        return bytes(reply.pack())

    started = time.monotonic()
    assert len(ask(respond, seconds=10).records) == 3500
    assert time.monotonic() - started < 6


def test_records_of_other_names_do_not_count() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply()
        reply.add_answer(RR("evil.example.net", QTYPE.A, rdata=A("203.0.113.66"), ttl=60))
        reply.add_answer(RR(query.q.qname, QTYPE.TXT, rdata=TXT("x"), ttl=60))
        return bytes(reply.pack())

    assert ask(respond).outcome == "nodata"


def test_an_empty_soa_section_is_no_crash() -> None:
    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply()
        reply.add_auth(RR("org", QTYPE.SOA, rdata=SOA("a", "b", (1, 2, 3, 4, 5)), ttl=9))
        return bytes(reply.pack())

    assert (ask(respond).outcome, ask(respond).ttl) == ("nodata", 5)


HONEST = zone("@ 60 IN CNAME www\nwww 60 IN A 198.51.100.1\n@ 60 IN MX 5 mx\n@ 60 IN TXT abc")
TYPES = st.sampled_from(["A", "MX", "TXT", "SOA", "SRV", "CNAME", "NS"])


def judged(wire: bytes, query: dns.message.Message, type: str) -> None:
    """No bytes may make the reader fail, and what it reads can be printed."""
    reply = dns_wire.parse(wire, query)
    if reply.message is None:
        assert reply.lie.isprintable()
        return
    question = dns_wire.Question(dns.name.from_text("example.org."), dns.rdatatype.from_text(type))
    reading = read(reply.message, question)
    assert all(record.isprintable() for record in (*reading.records, *reading.chain, reading.note))
    assert bool(reading.records) is (reading.outcome == "records")


@given(st.binary(max_size=300), TYPES)
def test_no_bytes_make_the_reader_fail(junk: bytes, type: str) -> None:
    query = dns.message.make_query("example.org.", type)
    judged(junk, query, type)
    judged(query.id.to_bytes(2, "big") + b"\x84\x00" + junk, query, type)


@given(st.data(), TYPES)
def test_no_damaged_answer_makes_the_reader_fail(data: st.DataObject, type: str) -> None:
    query = dns.message.make_query("example.org.", type)
    wire = bytearray(HONEST(DNSRecord.parse(query.to_wire()), True) or b"")  # type: ignore[arg-type]
    for _ in range(data.draw(st.integers(1, 6))):
        wire[data.draw(st.integers(2, len(wire) - 1))] = data.draw(st.integers(0, 255))
    judged(bytes(wire), query, type)


@pytest.fixture(scope="module")
def liar() -> Iterator[tuple[tuple[str, int], list[bytes]]]:
    """A server that cuts every answer over UDP and says over TCP what the test puts into the list."""
    said = [b""]
    with name_server(lambda q, over_tcp: said[0] if over_tcp else forged(q, tc=1)) as server:
        yield server, said


@given(junk=st.binary(max_size=80))
@settings(max_examples=60)
def test_no_bytes_make_the_client_fail(liar: tuple[tuple[str, int], list[bytes]], junk: bytes) -> None:
    server, said = liar
    said[0] = junk
    answer = Resolvers(Network(resolvers=(server,)), Deadline(2)).ask("example.org", "A")
    assert answer.outcome == "malformed"
