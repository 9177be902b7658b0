"""Every branch of autodiscover against real servers, in Outlook's order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from clients.contract import Attempt, ConnectTo, Deadline, Network
from clients.factory import open_clients
from clients.microsoft365.clouds import CLOUDS
from tests.clients.name_servers import name_server, silence, zone
from tests.clients.web_servers import Authority, Listener, http, web_server

CLOUD = CLOUDS["worldwide"]
MICROSOFT = "https://autodiscover-s.outlook.com/autodiscover/autodiscover.xml"
SIGN_IN = http("401 Unauthorized", WWW_Authenticate='Basic realm=""')
NAMES = """
@ 60 IN TXT x
autodiscover 60 IN CNAME autodiscover.outlook.com.
"""
JSON = b'{"Protocol":"EWS","Url":"https://outlook.office365.com/EWS/Exchange.asmx"}'
Answers = dict[str, bytes]


def by_host(answers: Answers) -> Callable[[bytes], bytes]:
    def respond(request: bytes) -> bytes:
        host = next(
            line.split(b": ")[1].decode()
            for line in request.split(b"\r\n")
            if line.lower().startswith(b"host:")
        )
        return answers.get(host, http("404 Not Found"))

    return respond


class World:
    """A tenant's surroundings: one TLS server and one plain one for all hosts, and a zone."""

    def __init__(self, secure: Listener, plain: Listener, network: Network) -> None:
        self.secure, self.plain, self.network = secure, plain, network

    def attempts(self) -> dict[str, Attempt]:
        with open_clients(
            self.network, cloud=CLOUDS["worldwide"], deadline=Deadline(5), progress=lambda text: None
        ) as clients:
            return {
                attempt.method: attempt for attempt in clients.autodiscover.attempts("example.org", CLOUD)
            }


@contextmanager
def world(
    authority: Authority, secure: Answers, plain: Answers, names: str = NAMES, closed: tuple[str, ...] = ()
) -> Iterator[World]:
    """`closed`: hosts whose port 443 nobody listens on."""
    with ExitStack() as stack:
        context = authority.context(
            "example.org", "*.example.org", "*.outlook.com", "*.office365.com", "*.example.net"
        )
        tls = stack.enter_context(web_server(by_host(secure), context))
        open = stack.enter_context(web_server(by_host(plain)))
        with web_server(lambda request: b"") as gone:
            pass
        rules = (
            *(ConnectTo(host, 443, *gone.socket) for host in closed),
            ConnectTo("", 443, *tls.socket),
            ConnectTo("", 80, *open.socket),
        )
        resolver = stack.enter_context(name_server(zone(names)))
        yield World(tls, open, Network(resolvers=(resolver,), connect_to=rules, ca_bundle=str(authority.pem)))


HEALTHY_TLS = {"autodiscover-s.outlook.com": SIGN_IN, "outlook.office365.com": http(body=JSON)}
HEALTHY_PLAIN = {"autodiscover.example.org": http("302 Found", Location=MICROSOFT)}


def test_a_healthy_domain_shows_the_harmless_branches_too(authority: Authority) -> None:
    with world(authority, HEALTHY_TLS, HEALTHY_PLAIN, closed=("autodiscover.example.org",)) as around:
        attempts = around.attempts()
        requests = around.secure.requests + around.plain.requests
    assert [(a.method, a.result, a.endpoint) for a in attempts.values()] == [
        ("fixed", "good", "autodiscover-s.outlook.com"),
        ("root", "missing", ""),
        ("host", "closed", ""),
        ("redirect", "good", "autodiscover-s.outlook.com"),
        ("srv", "missing", ""),
        ("v2", "good", "outlook.office365.com"),
    ]
    assert [h.url for h in attempts["redirect"].hops] == [
        "http://autodiscover.example.org/autodiscover/autodiscover.xml", MICROSOFT,
    ]  # fmt: skip
    assert attempts["v2"].hops[0].url == (
        "https://outlook.office365.com/autodiscover/autodiscover.json/v1.0/postmaster@example.org?Protocol=EWS"
    )
    assert all(a.intent and a.detail for a in attempts.values())
    assert not any(b"authorization" in request.lower() for request in requests)
    assert sum(b"autodiscover-s.outlook.com" in request for request in requests) == 1


def test_a_server_of_ones_own_is_good_by_srv(authority: Authority) -> None:
    srv = "_autodiscover._tcp 60 IN SRV {} 443 {}.example.org.\n"
    names = NAMES + srv.format("9 0", "later") + srv.format("1 1", "mail")
    with world(authority, {"mail.example.org": SIGN_IN}, {}, names) as around:
        attempts = around.attempts()
    assert (attempts["srv"].result, attempts["srv"].endpoint) == ("good", "mail.example.org")
    assert attempts["redirect"].result == "missing"


@pytest.mark.parametrize(
    ("record", "result", "hops"),
    [
        ("0 0 443 mail.example.net.", "foreign", 1),
        ("0 0 8443 mail.example.org.", "wrong", 0),
        ("0 0 443 .", "missing", 0),
        ("0 0 443 other.example.org.", "missing", 1),
    ],
)
def test_other_srv_records_are_told_apart(authority: Authority, record: str, result: str, hops: int) -> None:
    secure = {"mail.example.net": SIGN_IN}
    with world(authority, secure, {}, NAMES + f"_autodiscover._tcp 60 IN SRV {record}\n") as around:
        attempt = around.attempts()["srv"]
    assert (attempt.result, len(attempt.hops)) == (result, hops)


def test_a_name_server_that_is_silent_proves_nothing_about_srv() -> None:
    with name_server(silence) as resolver:
        network = Network(resolvers=(resolver,), connect_to=(ConnectTo("", 0, "127.0.0.1", 9),))
        with open_clients(
            network, cloud=CLOUDS["worldwide"], deadline=Deadline(0.6), progress=lambda text: None
        ) as clients:
            attempts = {a.method: a for a in clients.autodiscover.attempts("example.org", CLOUD)}
    assert (attempts["srv"].result, attempts["srv"].hops) == ("unknown", ())
    assert attempts["root"].result == "closed"


def test_a_branch_without_time_does_not_spoil_the_others(authority: Authority) -> None:
    """The redirect method meets a server that answers, but slower and slower, until the time is over."""
    hold = threading.Event()

    def slow(request: bytes) -> bytes:
        hold.wait(0.25)
        return http("302 Found", Location=request.split()[1].decode() + "x")

    with world(authority, HEALTHY_TLS, {}) as around, web_server(slow) as plain:
        first = ConnectTo("autodiscover.example.org", 80, *plain.socket)
        network = replace(around.network, connect_to=(first, *around.network.connect_to))
        with open_clients(
            network, cloud=CLOUDS["worldwide"], deadline=Deadline(0.6), progress=lambda text: None
        ) as clients:
            attempts = {a.method: a for a in clients.autodiscover.attempts("example.org", CLOUD)}
        hold.set()
    assert attempts["fixed"].result == "good"
    assert attempts["redirect"].result in ("unknown", "closed")


def test_no_time_at_all_is_told_by_every_branch() -> None:
    with open_clients(
        Network(), cloud=CLOUDS["worldwide"], deadline=Deadline(0), progress=lambda text: None
    ) as clients:
        attempts = clients.autodiscover.attempts("example.org", CLOUD)
    assert {a.result for a in attempts} == {"unknown"}
    assert {a.detail for a in attempts} == {"The time for this check ran out."}


def test_a_redirect_to_a_stranger_keeps_every_hop(authority: Authority) -> None:
    away = http("302 Found", Location="https://mail.example.net/autodiscover/autodiscover.xml")
    with world(authority, {"mail.example.net": SIGN_IN}, {"autodiscover.example.org": away}) as around:
        attempt = around.attempts()["redirect"]
    assert (attempt.result, attempt.endpoint, len(attempt.hops)) == ("foreign", "mail.example.net", 2)


def test_a_redirect_inside_is_refused_by_the_guard() -> None:
    inside = http("302 Found", Location="http://169.254.169.254/latest/meta-data/")
    with web_server(lambda request: inside) as plain:
        rules = (ConnectTo("autodiscover.example.org", 80, *plain.socket),)
        network = Network(connect_to=rules, sealed=None, resolvers=(("127.0.0.1", 9),))
        with open_clients(
            network, cloud=CLOUDS["worldwide"], deadline=Deadline(5), progress=lambda text: None
        ) as clients:
            attempt = next(
                a for a in clients.autodiscover.attempts("example.org", CLOUD) if a.method == "redirect"
            )
    assert attempt.result == "unknown"
    assert [hop.fault for hop in attempt.hops] == [None, "guard"]


def test_redirects_without_end_stop_after_ten(authority: Authority) -> None:
    with web_server(lambda r: http("302 Found", Location=r.split()[1].decode() + "x")) as plain:
        network = Network(
            connect_to=(ConnectTo("autodiscover.example.org", 80, *plain.socket),),
            resolvers=(("127.0.0.1", 9),),
        )
        with open_clients(
            network, cloud=CLOUDS["worldwide"], deadline=Deadline(5), progress=lambda text: None
        ) as clients:
            attempt = next(
                a for a in clients.autodiscover.attempts("example.org", CLOUD) if a.method == "redirect"
            )
    assert (attempt.result, len(attempt.hops)) == ("wrong", 11)


def test_a_catch_all_web_site_and_a_wrong_certificate_are_named(
    authority: Authority, stranger: Authority
) -> None:
    html = http(body=b"<!doctype html><title>Shop</title>", Content_Type="text/html")
    with world(authority, {"example.org": html}, {"autodiscover.example.org": html}) as around:
        attempts = around.attempts()
    assert (attempts["root"].result, attempts["redirect"].result) == ("web-site", "web-site")
    with world(stranger, {"example.org": html}, {}) as around:
        network = Network(
            around.network.resolvers, connect_to=around.network.connect_to, ca_bundle=str(authority.pem)
        )
        attempts = World(around.secure, around.plain, network).attempts()
    assert attempts["root"].result == attempts["fixed"].result == attempts["v2"].result == "untrusted"
    assert attempts["root"].hops[0].certificate is not None
