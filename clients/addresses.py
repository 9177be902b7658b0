"""Which IP addresses may be reached: the public internet, and what the operator allows.

Python's `is_global` alone is not enough: it is true for NAT64 forms of private addresses, for multicast and
for the host agent of a large cloud. Sources: the IANA special-purpose address registries (RFC 6890), RFC
6052, RFC 3056.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
AllowedNetwork = IPv4Network | IPv6Network

METADATA = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fe80::a9fe:a9fe",
    )
)  # fmt: skip

DENIED: tuple[tuple[AllowedNetwork, str], ...] = tuple(
    (ip_network(network), why)
    for network, why in (
        ("0.0.0.0/8", "means this machine"),
        ("10.0.0.0/8", "is a private address"),
        ("100.64.0.0/10", "is a provider's inner address"),
        ("127.0.0.0/8", "is this machine itself"),
        ("169.254.0.0/16", "is a link-local address"),
        ("172.16.0.0/12", "is a private address"),
        ("192.0.0.0/24", "is a reserved address"),
        ("192.0.2.0/24", "is an address for documentation"),
        ("192.88.99.0/24", "is a relay address"),
        ("192.168.0.0/16", "is a private address"),
        ("198.18.0.0/15", "is an address for benchmarks"),
        ("198.51.100.0/24", "is an address for documentation"),
        ("203.0.113.0/24", "is an address for documentation"),
        ("224.0.0.0/4", "is a multicast address"),
        ("240.0.0.0/4", "is a reserved address"),
        ("::/128", "means this machine"),
        ("::1/128", "is this machine itself"),
        ("64:ff9b::/96", "hides an IPv4 address (NAT64)"),
        ("64:ff9b:1::/48", "hides an IPv4 address (NAT64)"),
        ("2001::/32", "hides an IPv4 address (Teredo)"),
        ("2001:db8::/32", "is an address for documentation"),
        ("2002::/16", "hides an IPv4 address (6to4)"),
        ("3fff::/20", "is an address for documentation"),
        ("fc00::/7", "is a private address"),
        ("fe80::/10", "is a link-local address"),
        ("ff00::/8", "is a multicast address"),
    )
)
PUBLIC_IPV6 = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")


def refusal(text: str, allowed: Sequence[AllowedNetwork]) -> str:
    """Why this address may not be reached, as the end of a sentence; empty when it may."""
    try:
        address = ip_address(text)
    except ValueError:
        return "is not an IP address"
    if "%" in text:
        return "names a network card"
    inner = _inner(address)
    if any(form in METADATA and not _listed_alone(form, allowed) for form in (address, inner) if form):
        return "is the address of a cloud's inner services"
    if inner is not None and int(address) >> 48 == 0:
        return "" if _within(inner, allowed) else "hides an IPv4 address"
    if _within(address, allowed):
        return "" if inner is None else refusal(str(inner), allowed)
    return _never_public(address)


def _never_public(address: Address) -> str:
    for network, why in DENIED:
        if address in network:
            return why
    public = address.is_global and (address.version == 4 or address in PUBLIC_IPV6)
    return "" if public else "is not a public address"


def _within(address: Address, networks: Sequence[AllowedNetwork]) -> bool:
    return any(address in network for network in networks)


def _listed_alone(address: Address, allowed: Sequence[AllowedNetwork]) -> bool:
    return any(n.num_addresses == 1 and address == n.network_address for n in allowed)


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 form carries: mapped, compatible, NAT64, 6to4 or Teredo."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour or (address.teredo[1] if address.teredo else None)
