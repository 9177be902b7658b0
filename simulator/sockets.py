"""Free ports: one number for a service on all its addresses, and sockets that refuse or swallow."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable, Sequence
from contextlib import ExitStack

TRIES = 200


def _tcp(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.bind((address, port))
    except OSError:
        sock.close()
        raise
    return sock


def _udp(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.bind((address, port))
    except OSError:
        sock.close()
        raise
    return sock


def _bind(addresses: Sequence[str], *, udp: bool) -> tuple[list[socket.socket], list[socket.socket]]:
    """TCP (and UDP) sockets on one port number; OSError when another program has it on an address."""
    with ExitStack() as opened:
        first = opened.enter_context(_tcp(addresses[0], 0))
        port = first.getsockname()[1]
        streams = [first] + [opened.enter_context(_tcp(a, port)) for a in addresses[1:]]
        datagrams = [opened.enter_context(_udp(a, port)) for a in addresses] if udp else []
        opened.pop_all()
    return streams, datagrams


def bind_everywhere(
    addresses: Iterable[str], *, udp: bool = False
) -> tuple[list[socket.socket], list[socket.socket]]:
    """Bound TCP sockets, one an address in that order, all with the same free port; with `udp` also UDP ones.

    They do not listen yet: until they do, connecting is refused, and no other program can take the port.
    """
    wanted = list(addresses)
    for _ in range(TRIES):
        try:
            return _bind(wanted, udp=udp)
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise OSError(
                    errno.EADDRNOTAVAIL, f"not all of {', '.join(wanted)} are addresses here"
                ) from error
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(errno.EADDRINUSE, "no port is free on all loopback addresses")


def swallow(sock: socket.socket) -> list[socket.socket]:
    """Make a bound socket swallow connection attempts, so that they time out; returns what must stay open.

    Its queue has room for one connection, which is taken here: the kernel drops every later attempt.
    """
    sock.listen(0)
    fillers = []
    for _ in range(3):
        filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        filler.setblocking(False)
        filler.connect_ex(sock.getsockname())
        fillers.append(filler)
    return fillers
