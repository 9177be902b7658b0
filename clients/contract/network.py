"""Where we may go, and how long it may take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from clients.contract.refusals import OutOfTime


@dataclass(frozen=True)
class Cloud:
    """One Microsoft cloud. URLs without trailing slash; hosts in lower case.

    `unproven` names the fields whose value no primary source confirms: a mismatch with one is never called wrong.
    """

    key: str
    label: str
    login: str
    graph: str
    outlook: str
    autodiscover: str
    autodiscover_endpoints: tuple[str, ...]
    mx_suffixes: tuple[str, ...]
    spf_include: str
    microsoft_suffixes: tuple[str, ...]
    unproven: frozenset[str] = frozenset()

    def owns(self, host: str) -> bool:
        """Is this host name one of Microsoft's for this cloud?"""
        host = host.lower().rstrip(".")
        return any(host == s or host.endswith("." + s) for s in self.microsoft_suffixes)


@dataclass(frozen=True)
class ConnectTo:
    """One rewrite rule as curl's --connect-to: empty host or port 0 match any; an empty address or port 0 keep it."""

    host: str
    port: int
    address: str
    to_port: int


@dataclass(frozen=True)
class Network:
    """How this connection reaches the world. `resolvers` are (address, port); empty: the system's.

    `sealed` (practice): exactly these (address, port) sockets may be reached and no other; None: the public internet
    and `allowed_networks`.
    """

    resolvers: tuple[tuple[str, int], ...] = ()
    authoritative: bool = True
    ca_bundle: str = ""
    allowed_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    proxy: str = ""
    connect_to: tuple[ConnectTo, ...] = ()
    sealed: frozenset[tuple[str, int]] | None = None


class Deadline:
    """A point in time (monotonic clock) that every client call of one check respects."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        """Seconds left (never negative), capped at `at_most`. OutOfTime when none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutOfTime("The time for this check ran out.")
        return left if at_most is None else min(left, at_most)
