"""The same questions to a name server that other people wrote (BIND), with a healthy zone and broken ones."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from clients.contract import ConnectTo, Deadline, NameServer, Network
from clients.dns import Resolvers

NAMED = shutil.which("named") or shutil.which("named", path="/usr/sbin:/sbin")
pytestmark = pytest.mark.skipif(NAMED is None, reason="BIND is not installed (Debian package bind9)")

CONF = """
options {{ directory "{folder}"; pid-file none; session-keyfile none; listen-on-v6 {{ none; }}; recursion no;
  listen-on port {port} {{ 127.0.0.1; }}; dnssec-validation no; allow-transfer {{ none; }}; minimal-responses no; }};
controls {{ }};
logging {{ category default {{ null; }}; }};
"""
APEX = "@ 600 IN SOA ns1 hostmaster 7 3600 600 86400 300\n@ 600 IN NS ns1\nns1 600 IN A 127.0.0.1\n"
ZONES = {
    "healthy.example": APEX
    + '@ 3600 IN MX 0 healthy-example.mail.protection.outlook.com.\n@ 60 IN TXT "v=spf1 " "include:x -all"\n'
    + "autodiscover 60 IN CNAME autodiscover.outlook.com.\n_autodiscover._tcp 60 IN SRV 0 0 443 mail\n"
    + "mail 60 IN A 192.0.2.1\na 60 IN CNAME b\nb 60 IN CNAME mail\n",
    "loop.example": APEX + "autodiscover 60 IN CNAME b\nb 60 IN CNAME autodiscover\n",
    "chain.example": APEX
    + "".join(f"h{i} 60 IN CNAME h{i + 1}\n" for i in range(10))
    + "h10 60 IN A 192.0.2.1\n",
    "null.example": APEX + "@ 60 IN MX 0 .\n",
    "empty.example": APEX,
    "big.example": APEX + "".join(f'@ 60 IN TXT "{i:03} {"x" * 200}"\n' for i in range(40)),
    "odd.example": APEX + '@ 60 IN TXT "a\\000\\027[31m\\255"\nx\\000\\255y 60 IN CNAME o\\032dd\n',
    "parent.example": APEX + "child 60 IN NS ns.child\nns.child 60 IN A 127.0.0.1\n",
    "broken.example": "this is no zone file\n",
    "no-ns.example": "@ 600 IN SOA ns1 hostmaster 7 3600 600 86400 300\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder = tmp_path_factory.mktemp("named")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    conf = CONF.format(folder=folder, port=port)
    for name, text in ZONES.items():
        (folder / name).write_text("$ORIGIN " + name + ".\n" + text)
        conf += f'zone "{name}" {{ type primary; file "{folder / name}"; }};\n'
    (folder / "named.conf").write_text(conf)
    process = subprocess.Popen([str(NAMED), "-f", "-c", str(folder / "named.conf")], cwd=folder)
    try:
        wait_for(("127.0.0.1", port))
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait(10)


def wait_for(place: tuple[str, int]) -> None:
    network = Network(resolvers=(place,))
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if Resolvers(network, Deadline(1)).ask("healthy.example", "SOA").outcome == "records":
            return
    raise AssertionError("the name server did not start")


def dns(server: tuple[str, int]) -> Resolvers:
    return Resolvers(Network(resolvers=(server,), connect_to=(ConnectTo("", 53, *server),)), Deadline(10))


@pytest.mark.parametrize(
    ("name", "type", "outcome", "records"),
    [
        ("healthy.example", "MX", "records", ("0 healthy-example.mail.protection.outlook.com",)),
        ("healthy.example", "TXT", "records", ("v=spf1 include:x -all",)),
        ("autodiscover.healthy.example", "CNAME", "records", ("autodiscover.outlook.com",)),
        ("_autodiscover._tcp.healthy.example", "SRV", "records", ("0 0 443 mail.healthy.example",)),
        ("a.healthy.example", "A", "records", ("192.0.2.1",)),
        ("autodiscover.healthy.example", "A", "refused", ()),
        ("nothing.healthy.example", "A", "nxdomain", ()),
        ("mail.healthy.example", "MX", "nodata", ()),
        ("autodiscover.loop.example", "A", "servfail", ()),
        ("h0.chain.example", "A", "malformed", ()),
        ("null.example", "MX", "records", ("0 .",)),
        ("empty.example", "MX", "nodata", ()),
        ("odd.example", "TXT", "records", ("a\\x00\\x1b[31m\\xff",)),
        ("x\\000\\255y.odd.example", "CNAME", "records", ("o\\032dd.odd.example",)),
        ("mx.child.parent.example", "MX", "refused", ()),
        ("broken.example", "MX", "servfail", ()),
        ("no-ns.example", "MX", "servfail", ()),
        ("elsewhere.example", "MX", "refused", ()),
    ],
)
def test_every_outcome_is_told_apart(
    server: tuple[str, int], name: str, type: str, outcome: str, records: tuple[str, ...]
) -> None:
    answer = dns(server).ask(name, type)
    assert (answer.outcome, answer.records) == (outcome, records)


def test_a_long_answer_comes_whole_over_tcp(server: tuple[str, int]) -> None:
    assert len(dns(server).ask("big.example", "TXT").records) == 40


def test_aliases_are_followed_and_circles_end(server: tuple[str, int]) -> None:
    hops = dns(server).follow("autodiscover.loop.example")
    assert [hop.records for hop in hops] == [("b.loop.example",), ("autodiscover.loop.example",)]
    assert len(dns(server).follow("h0.chain.example")) == 8


def test_the_zone_and_its_servers_are_found_and_asked(server: tuple[str, int]) -> None:
    found = dns(server).zone("deep.below.healthy.example")
    assert (found.outcome, found.name) == ("records", "healthy.example")
    assert found.servers == (NameServer("ns1.healthy.example", "127.0.0.1"),)
    rows = dns(server).ask_servers(found.servers, [("healthy.example", "MX"), ("elsewhere.example", "MX")])
    assert [answer.outcome for answer in rows[0]] == ["records", "refused"]


def test_a_delegation_that_the_server_does_not_serve_is_lame(server: tuple[str, int]) -> None:
    servers = [NameServer("ns.child.parent.example", "127.0.0.1")]
    answer = dns(server).ask_servers(servers, [("child.parent.example", "MX")])[0][0]
    assert (answer.outcome, answer.note) == ("refused", "lame")
