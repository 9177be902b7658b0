"""Routes, sockets and URLs under the operator's rules."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.contract import ConnectTo, Network
from clients.guard import (
    DNS_PORTS,
    HTTP_PORTS,
    GuardRefusal,
    Route,
    judge_port,
    judge_url,
    parse_connect_to,
    parse_networks,
    permitted,
    route,
)


def network(rules: str = "", allowed: str = "", **more: object) -> Network:
    return Network(connect_to=parse_connect_to(rules), allowed_networks=parse_networks(allowed), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "way"),
    [
        ("", Route("www.example.org", 443, "www.example.org")),
        ("other.example.org:443:127.0.0.1:1", Route("www.example.org", 443, "www.example.org")),
        ("www.example.org:80:127.0.0.1:1", Route("www.example.org", 443, "www.example.org")),
        ("www.example.org:443:127.0.0.1:1", Route("www.example.org", 1, "127.0.0.1", True, True)),
        ("::127.0.0.1:1", Route("www.example.org", 1, "127.0.0.1", True, True)),
        ("::127.0.0.1:", Route("www.example.org", 443, "127.0.0.1", True, False)),
        (":443:127.0.0.1:", Route("www.example.org", 443, "127.0.0.1", True, True)),
        (":443::8443", Route("www.example.org", 8443, "www.example.org", False, True)),
        (":443:inner.example.org:", Route("www.example.org", 443, "inner.example.org", False, True)),
        (":443::,:443:127.0.0.1:1", Route("www.example.org", 443, "www.example.org")),
    ],
)
def test_the_first_rule_that_matches_counts(rules: str, way: Route) -> None:
    assert route(network(rules), "www.example.org", 443) == way


def test_a_rule_may_name_the_address_of_a_name_server() -> None:
    rules = network("198.51.100.1:53:127.0.0.2:5353")
    assert route(rules, "ns1.example.org", 53, "198.51.100.1") == Route(
        "ns1.example.org", 5353, "127.0.0.2", True, True
    )
    assert route(rules, "ns1.example.org", 53, "198.51.100.2").target == "198.51.100.2"


def sockets(
    net: Network, host: str, port: int, *addresses: str, ports: frozenset[int] = HTTP_PORTS
) -> object:
    return permitted(net, route(net, host, port), addresses, ports)


def test_public_addresses_on_usual_ports_are_permitted() -> None:
    assert sockets(network(), "a.example", 443, "8.8.8.8", "2603::1") == (("8.8.8.8", 443), ("2603::1", 443))
    assert sockets(network(), "a.example", 53, "8.8.8.8", ports=DNS_PORTS) == (("8.8.8.8", 53),)


@pytest.mark.parametrize(
    ("rules", "allowed", "port", "addresses"),
    [
        ("", "", 443, ("8.8.8.8", "10.0.0.1")),
        ("", "", 8443, ("8.8.8.8",)),
        ("", "", 22, ("8.8.8.8",)),
        ("", "10.0.0.0/8", 8443, ("8.8.8.8",)),
        (":443::8443", "", 443, ("10.0.0.1",)),
        ("::127.0.0.1:", "", 22, ("127.0.0.1",)),
    ],
)
def test_bad_addresses_and_ports_are_refused(
    rules: str, allowed: str, port: int, addresses: tuple[str, ...]
) -> None:
    with pytest.raises(GuardRefusal):
        sockets(network(rules, allowed), "a.example", port, *addresses)


@pytest.mark.parametrize(
    ("rules", "allowed", "port", "address", "socket"),
    [
        ("", "10.0.0.0/8", 8443, "10.0.0.1", ("10.0.0.1", 8443)),
        (":443::8443", "10.0.0.0/8", 443, "10.0.0.1", ("10.0.0.1", 8443)),
        (":443::8443", "", 443, "8.8.8.8", ("8.8.8.8", 8443)),
        (":8443:127.0.0.1:", "", 8443, "127.0.0.1", ("127.0.0.1", 8443)),
        ("::127.0.0.1:5555", "", 22, "127.0.0.1", ("127.0.0.1", 5555)),
    ],
)
def test_the_operator_may_open_addresses_and_ports(
    rules: str, allowed: str, port: int, address: str, socket: tuple[str, int]
) -> None:
    assert sockets(network(rules, allowed), "a.example", port, address) == (socket,)


def test_practice_reaches_its_own_sockets_and_no_other() -> None:
    sealed = network("a.example:443:127.0.0.10:4443", "10.0.0.0/8", sealed=frozenset({("127.0.0.10", 4443)}))
    assert sockets(sealed, "a.example", 443, "127.0.0.10") == (("127.0.0.10", 4443),)
    for host, port, address in [
        ("b.example", 443, "8.8.8.8"),
        ("b.example", 443, "10.0.0.1"),
        ("b.example", 4443, "::1"),
    ]:
        with pytest.raises(GuardRefusal, match="practice"):
            sockets(sealed, host, port, address)


def test_a_hopeless_port_is_refused_before_any_look_up() -> None:
    way = route(network(), "a.example", 22)
    with pytest.raises(GuardRefusal, match="port 22"):
        judge_port(network(), way, HTTP_PORTS)
    judge_port(network(allowed="10.0.0.0/8"), way, HTTP_PORTS)
    judge_port(network(), route(network(), "a.example", 80), HTTP_PORTS)


@pytest.mark.parametrize(
    ("url", "judged"),
    [
        ("https://Example.ORG./a?b#c", "https://example.org/a?b"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("https://[2603::1]:443/", "https://[2603::1]/"),
    ],
)
def test_a_url_is_parsed_once_for_judging_and_asking(url: str, judged: str) -> None:
    assert str(judge_url(url)) == judged


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "https:///x",
        "https://user@example.org/", "https://user:word@example.org/", "https://:word@example.org/", "http://[::1/",
        "http://exa mple.org/\x00", "http://a:99999/", "https://example.org/" + "a" * 5000, "http://\udcff/", "http://.",
    ],
)  # fmt: skip
def test_other_urls_are_refused_in_printable_words(url: str) -> None:
    with pytest.raises(GuardRefusal, match=r".+") as caught:
        judge_url(url)
    assert str(caught.value).isprintable()


def judge(url: str) -> tuple[httpx.URL | None, str]:
    try:
        return judge_url(url), ""
    except GuardRefusal as refusal:
        return None, str(refusal)


@given(st.one_of(st.text(max_size=60), st.from_regex(r"https?://[\x00-\U0010ffff]{0,40}", fullmatch=True)))
def test_any_url_is_judged(url: str) -> None:
    judged, refused = judge(url)
    assert refused.isprintable()
    if judged is not None:
        assert judged.scheme in ("http", "https")
        assert judged.host
        assert not judged.userinfo


def test_a_rule_with_an_address_is_the_operators_word() -> None:
    assert sockets(Network(connect_to=(ConnectTo("", 0, "169.254.169.254", 80),)), "x", 80, "169.254.169.254")
