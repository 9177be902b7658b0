"""Addresses in and out of bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.addresses import refusal
from clients.operator_text import parse_networks

NEVER = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1
203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16 100.100.100.200
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::a00:1 64:ff9b::8.8.8.8 64:ff9b:1::1 2001::1
2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:a00:1:: 2002:808:808:: 3fff::1 fc00::1 fd00:ec2::254
fe80::1 fe80::a9fe:a9fe fec0::1 ff02::1 4000::1 100::1 5f00::1 fe80::1%eth0
"""


@pytest.mark.parametrize("address", NEVER.split())
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert refusal(address, ())


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "52.96.0.1", "2603:1026::1", "2a00:1450:4001:800::200e"]
)
def test_public_addresses_are_let_through(address: str) -> None:
    assert refusal(address, ()) == ""


@pytest.mark.parametrize(
    "text", ["", "localhost", "127.1", "0x7f000001", "2130706433", "10.0.0.256", "[::1]", "1.1.1.1:80"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert refusal(text, parse_networks("0.0.0.0/0, ::/0")) == "is not an IP address"


@pytest.mark.parametrize(
    ("address", "allowed", "open"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.2.0.0/16", False),
        ("fd00::1", "fd00::/8", True),
        ("127.0.0.1", "127.0.0.0/8", True),
        ("169.254.1.1", "169.254.0.0/16", True),
        ("169.254.169.254", "169.254.0.0/16", False),
        ("169.254.169.254", "0.0.0.0/0", False),
        ("169.254.169.254", "169.254.169.254", True),
        ("168.63.129.16", "168.63.128.0/20", False),
        ("168.63.129.16", "168.63.129.16/32", True),
        ("fd00:ec2::254", "fd00::/8", False),
        ("fd00:ec2::254", "fd00:ec2::254/128", True),
        ("::ffff:10.1.2.3", "10.0.0.0/8", True),
        ("::ffff:10.1.2.3", "::/0", False),
        ("::ffff:169.254.169.254", "0.0.0.0/0", False),
        ("64:ff9b::a01:203", "64:ff9b::/96", False),
        ("64:ff9b::a01:203", "64:ff9b::/96, 10.0.0.0/8", True),
        ("64:ff9b::8.8.8.8", "64:ff9b::/96", True),
        ("64:ff9b::a9fe:a9fe", "64:ff9b::/96, 169.254.0.0/16", False),
        ("2002:a9fe:a9fe::1", "::/0", False),
        ("2001:db8::1", "2001:db8::/32", True),
        ("fe80::1%eth0", "fe80::/10", False),
    ],
)
def test_the_operator_opens_networks_but_metadata_only_one_by_one(
    address: str, allowed: str, open: bool
) -> None:
    assert (refusal(address, parse_networks(allowed)) == "") is open


@given(st.ip_addresses())
def test_every_address_is_judged(address: object) -> None:
    assert isinstance(refusal(str(address), ()), str)


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_wrapping_gets_a_private_address_through(inner: object) -> None:
    number = int(inner)  # type: ignore[call-overload]
    high, low = number >> 16, number & 0xFFFF
    wrapped = [f"::ffff:{inner}", f"64:ff9b::{inner}", f"2002:{high:x}:{low:x}::1", f"::{inner}"]
    assert all(refusal(address, ()) for address in wrapped)
