"""A raw client of the simulator, with nothing of the product in it."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import struct
from dataclasses import dataclass
from typing import Any

import dnslib

from simulator.server import Simulator

TIMEOUT = 5


@dataclass(frozen=True)
class Answer:
    """A DNS answer: name of its rcode, its records in presentation form, and the message itself."""

    rcode: str
    records: tuple[str, ...]
    message: dnslib.DNSRecord


@dataclass(frozen=True)
class Page:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class World:
    """Finds its way as a client does: look the name up, keep the address, change the port."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.handle = simulator.handle()
        self.trust = ssl.create_default_context(cafile=self.handle["ca_bundle"])
        self._ports = {rule["port"]: rule["to_port"] for rule in self.handle["connect_to"]}

    def port(self, port: int) -> int:
        return int(self._ports[port])

    def dns(
        self,
        name: str,
        kind: str,
        *,
        at: tuple[str, int] | None = None,
        tcp: bool = False,
        edns: bool = False,
    ) -> Answer:
        """Ask the main resolver, or the server `at`."""
        query = dnslib.DNSRecord.question(name, kind)
        if edns:
            query.add_ar(dnslib.EDNS0(udp_len=1232))
        host, port = at or self.simulator.resolvers()[0]
        message = dnslib.DNSRecord.parse(query.send(host, port, tcp=tcp, timeout=TIMEOUT))
        records = tuple(str(rr.rdata) for rr in message.rr)
        return Answer(dnslib.RCODE.get(message.header.rcode), records, message)

    def authoritative(self, name: str, kind: str, server: str) -> Answer:
        return self.dns(name, kind, at=(server, self.port(53)))

    def address(self, host: str, domain: str = "") -> str:
        """The address of a host as the resolver of this domain gives it."""
        answer = self.dns(host, "A", at=self.simulator.resolvers(domain)[0])
        return answer.records[-1]

    def connect(self, host: str, port: int, domain: str = "") -> socket.socket:
        return socket.create_connection((self.address(host, domain), self.port(port)), TIMEOUT)

    def secure(self, host: str, domain: str = "", *, trust: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        conn = self.connect(host, 443, domain)
        try:
            return (trust or self.trust).wrap_socket(conn, server_hostname=host)
        except BaseException:
            conn.close()
            raise

    def https(self, host: str, path: str, domain: str = "", **more: Any) -> Page:
        return self._fetch(self.secure(host, domain), host, path, **more)

    def http(self, host: str, path: str, domain: str = "") -> Page:
        return self._fetch(self.connect(host, 80, domain), host, path)

    def control(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> Page:
        """Call the control API; `body` is sent as it is when it is bytes, else as JSON."""
        address, _, port = self.handle["control"].removeprefix("http://").partition(":")
        conn = http.client.HTTPConnection(address, int(port), timeout=TIMEOUT)
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        headers = {"Authorization": f"Bearer {self.handle['token'] if token is None else token}"}
        try:
            conn.request(method, path, data, headers)
            got = conn.getresponse()
            return Page(got.status, got.headers, got.read())
        finally:
            conn.close()

    def _fetch(
        self,
        sock: socket.socket,
        host: str,
        path: str,
        *,
        method: str = "GET",
        headers: Any = None,
        body: Any = None,
    ) -> Page:
        conn = http.client.HTTPConnection(host, timeout=TIMEOUT)
        conn.sock = sock
        try:
            conn.request(method, path, body, headers or {})
            got = conn.getresponse()
            return Page(got.status, got.headers, got.read())
        finally:
            conn.close()
            sock.close()


def extended_error(answer: Answer) -> tuple[int, str]:
    """Code and text of the extended error (RFC 8914) in an answer."""
    options = [option for rr in answer.message.ar for option in rr.rdata if option.code == 15]
    data = options[0].data
    return struct.unpack("!H", data[:2])[0], data[2:].decode()
