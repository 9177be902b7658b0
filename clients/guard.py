"""The outbound guard: may this URL, this host, this socket be reached? Pure judgement, nothing is asked here.

It judges whatever comes from a domain, an answer, a redirect or a form, whatever the protocol. What the
operator set (resolvers, proxy, a mapped destination) is not judged. OWASP ASVS 5.0.0: 1.3.6, 13.2.4, 15.3.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

import httpx

from clients.addresses import refusal
from clients.contract import ConnectTo, Network
from clients.operator_text import parse_connect_to, parse_networks, parse_resolvers
from clients.text import printable

__all__ = [
    "DNS_PORTS", "HTTP_PORTS", "SMTP_PORTS", "GuardRefusal", "Route", "Socket", "is_literal", "judge_port",
    "judge_url", "parse_connect_to", "parse_networks", "parse_resolvers", "permitted", "route",
]  # fmt: skip

Socket = tuple[str, int]
HTTP_PORTS = frozenset({80, 443})
SMTP_PORTS = frozenset({25})
DNS_PORTS = frozenset({53})
MAX_URL = 4096


class GuardRefusal(Exception):
    """The guard refuses; the text says what and why, ready for the page."""


@dataclass(frozen=True)
class Route:
    """Where a connection to (host, port) really goes.

    `target` is the address or name to connect to. `fixed`: the operator gave this address, so it is not
    judged. `mapped_port`: the operator's rule names the port, so it is not judged either.
    """

    host: str
    port: int
    target: str
    fixed: bool = False
    mapped_port: bool = False


def route(network: Network, host: str, port: int, address: str = "") -> Route:
    """The way to (host, port) under the operator's rules; the first rule that matches counts.

    `address` is what the host is already known to have (authoritative servers); a rule may name it in place
    of the host.
    """
    target = address or host
    rule = _rule(network, host, port) or (_rule(network, address, port) if address else None)
    if rule is None or not (rule.address or rule.to_port):
        return Route(host, port, target)
    named_port = bool(rule.to_port or rule.port)
    fixed = bool(rule.address) and is_literal(rule.address)
    return Route(host, rule.to_port or port, rule.address or target, fixed, named_port)


def permitted(
    network: Network, way: Route, addresses: Iterable[str], ports: frozenset[int]
) -> tuple[Socket, ...]:
    """The sockets of this route, all of them allowed. GuardRefusal as soon as one is not: one bad address
    among those of a name refuses the whole name, since the name's owner chooses which one is used."""
    sockets = tuple((address, way.port) for address in addresses)
    for socket in sockets:
        _judge(network, way, socket, ports)
    return sockets


def judge_port(network: Network, way: Route, ports: frozenset[int]) -> None:
    """GuardRefusal for a port that no address could make right, so that its name is not even looked up."""
    if way.port not in ports and not (
        way.mapped_port or network.allowed_networks or network.sealed is not None
    ):
        raise GuardRefusal(_bad_port(way))


def judge_url(url: str) -> httpx.URL:
    """The URL, parsed once for judging and asking alike. GuardRefusal unless plain http(s) with a host and no
    user.
    """
    shown = printable(url[:200])
    if len(url) > MAX_URL:
        raise GuardRefusal(f"The address {shown}… is too long.")
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii").removesuffix(".")
    except (httpx.InvalidURL, ValueError, TypeError):
        raise GuardRefusal(f"“{shown}” is not a web address.") from None
    if parsed.scheme not in ("http", "https"):
        raise GuardRefusal(f"“{shown}” is not an http or https address.")
    if not host:
        raise GuardRefusal(f"“{shown}” names no host.")
    if parsed.port is not None and not 1 <= parsed.port <= 65535:
        raise GuardRefusal(f"“{shown}” names a port that does not exist.")
    if parsed.userinfo:
        raise GuardRefusal(f"The address for {host} carries a user name, which is never sent.")
    return parsed.copy_with(host=host, fragment=None)


def is_literal(host: str) -> bool:
    """Is this an IP address (without brackets) and not a name?"""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _rule(network: Network, host: str, port: int) -> ConnectTo | None:
    host = host.lower().removesuffix(".")
    for rule in network.connect_to:
        if rule.host in ("", host) and rule.port in (0, port):
            return rule
    return None


def _judge(network: Network, way: Route, socket: Socket, ports: frozenset[int]) -> None:
    address, port = socket
    if network.sealed is not None:
        if socket not in network.sealed:
            raise GuardRefusal(f"{way.host} ({address}, port {port}) lies outside the practice network.")
        return
    why = "" if way.fixed else refusal(address, network.allowed_networks)
    if why:
        raise GuardRefusal(
            f"{way.host} leads to {printable(address)}, which {why}. "
            "It is not contacted unless the operator lists it in OUTBOUND_ALLOWED_NETWORKS."
        )
    if port not in ports and not way.mapped_port and not _allowed(network, address):
        raise GuardRefusal(_bad_port(way))


def _bad_port(way: Route) -> str:
    return f"{way.host} is asked for on port {way.port}, which is not used for this."


def _allowed(network: Network, address: str) -> bool:
    return any(ip_address(address) in allowed for allowed in network.allowed_networks)
