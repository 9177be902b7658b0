"""DNS on the wire: UDP and TCP, EDNS, truncation, delays, and the answers that are no answers."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import dnslib

from simulator.dns.answers import NOTIMP, Reply
from simulator.loop import Loop
from simulator.requests import Log, Seen

PLAIN_SIZE, LARGEST_SIZE = 512, 1232
FORMERR = 1
EXTENDED_ERROR = 15


class Source(Protocol):
    def answer(self, name: str, type: str) -> Reply: ...


@dataclass(frozen=True)
class Packed:
    """Bytes to send (None: stay silent) after `delay` seconds."""

    data: bytes | None
    delay: float = 0.0


class Service:
    """Answers the DNS messages of one socket pair. `latency`: seconds that each answer takes at least."""

    def __init__(self, source: Source, log: Log, at: str, latency: Callable[[], float]) -> None:
        self._source, self._log, self._at, self._latency = source, log, at, latency

    def datagram(self, loop: Loop) -> Callable[[socket.socket, bytes, tuple[str, int]], None]:
        """What the loop calls for a datagram."""

        def answer(sock: socket.socket, data: bytes, peer: tuple[str, int]) -> None:
            packed = self.reply(data, tcp=False)
            if packed.data is None:
                return
            if packed.delay:
                loop.later(packed.delay, lambda: _send(sock, packed.data or b"", peer))
            else:
                _send(sock, packed.data, peer)

        return answer

    def stream(self, conn: socket.socket, loop: Loop) -> None:
        """Serve one TCP connection: messages with a length before each."""
        while head := _read(conn, 2):
            packed = self.reply(_read(conn, struct.unpack("!H", head)[0]), tcp=True)
            loop.pause(packed.delay)
            if packed.data is not None:
                conn.sendall(struct.pack("!H", len(packed.data)) + packed.data)

    def reply(self, data: bytes, *, tcp: bool) -> Packed:
        """The answer to one message, whatever bytes it is made of."""
        try:
            return self._answered(dnslib.DNSRecord.parse(data), tcp=tcp)
        except Exception:
            # Hostile bytes: whatever the library raises, the thread that serves everybody must live on.
            return Packed(_not_understood(data))

    def _answered(self, query: dnslib.DNSRecord, *, tcp: bool) -> Packed:
        if query.header.qr or not query.questions:
            return Packed(None)
        name, type = _name(query), dnslib.QTYPE.get(query.q.qtype)
        reply = self._source.answer(name, str(type)) if query.header.opcode == 0 else Reply(NOTIMP)
        domain = reply.domain.name if reply.domain else ""
        self._log.add(Seen("dns", self._at, domain, f"{name} {type}"))
        ms = reply.domain.latency_ms if reply.domain else 0
        return Packed(_pack(query, reply, tcp=tcp), max(ms / 1000, self._latency()))


def _name(query: dnslib.DNSRecord) -> str:
    return str(query.q.qname).rstrip(".").lower()


def _not_understood(data: bytes) -> bytes | None:
    """FORMERR with the id of what could not be read; silence for what is no message, or already an answer."""
    if len(data) < 12 or data[2] & 0x80:
        return None
    return data[:2] + bytes([0x80, FORMERR]) + bytes(8)


def _pack(query: dnslib.DNSRecord, reply: Reply, *, tcp: bool) -> bytes | None:
    if reply.manner == "silent":
        return None
    if reply.manner == "garbage":
        return struct.pack("!HHHHHH", query.header.id, 0x8180, 1, 7, 0, 0) + b"\xc0\x0c\x3fnot a message"
    header = dnslib.DNSHeader(
        id=query.header.id, qr=1, aa=int(reply.authoritative), rd=query.header.rd, ra=int(reply.recursive),
        rcode=reply.rcode,
    )  # fmt: skip
    edns = next((rr for rr in query.ar if rr.rtype == dnslib.QTYPE.OPT), None)
    extra = [_edns(reply)] if edns else []
    answer = dnslib.DNSRecord(header, q=query.q, rr=list(reply.records), auth=list(reply.authority), ar=extra)
    data = bytes(answer.pack())
    size = max(PLAIN_SIZE, min(edns.edns_len, LARGEST_SIZE)) if edns else PLAIN_SIZE
    if not tcp and (len(data) > size or reply.manner == "truncated"):
        header.tc = 1
        return bytes(dnslib.DNSRecord(header, q=query.q, ar=extra).pack())
    return data


def _edns(reply: Reply) -> dnslib.EDNS0:
    options = []
    if reply.error is not None:
        code, text = reply.error
        options.append(dnslib.EDNSOption(EXTENDED_ERROR, struct.pack("!H", code) + text.encode()))
    return dnslib.EDNS0(udp_len=LARGEST_SIZE, opts=options)


def _read(conn: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes, or nothing when the client is gone."""
    data = b""
    while len(data) < size:
        more = conn.recv(size - len(data))
        if not more:
            return b""
        data += more
    return data


def _send(sock: socket.socket, data: bytes, peer: tuple[str, int]) -> None:
    with contextlib.suppress(OSError):  # the asker is gone
        sock.sendto(data, peer)
