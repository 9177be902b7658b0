"""The operator's network settings, from text. Every ValueError names the piece that is wrong."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from clients.contract import ConnectTo

_PLACE = r"(\[[^\[\]]*\]|[^:\[\]]*)"
_RULE = re.compile(rf"{_PLACE}:(\d*):{_PLACE}:(\d*)")
_RESOLVER = re.compile(rf"{_PLACE}(?::(\d+))?")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")


def parse_connect_to(text: str) -> tuple[ConnectTo, ...]:
    """Comma list of `host:port:address:port` as curl's --connect-to; IPv6 in brackets, empty parts match or
    keep.
    """
    return tuple(_rule(piece) for piece in _pieces(text))


def parse_resolvers(text: str) -> tuple[tuple[str, int], ...]:
    """Comma list of `address[:port]`, IPv6 in brackets; port 53 unless given."""
    return tuple(_resolver(piece) for piece in _pieces(text))


def parse_networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Comma list of networks (10.0.0.0/8) or single addresses."""
    return tuple(_network(piece) for piece in _pieces(text))


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def _rule(piece: str) -> ConnectTo:
    match = _RULE.fullmatch(piece)
    if match is None:
        raise ValueError(f"“{piece}” is not host:port:address:port (IPv6 in brackets).")
    host, port, address, to_port = match.groups()
    return ConnectTo(
        _host(host, piece), _port(port, piece), _destination(address, piece), _port(to_port, piece)
    )


def _destination(text: str, piece: str) -> str:
    """An address or a name; "localhost" is an address here, since no resolver may be asked for it."""
    host = _host(text, piece)
    return "127.0.0.1" if host == "localhost" else host


def _host(text: str, piece: str) -> str:
    """A name or address in lower case without brackets and trailing dot; empty stays empty."""
    if text.startswith("["):
        return _address(text, piece)
    host = text.lower().removesuffix(".")
    if host and not _HOST.fullmatch(host):
        raise ValueError(f"“{text}” in “{piece}” is neither a host name nor an address.")
    return host


def _resolver(piece: str) -> tuple[str, int]:
    match = _RESOLVER.fullmatch(piece)
    if match is None:
        raise ValueError(f"“{piece}” is not address or address:port (IPv6 in brackets).")
    return _address(match[1], piece), _port(match[2] or "53", piece)


def _address(text: str, piece: str) -> str:
    bare = text[1:-1] if text.startswith("[") else text
    try:
        address = ip_address(bare)
    except ValueError:
        raise ValueError(f"“{bare}” in “{piece}” is not an IP address.") from None
    if "%" in bare or (address.version == 4 and text.startswith("[")):
        raise ValueError(f"“{bare}” in “{piece}” is not an IPv6 address that can stand in brackets.")
    return str(address)


def _port(text: str, piece: str) -> int:
    if text == "":
        return 0
    if len(text) > 5 or not 1 <= int(text) <= 65535:
        raise ValueError(f"“{text}” in “{piece}” is not a port (1 to 65535).")
    return int(text)


def _network(piece: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(piece)
    except ValueError:
        pass
    try:
        loose = ip_network(piece, strict=False)
    except ValueError:
        raise ValueError(f"“{piece}” is not a network, such as 10.0.0.0/8.") from None
    raise ValueError(f"“{piece}” names an address inside a network; write {loose}.")
