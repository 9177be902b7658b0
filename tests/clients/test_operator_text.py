"""Settings of the operator, as curl spells them."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.contract import ConnectTo
from clients.guard import parse_connect_to, parse_networks, parse_resolvers


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", ()),
        (" , ", ()),
        ("example.org:443:127.0.0.1:8443", (ConnectTo("example.org", 443, "127.0.0.1", 8443),)),
        ("Example.ORG.:443:127.0.0.1:8443", (ConnectTo("example.org", 443, "127.0.0.1", 8443),)),
        ("::127.0.0.1:", (ConnectTo("", 0, "127.0.0.1", 0),)),
        ("example.org:443::8443", (ConnectTo("example.org", 443, "", 8443),)),
        ("[2001:DB8::1]:443:[::1]:8443", (ConnectTo("2001:db8::1", 443, "::1", 8443),)),
        (":25:localhost:2525", (ConnectTo("", 25, "127.0.0.1", 2525),)),
        ("_x.example.org::inner-1.example.net:", (ConnectTo("_x.example.org", 0, "inner-1.example.net", 0),)),
        ("a:1:b:2, c:3:d:4,", (ConnectTo("a", 1, "b", 2), ConnectTo("c", 3, "d", 4))),
    ],
)
def test_rules_are_read_as_curl_reads_them(text: str, rules: tuple[ConnectTo, ...]) -> None:
    assert parse_connect_to(text) == rules


@pytest.mark.parametrize(
    "piece",
    [
        "example.org", "a:1:b", "a:1:b:2:3", "a:x:b:2", "a:0:b:2", "a:1:b:65536", "a:1:b:999999", "::1:443:127.0.0.1:1",
        "[127.0.0.1]:1:b:2", "[nonsense]:1:b:2", "a b:1:c:2", "a:1:-b:2", "http://a:1:b:2", "[fe80::1%eth0]:1::2",
        "ü:1:b:2",
        "a:1:b;c:2", "a:1:b\n:2",
    ],
)  # fmt: skip
def test_a_wrong_rule_is_named(piece: str) -> None:
    with pytest.raises(ValueError, match=r"“") as caught:
        parse_connect_to(f"ok:1:127.0.0.1:2,{piece}")
    assert piece.strip() in str(caught.value)


def test_resolvers_are_read_with_and_without_port() -> None:
    assert parse_resolvers("192.0.2.1, 192.0.2.2:5353,[::1],[::1]:5300") == (
        ("192.0.2.1", 53), ("192.0.2.2", 5353), ("::1", 53), ("::1", 5300),
    )  # fmt: skip
    assert parse_resolvers("") == ()


@pytest.mark.parametrize(
    "piece", ["dns.example.org", "::1", "1.1.1.1:", "1.1.1.1:0", "1.1.1.1:x", "[1.1.1.1]", "1.1.1"]
)
def test_a_wrong_resolver_is_named(piece: str) -> None:
    with pytest.raises(ValueError, match=r"“") as caught:
        parse_resolvers(f"1.1.1.1,{piece}")
    assert piece in str(caught.value)


def test_networks_are_read() -> None:
    assert parse_networks("10.0.0.0/8, 192.0.2.1,fd00::/8") == (
        ip_network("10.0.0.0/8"), ip_network("192.0.2.1/32"), ip_network("fd00::/8"),
    )  # fmt: skip


def test_a_wrong_network_is_named_and_mended() -> None:
    with pytest.raises(ValueError, match=r"write 10\.0\.0\.0/8"):
        parse_networks("10.1.2.3/8")
    with pytest.raises(ValueError, match="“nonsense” is not a network"):
        parse_networks("10.0.0.0/8,nonsense")


def refusal_of(parse: Callable[[str], object], text: str) -> str:
    try:
        parse(text)
    except ValueError as refusal:
        return str(refusal)
    return ""


@given(st.text(alphabet=":[],.0123456789abcf-/ %\n", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_connect_to, parse_resolvers, parse_networks):
        refused = refusal_of(parse, text)
        assert refused == "" or "“" in refused
