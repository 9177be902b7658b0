"""Real name servers on loopback, UDP and TCP on one port, that answer from a zone or lie as told."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from dnslib import CNAME, QTYPE, RCODE, RR, SOA, DNSRecord

Respond = Callable[[DNSRecord, bool], bytes | list[bytes] | None]
SOA_RR = SOA("ns1.example.org", "hostmaster.example.org", (1, 3600, 600, 86400, 300))


class _Udp(socketserver.BaseRequestHandler):
    server: _UdpServer

    def handle(self) -> None:
        wire, sock = self.request
        for datagram in _datagrams(self.server.respond(DNSRecord.parse(wire), False)):
            sock.sendto(datagram, self.client_address)


class _Tcp(socketserver.BaseRequestHandler):
    server: _TcpServer

    def handle(self) -> None:
        size = self.request.recv(2)
        if len(size) < 2:
            return
        query = DNSRecord.parse(self.request.recv(struct.unpack("!H", size)[0]))
        for message in _datagrams(self.server.respond(query, True)):
            self.request.sendall(struct.pack("!H", len(message)) + message)


class _UdpServer(socketserver.ThreadingUDPServer):
    daemon_threads = True
    block_on_close = False
    max_packet_size = 65535
    respond: Respond


class _TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    respond: Respond


def _datagrams(said: bytes | list[bytes] | None) -> list[bytes]:
    if said is None:
        return []
    return said if isinstance(said, list) else [bytes(said)]


@contextmanager
def name_server(
    respond: Respond, address: str = "127.0.0.1", tcp: bool = True, port: int = 0
) -> Iterator[tuple[str, int]]:
    """A server that says what `respond(query, over_tcp)` gives; its (address, port)."""
    with ExitStack() as stack:
        udp, stream = _pair(address, tcp, port)
        for server in (udp, stream):
            if server is None:
                continue
            server.respond = respond
            thread = threading.Thread(
                target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
            )
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        yield str(udp.server_address[0]), int(udp.server_address[1])


def _pair(address: str, tcp: bool, port: int) -> tuple[_UdpServer, _TcpServer | None]:
    for _ in range(50):
        udp = _UdpServer((address, port), _Udp)
        try:
            return udp, _TcpServer((address, udp.server_address[1]), _Tcp) if tcp else None
        except OSError:
            udp.server_close()
    raise AssertionError("no port is free for both UDP and TCP")


def zone(text: str, apex: str = "example.org", authoritative: bool = True) -> Respond:
    """Answers from zone lines; aliases are followed inside the zone; SOA with every "no"."""
    records = RR.fromZone(text, origin=apex + ".")
    names = {str(r.rname).lower() for r in records} | {apex + "."}

    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply(aa=int(authoritative))
        name, wanted = str(query.q.qname).lower(), query.q.qtype
        for _ in range(10):
            found = [r for r in records if str(r.rname).lower() == name and r.rtype == wanted]
            alias = next(
                (r for r in records if str(r.rname).lower() == name and r.rtype == QTYPE.CNAME), None
            )
            if found or alias is None:
                break
            reply.add_answer(alias)
            name = str(alias.rdata).lower()
        reply.add_answer(*found)
        if not found:
            inside = name.endswith(apex + ".")
            if inside or not reply.rr:
                reply.add_auth(RR(apex, QTYPE.SOA, rdata=SOA_RR, ttl=600))
                reply.header.rcode = RCODE.NOERROR if name in names else RCODE.NXDOMAIN
        return bytes(reply.pack())

    return respond


def rcode(code: int, authoritative: bool = False) -> Respond:
    """Always this response code."""

    def respond(query: DNSRecord, over_tcp: bool) -> bytes:
        reply = query.reply(aa=int(authoritative))
        reply.header.rcode = code
        return bytes(reply.pack())

    return respond


def silence(query: DNSRecord, over_tcp: bool) -> None:
    """Never a word."""


def alias(name: str, target: str) -> RR:
    return RR(name, QTYPE.CNAME, rdata=CNAME(target), ttl=60)
