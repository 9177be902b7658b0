"""One DNS question to one server: UDP with EDNS, then TCP where the answer was cut. Lies are told from
silence.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype

PAYLOAD = 1232
AFTER_A_LIE = 0.5
NO_EDNS = (dns.rcode.FORMERR, dns.rcode.NOTIMP, dns.rcode.BADVERS)


@dataclass(frozen=True)
class Question:
    """A name (absolute) and type; `recurse` false for authoritative servers."""

    name: dns.name.Name
    type: dns.rdatatype.RdataType
    recurse: bool = True


@dataclass(frozen=True)
class Reply:
    """What a server sent: a message, or the lie in words, or nothing. `closed`: nothing listens there."""

    message: dns.message.Message | None = None
    lie: str = ""
    note: str = ""
    closed: bool = False


def ask(address: str, port: int, question: Question, seconds: float) -> Reply:
    """Ask (address, port) within `seconds`. Never raises for what a network or a server does."""
    end = time.monotonic() + seconds
    reply = _ask(address, port, _query(question, edns=True), end)
    if reply.message is not None and reply.message.rcode() in NO_EDNS and time.monotonic() < end:
        return _ask(address, port, _query(question, edns=False), end)
    return reply


def _query(question: Question, edns: bool) -> dns.message.QueryMessage:
    message = dns.message.make_query(
        question.name, question.type, use_edns=0 if edns else False, payload=PAYLOAD if edns else None
    )
    if not question.recurse:
        message.flags &= ~dns.flags.RD
    return message


def _ask(address: str, port: int, query: dns.message.Message, end: float) -> Reply:
    try:
        reply = _udp(address, port, query, end)
        if reply.message is None or not reply.message.flags & dns.flags.TC:
            return reply
        return _tcp(address, port, query, end)
    except ConnectionRefusedError:
        return Reply(note="Nothing listens there.", closed=True)
    except OSError as error:
        return Reply(note=f"It cannot be reached ({error.strerror or type(error).__name__}).", closed=True)


def _udp(address: str, port: int, query: dns.message.Message, end: float) -> Reply:
    """The first datagram that answers this very question. Others are kept as a lie, but the honest one is
    awaited.
    """
    lie = ""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect((address, port))
        sock.send(query.to_wire())
        while (left := end - time.monotonic()) > 0:
            sock.settimeout(left)
            try:
                wire = sock.recv(65535)
            except TimeoutError:
                break
            reply = parse(wire, query)
            if reply.message is not None:
                return reply
            if not lie:
                lie, end = reply.lie, min(end, time.monotonic() + AFTER_A_LIE)
    return Reply(lie=lie, note="" if lie else "It did not answer in time.")


def _tcp(address: str, port: int, query: dns.message.Message, end: float) -> Reply:
    """The answer over TCP, which must not be cut again."""
    try:
        seconds = max(end - time.monotonic(), 0.01)
        message = dns.query.tcp(query, address, seconds, port)
    except (dns.exception.Timeout, TimeoutError):
        return Reply(note="The answer is too long for UDP, and over TCP it did not come in time.")
    except ConnectionRefusedError:
        return Reply(note="The answer is too long for UDP, and TCP is refused there.", closed=True)
    except (EOFError, OSError):
        return Reply(lie="It broke off the answer over TCP.")
    except Exception as error:
        return Reply(lie=f"Its answer over TCP is not DNS ({type(error).__name__}).")
    if message.flags & dns.flags.TC:
        return Reply(lie="Its answer is cut short, over TCP too.")
    return Reply(message)


def parse(wire: bytes, query: dns.message.Message) -> Reply:
    """A datagram as the answer to `query`, or the lie that it is. Never raises."""
    try:
        message = dns.message.from_wire(wire)
    except Exception as error:
        # The parser meets hostile bytes: whatever it raises, they were not an answer.
        return Reply(lie=f"It sent bytes that are not DNS ({type(error).__name__}).")
    if not query.is_response(message):
        return Reply(lie="It answered another question than the one asked.")
    return Reply(message)
