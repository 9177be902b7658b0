from __future__ import annotations

import socket
import struct
import time

import dnslib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.dns.answers import NameServer, Reply, Resolver
from simulator.dns.names import Names
from simulator.dns.service import Service
from simulator.loop import Loop
from simulator.requests import Log
from simulator.scenarios import SCENARIOS
from simulator.server import Simulator
from simulator.state import Domains
from tests.simulator.asking import World, extended_error

HEALTHY = "healthy.practice.test"
NS = "127.0.0.2"


@pytest.mark.parametrize(
    ("name", "kind", "records"),
    [
        (HEALTHY, "A", ("127.0.0.12",)),
        (HEALTHY, "MX", ("0 healthy-practice-test.mail.protection.outlook.com.",)),
        (HEALTHY, "NS", tuple(f"ns{n}.practice.test." for n in (1, 2, 3))),
        (HEALTHY, "TXT", ('"MS=ms20261120"', '"v=spf1 include:spf.protection.outlook.com -all"')),
        (f"autodiscover.{HEALTHY}", "CNAME", ("autodiscover.outlook.com.",)),
        (
            f"autodiscover.{HEALTHY}",
            "A",
            ("autodiscover.outlook.com.", "autodiscover.ms-acdc.office.com.", "127.0.0.11"),
        ),
        ("healthy-practice-test.mail.protection.outlook.com", "A", ("127.0.0.13",)),
        ("healthy-new-mx-practice-test.o-v1.mx.microsoft", "A", ("127.0.0.13",)),
        ("login.microsoftonline.com", "A", ("127.0.0.10",)),
        ("ns1.practice.test", "A", ("127.0.0.2",)),
        ("practice.test", "NS", tuple(f"ns{n}.practice.test." for n in (1, 2, 3))),
        ("LOGIN.MicrosoftOnline.COM", "A", ("127.0.0.10",)),
    ],
)
@pytest.mark.parametrize("tcp", [False, True])
def test_the_resolver_knows_the_world(
    world: World, name: str, kind: str, records: tuple[str, ...], tcp: bool
) -> None:
    answer = world.dns(name, kind, tcp=tcp)
    assert (answer.rcode, answer.records) == ("NOERROR", records)
    assert answer.message.header.ra


@pytest.mark.parametrize(
    ("name", "kind", "rcode", "apex"),
    [
        (f"nothing.{HEALTHY}", "A", "NXDOMAIN", f"{HEALTHY}."),
        (HEALTHY, "AAAA", "NOERROR", f"{HEALTHY}."),
        (f"_domainkey.{HEALTHY}", "TXT", "NOERROR", f"{HEALTHY}."),
        ("no-such-domain.practice.test", "SOA", "NXDOMAIN", "practice.test."),
        ("mail.no-such-domain.practice.test", "A", "NXDOMAIN", "practice.test."),
        ("login.microsoftonline.com", "AAAA", "NOERROR", "microsoftonline.com."),
        ("unknown-org.mail.protection.outlook.com", "A", "NXDOMAIN", "outlook.com."),
        ("practice.test", "MX", "NOERROR", "practice.test."),
        ("test", "NS", "NOERROR", "test."),
        ("example", "A", "NXDOMAIN", "example."),
    ],
)
def test_what_is_missing_comes_with_the_zone_that_proves_it(
    world: World, name: str, kind: str, rcode: str, apex: str
) -> None:
    answer = world.dns(name, kind)
    assert (answer.rcode, answer.records) == (rcode, ())
    assert [str(rr.rname) for rr in answer.message.auth] == [apex]


@pytest.mark.parametrize("name", [HEALTHY, "practice.test", "outlook.com", "test"])
def test_each_zone_has_a_start_of_authority(world: World, name: str) -> None:
    assert world.dns(name, "SOA").records[0].startswith("ns1.practice.test. hostmaster.")


def test_dkim_keys_are_found_in_both_forms(world: World) -> None:
    for domain in (HEALTHY, "dkim-new-form.practice.test"):
        assert "v=DKIM1" in world.dns(f"selector1._domainkey.{domain}", "TXT").records[-1]


def test_a_wildcard_stands_for_names_that_do_not_exist_only(world: World) -> None:
    domain = "msoid-wildcard.practice.test"
    assert world.dns(f"anything.{domain}", "CNAME").records == ("www.example.net.",)
    assert world.dns(f"www.{domain}", "CNAME").records == (f"{domain}.",)
    assert world.dns(f"_domainkey.{domain}", "CNAME").records == ()


@pytest.mark.parametrize(
    ("scenario", "name", "kind", "rcode"),
    [
        ("domain-servfail", "", "A", "SERVFAIL"),
        ("domain-servfail", "autodiscover.", "CNAME", "SERVFAIL"),
        ("domain-refused", "", "MX", "REFUSED"),
        ("mx-servfail", "", "MX", "SERVFAIL"),
        ("mx-servfail", "", "A", "NOERROR"),
        ("autodiscover-servfail", "autodiscover.", "SRV", "SERVFAIL"),
        ("autodiscover-loop", "autodiscover.", "A", "SERVFAIL"),
        ("autodiscover-loop", "autodiscover.", "CNAME", "NOERROR"),
    ],
)
def test_a_fault_meets_the_questions_that_it_is_meant_for(
    world: World, scenario: str, name: str, kind: str, rcode: str
) -> None:
    assert world.dns(f"{name}{scenario}.practice.test", kind).rcode == rcode


def test_a_bogus_zone_is_told_by_an_extended_error(world: World) -> None:
    answer = world.dns("dnssec-bogus.practice.test", "MX", edns=True)
    assert (answer.rcode, extended_error(answer)) == ("SERVFAIL", (6, "DNSSEC Bogus"))


@pytest.mark.parametrize("tcp", [False, True])
def test_garbage_is_no_message(world: World, tcp: bool) -> None:
    with pytest.raises(dnslib.DNSError):
        world.dns("malformed-dns.practice.test", "MX", tcp=tcp)


def test_a_silent_fault_stays_silent(simulator: Simulator) -> None:
    query = dnslib.DNSRecord.question("domain-timeout.practice.test", "MX")
    host, port = simulator.resolvers()[0]
    with pytest.raises(TimeoutError):
        query.send(host, port, timeout=0.3)


def test_a_cut_answer_comes_whole_over_tcp(world: World) -> None:
    domain = "truncated-udp.practice.test"
    cut, whole = (world.dns(domain, "MX", tcp=tcp) for tcp in (False, True))
    assert (cut.message.header.tc, cut.records) == (1, ())
    assert (whole.message.header.tc, len(whole.records)) == (0, 1)


def test_a_long_answer_is_cut_to_what_the_asker_takes(simulator: Simulator, world: World) -> None:
    domain = simulator.create("healthy")
    text = "\n".join(f'{domain}. 60 IN TXT "{n} {"x" * 200}"' for n in range(3))
    simulator.apply(domain, {"text": text})
    assert world.dns(domain, "TXT").message.header.tc == 1
    assert len(world.dns(domain, "TXT", edns=True).records) == 5


def test_several_questions_share_one_connection(simulator: Simulator) -> None:
    with socket.create_connection(simulator.resolvers()[0], 5) as conn:
        for kind in ("MX", "NS"):
            data = dnslib.DNSRecord.question(HEALTHY, kind).pack()
            conn.sendall(struct.pack("!H", len(data)) + data)
            size = struct.unpack("!H", conn.recv(2))[0]
            assert dnslib.DNSRecord.parse(conn.recv(size)).rr


def test_an_authoritative_server_answers_for_its_zones_alone(world: World) -> None:
    answer = world.authoritative(f"autodiscover.{HEALTHY}", "A", NS)
    assert answer.message.header.aa
    assert not answer.message.header.ra
    assert answer.records == ("autodiscover.outlook.com.",)
    assert world.authoritative("outlook.com", "SOA", NS).rcode == "REFUSED"
    assert world.authoritative(f"nothing.{HEALTHY}", "A", NS).rcode == "NXDOMAIN"


def test_one_server_lags_until_the_zone_changes(simulator: Simulator, world: World) -> None:
    domain = simulator.create("ns-differ")
    old = ("10 mx1.gateway.example.net.",)
    assert world.authoritative(domain, "MX", "127.0.0.3").records == old
    assert world.authoritative(domain, "MX", "127.0.0.4").records != old
    simulator.apply(domain, {"text": f"h.{domain}. 60 IN A 192.0.2.1"})
    assert world.authoritative(domain, "MX", "127.0.0.3").records != old


def test_a_lame_server_and_a_refusing_one_are_told_apart(world: World) -> None:
    lame = world.authoritative("ns-lame.practice.test", "MX", "127.0.0.4")
    assert (lame.rcode, lame.message.header.aa) == ("NOERROR", 0)
    assert world.authoritative("ns-refused.practice.test", "MX", "127.0.0.4").rcode == "REFUSED"


def test_a_silent_server_says_nothing(world: World) -> None:
    query = dnslib.DNSRecord.question("ns-silent.practice.test", "MX")
    with pytest.raises(TimeoutError):
        query.send("127.0.0.3", world.port(53), timeout=0.3)


def test_the_serial_grows_with_each_change(simulator: Simulator, world: World) -> None:
    domain = simulator.create("healthy")
    before = world.dns(domain, "SOA").records
    simulator.undo(domain, simulator.apply(domain, {"text": f"h.{domain}. 60 IN A 192.0.2.1"}))
    assert world.dns(domain, "SOA").records > before


def test_answers_are_quick(world: World) -> None:
    started = time.perf_counter()
    for _ in range(50):
        world.dns(f"autodiscover.{HEALTHY}", "A")
    assert (time.perf_counter() - started) / 50 < 0.05


@pytest.fixture(scope="module")
def service() -> Service:
    resolver = Resolver(Names(Domains(SCENARIOS, None)), {})
    return Service(resolver, Log(), "127.0.0.1:53", lambda: 0.0)


@given(st.binary(max_size=120))
def test_no_datagram_breaks_the_service(service: Service, data: bytes) -> None:
    reply = service.reply(data, tcp=False).data
    assert reply is None or reply[:2] == data[:2]


@given(st.binary(min_size=1, max_size=80), st.integers(0, 65535))
def test_no_question_breaks_the_service(service: Service, name: bytes, kind: int) -> None:
    data = struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + name + b"\0" + struct.pack("!HH", kind, 1)
    reply = service.reply(data, tcp=True).data
    assert reply is None or reply[:2] == data[:2]


def test_answers_and_other_operations_are_not_answered_as_questions(service: Service) -> None:
    question = dnslib.DNSRecord.question(HEALTHY, "A")
    answer = question.reply().pack()
    assert service.reply(answer, tcp=False).data is None
    question.header.opcode = 4
    replied = dnslib.DNSRecord.parse(service.reply(question.pack(), tcp=False).data)
    assert dnslib.RCODE.get(replied.header.rcode) == "NOTIMP"


def test_a_name_server_knows_its_own_faults_only() -> None:
    names = Names(Domains(SCENARIOS, None))
    first, second = NameServer(names, "ns1.practice.test"), NameServer(names, "ns2.practice.test")
    assert second.answer("ns-silent.practice.test", "MX").manner == "silent"
    assert first.answer("ns-silent.practice.test", "MX").authoritative
    assert first.answer("example.org", "MX") == Reply(5)


def test_an_asker_that_is_gone_disturbs_nobody(service: Service) -> None:
    loop = Loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        answer = service.datagram(loop)
    answer(closed, bytes(dnslib.DNSRecord.question(HEALTHY, "A").pack()), ("127.0.0.1", 9))
    loop.start()
    loop.stop()
    assert closed.fileno() == -1
