"""One HTTP request on the wire, to sockets that were judged before; and a look at a certificate that was
refused.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import httpcore
import httpx

from clients.backend import Looked, Trip, pool_of
from clients.bodies import read_body, read_bytes
from clients.faults import Unreached
from clients.text import printable

LOOK_SECONDS = 3.0


@dataclass(frozen=True)
class Message:
    """A request that may be sent. `cap` in decoded bytes."""

    method: str
    url: httpx.URL
    headers: Mapping[str, str]
    content: bytes | None
    cap: int


@dataclass(frozen=True)
class Received:
    """A status, headers in lower case, the body as text, and whether it was longer than the cap."""

    status: int
    headers: Mapping[str, str]
    body: str
    cut: bool


@dataclass(frozen=True)
class Raw:
    """The same with the body in bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytearray
    cut: bool


def send(message: Message, trip: Trip) -> Received:
    """Send and read the answer. Raises whatever sockets, TLS and HTTP raise; the trip's `seen` is filled as
    far as it came.
    """
    with pool_of(trip) as pool:
        return send_over(pool, message)


def send_over(pool: httpcore.ConnectionPool, message: Message) -> Received:
    """As `send`, over a pool that may keep its connection for the next message."""
    with _answered(pool, message) as (status, headers, chunks):
        return Received(status, headers, *read_body(headers, chunks, message.cap))


def send_for_bytes(pool: httpcore.ConnectionPool, message: Message) -> Raw:
    """As `send_over`, for large answers that are decoded as they are."""
    with _answered(pool, message) as (status, headers, chunks):
        return Raw(status, headers, *read_bytes(headers, chunks, message.cap))


@contextmanager
def _answered(
    pool: httpcore.ConnectionPool, message: Message
) -> Iterator[tuple[int, Mapping[str, str], Iterable[bytes]]]:
    request = httpx.Request(message.method, message.url, headers=message.headers, content=message.content)
    url, raw = _wire(message.url), request.headers.raw
    with pool.stream(message.method, url, headers=raw, content=message.content) as response:
        yield response.status, _received(response.headers, message.url), response.iter_stream()


def look(url: httpx.URL, trip: Trip) -> None:
    """See the certificate by a second handshake with the same sockets; nothing is sent, nothing is raised."""
    short = replace(trip, end=min(trip.end, time.monotonic() + LOOK_SECONDS), look=True)
    gone = (Looked, Unreached, OSError, httpcore.NetworkError, httpcore.TimeoutException)
    with suppress(*gone, httpcore.ProxyError, httpcore.ProtocolError), pool_of(short) as pool:
        pool.request("GET", _wire(url))


def _wire(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _received(raw: list[tuple[bytes, bytes]], url: httpx.URL) -> dict[str, str]:
    """Headers in lower case, printable; a Location made absolute where it can be."""
    headers = {name.lower(): printable(value) for name, value in httpx.Headers(raw).items()}
    if "location" in headers:
        with suppress(httpx.InvalidURL, ValueError):
            headers["location"] = str(url.join(headers["location"]))
    return headers
