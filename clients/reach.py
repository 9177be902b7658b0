"""From a host name to sockets that may be connected to: the operator's rules, our own DNS, then the guard."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain, zip_longest
from typing import TypeVar

import httpcore

from clients.contract import Answer, Dns, Network
from clients.faults import Unreached
from clients.guard import Socket, is_literal, judge_port, permitted, route

MAX_TRIES = 3
T = TypeVar("T")


def destinations(
    network: Network, dns: Dns, host: str, port: int, ports: frozenset[int]
) -> tuple[Socket, ...]:
    """The judged sockets of (host, port), to be tried in this order. Unreached when there are none,
    GuardRefusal when they are out of bounds."""
    way = route(network, host, port)
    judge_port(network, way, ports)
    addresses = (way.target,) if is_literal(way.target) else _resolved(dns, way.target)
    return permitted(network, way, addresses, ports)


def first_open(sockets: Sequence[Socket], end: float, connect: Callable[[Socket, float], T]) -> T:
    """What `connect(socket, seconds)` gives for the first socket that opens, at most three, each with a fair
    share of the time until `end` (monotonic). Raises the last failure."""
    *first, last = sockets[:MAX_TRIES]
    for index, socket in enumerate(first):
        with suppress(OSError, httpcore.NetworkError, httpcore.TimeoutException):
            return connect(socket, _left(end) / (len(first) + 1 - index))
    return connect(last, _left(end))


def _left(end: float) -> float:
    return max(end - time.monotonic(), 0.01)


def _resolved(dns: Dns, host: str) -> tuple[str, ...]:
    """IPv4 and IPv6 addresses in turn; IPv4 first, since a machine without IPv6 is the more common."""
    v4, v6 = dns.ask_all([(host, "A"), (host, "AAAA")])
    addresses = tuple(a for a in chain(*zip_longest(v4.records, v6.records)) if a is not None)
    if addresses:
        return addresses
    unknown = next((answer for answer in (v4, v6) if answer.unknown), None)
    if unknown is not None:
        raise Unreached("dns", f"{host} could not be looked up: {_why(unknown)}")
    words = "does not exist" if v4.outcome == "nxdomain" else "has no address"
    raise Unreached("no-address", f"{host} {words} in DNS.")


def _why(answer: Answer) -> str:
    return f"{answer.outcome} from {answer.server or 'no resolver'}" + (
        f" ({answer.note})" if answer.note else ""
    )
