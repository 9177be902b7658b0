"""A look at an SMTP server: greeting, EHLO, QUIT (RFC 5321). No mail is offered, nobody is named."""

from __future__ import annotations

import socket
import time
from contextlib import closing, suppress
from dataclasses import replace

from clients.contract import Deadline, Dns, Network, SmtpProbe
from clients.faults import Unreached, fault_of
from clients.guard import SMTP_PORTS, GuardRefusal, Socket
from clients.reach import destinations, first_open
from clients.text import printable

PROBE_SECONDS = 10.0
MAX_LINES = 100
MAX_LINE = 8192
Reply = tuple[int, tuple[str, ...]]


class GuardedSmtp:
    """Implements `clients.contract.Smtp`."""

    def __init__(self, network: Network, dns: Dns, deadline: Deadline) -> None:
        self._network, self._dns, self._deadline = network, dns, deadline

    def probe(self, host: str, port: int = 25) -> SmtpProbe:
        """Greeting, EHLO, QUIT. Faults come back in the probe; OutOfTime when the check's time is over."""
        started = time.monotonic()
        end = started + self._deadline.left(PROBE_SECONDS)
        probe = SmtpProbe(host, port)
        try:
            sockets = destinations(self._network, self._dns, host, port, SMTP_PORTS)
            with closing(_Line(sockets, end)) as line:
                probe = _converse(line, replace(probe, address=line.address))
        except (GuardRefusal, Unreached, OSError) as error:
            fault, detail = fault_of(error)
            probe = replace(probe, fault=fault, detail=detail)
        return replace(probe, ms=round((time.monotonic() - started) * 1000))


class _Line:
    """A connection that reads replies line by line, however slowly or strangely they come, until `end`."""

    def __init__(self, sockets: tuple[Socket, ...], end: float) -> None:
        self._end, self._pending = end, b""
        self._socket = first_open(
            sockets, end, lambda at, seconds: socket.create_connection(at, timeout=seconds)
        )
        address, port = self._socket.getpeername()[:2]
        self.address = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"

    def close(self) -> None:
        self._socket.close()

    def say(self, text: str) -> None:
        self._socket.settimeout(self._left())
        self._socket.sendall(text.encode("ascii") + b"\r\n")

    def reply(self) -> Reply:
        """Code and texts of one reply. Unreached ("malformed") where it is not SMTP."""
        texts: list[str] = []
        for _ in range(MAX_LINES):
            line = self._line()
            if not (line[:3].isascii() and line[:3].isdigit()) or line[3:4] not in ("", " ", "-"):
                raise Unreached("malformed", f"It does not speak SMTP; it said: {line[:80]}")
            texts.append(line[4:])
            if line[3:4] != "-":
                return int(line[:3]), tuple(texts)
        raise Unreached("malformed", "Its answer does not end.")

    def own_address(self) -> str:
        """Our side as an address literal (RFC 5321, 4.1.3), since this machine may have no public name."""
        address = str(self._socket.getsockname()[0])
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def _line(self) -> str:
        while b"\n" not in self._pending:
            if len(self._pending) > MAX_LINE:
                raise Unreached("malformed", "It sends a line without end.")
            self._socket.settimeout(self._left())
            chunk = self._socket.recv(4096)
            if not chunk:
                raise Unreached("reset", "The connection was closed in the middle.")
            self._pending += chunk
        line, _, self._pending = self._pending.partition(b"\n")
        return printable(line.rstrip(b"\r").decode("utf-8", "backslashreplace"))

    def _left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _converse(line: _Line, probe: SmtpProbe) -> SmtpProbe:
    code, greeting = line.reply()
    probe = replace(probe, banner=" ".join(greeting))
    if code != 220:
        return replace(probe, fault="malformed", detail=f"It greeted with {code} instead of 220.")
    line.say(f"EHLO {line.own_address()}")
    code, texts = line.reply()
    if code != 250:
        return replace(probe, fault="malformed", detail=f"It answered EHLO with {code}: {' '.join(texts)}")
    extensions = tuple(text.strip().upper() for text in texts[1:] if text.strip())
    with suppress(OSError):
        line.say("QUIT")
    return replace(probe, extensions=extensions, starttls="STARTTLS" in extensions)
