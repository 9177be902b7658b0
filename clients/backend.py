"""What httpcore connects with: only to sockets that were judged before, and never beyond the end of the
request.

Uses httpcore's public NetworkBackend and connection pools, so that no private attribute of httpx is touched.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from clients.certificates import blind
from clients.faults import Unreached, fault_of
from clients.guard import Socket
from clients.reach import first_open

_TCP = httpcore.SyncBackend()


@dataclass
class Seen:
    """What a request came across on its way, also when it failed in the end."""

    address: str = ""
    tls: str = ""
    der: bytes | None = None
    handshakes: int = 0


@dataclass
class Trip:
    """One request's way out. `end` is on the monotonic clock; whoever keeps a connection moves it on for each request.

    `sockets`: where to connect, whatever the host is; None: to `proxy`, the operator's URL, by the system's
    own look-up. `trust` verifies the far server and a proxy that speaks TLS. `look`: only see the
    certificate.
    """

    sockets: Sequence[Socket] | None
    proxy: str
    trust: ssl.SSLContext | None
    end: float
    seen: Seen
    look: bool = False

    @property
    def secure_proxy(self) -> bool:
        return self.sockets is None and self.proxy.lower().startswith("https:")

    def left(self) -> float:
        """Seconds until the end; ReadTimeout when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class Looked(Exception):
    """Ends a handshake that was made only to see the certificate, before anything is sent."""


class Backend(httpcore.NetworkBackend):
    """Connects where the trip says, and nowhere else."""

    def __init__(self, trip: Trip) -> None:
        self._trip = trip

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if self._trip.sockets is None:
            return _Stream(self._to_proxy(host, port), self._trip, near=self._trip.secure_proxy)
        return _Stream(first_open(self._trip.sockets, self._trip.end, self._connect), self._trip)

    def _connect(self, socket: Socket, seconds: float) -> httpcore.NetworkStream:
        address, port = socket
        self._trip.seen.address = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        return _TCP.connect_tcp(address, port, timeout=seconds)

    def _to_proxy(self, host: str, port: int) -> httpcore.NetworkStream:
        try:
            return self._connect((host, port), self._trip.left())
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            why = f"The proxy {host}:{port} cannot be reached. {fault_of(error)[1]}"
            raise Unreached("proxy", why) from error


class _Stream(httpcore.NetworkStream):
    """A stream whose every operation ends with the trip. `near`: its next handshake is with the proxy."""

    def __init__(self, inner: httpcore.NetworkStream, trip: Trip, near: bool = False) -> None:
        self._inner, self._trip, self._near = inner, trip, near

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._trip.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._trip.left())

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            return _Stream(self._secured(ssl_context, server_hostname), self._trip)
        except BaseException:
            self.close()  # httpcore expects it of a stream that fails here; the time may be over before it begins
            raise

    def _secured(self, ssl_context: ssl.SSLContext, server_hostname: str | None) -> httpcore.NetworkStream:
        if self._near:
            return self._with_proxy(ssl_context, server_hostname)
        context = blind() if self._trip.look else ssl_context
        inner = self._inner.start_tls(context, server_hostname, self._trip.left())
        tls = inner.get_extra_info("ssl_object")
        self._trip.seen.handshakes += 1
        self._trip.seen.tls, self._trip.seen.der = tls.version() or "", tls.getpeercert(True)
        if self._trip.look:
            inner.close()
            raise Looked
        return inner

    def _with_proxy(self, trust: ssl.SSLContext, name: str | None) -> httpcore.NetworkStream:
        try:
            return self._inner.start_tls(trust, name, self._trip.left())
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise Unreached("proxy", f"TLS with the proxy {name} failed. {fault_of(error)[1]}") from error


def pool_of(trip: Trip) -> httpcore.ConnectionPool:
    """A pool for one request: HTTP/1.1, one connection, nothing kept."""
    backend = Backend(trip)
    if trip.sockets is not None:
        return httpcore.ConnectionPool(ssl_context=trip.trust, max_connections=1, network_backend=backend)
    operator = httpx.Proxy(trip.proxy)
    return httpcore.HTTPProxy(
        proxy_url=str(operator.url),
        proxy_auth=operator.raw_auth,
        ssl_context=trip.trust,
        proxy_ssl_context=trip.trust if trip.secure_proxy else None,
        max_connections=1,
        network_backend=backend,
    )
