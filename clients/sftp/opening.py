"""From a place to a session: the guard, our DNS, the server's key, then the sign-in. In this order, always."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import paramiko

from clients.contract import Deadline, Network
from clients.contract.sftp import HostKey, Sftp, SftpFault, SftpPlace, SftpSecret
from clients.dns import Resolvers
from clients.reach import destinations, first_open
from clients.sftp.faults import connecting
from clients.sftp.secrets import sign_in
from clients.sftp.session import Client, Session

CONNECT: Final = 20.0
SFTP_PORT: Final = 22
# What goes wrong comes back as a fault; paramiko's own log would show it twice, with tracebacks.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)


def host_key(network: Network, host: str, port: int, deadline: Deadline) -> HostKey:
    """The key that the server shows, for a person to compare with what the server's owner says. Nobody signs in.
    SftpFault."""
    with connecting(host, port), _transport(network, host, port, deadline, None) as transport:
        return _shown(transport)


@contextmanager
def open_sftp(
    network: Network, place: SftpPlace, secret: SftpSecret, pinned: str, deadline: Deadline
) -> Iterator[Sftp]:
    """A session with a server that shows exactly the pinned key (`HostKey.written`; nothing is pinned: no session).
    SftpFault says why there is none; every call on the session keeps to the deadline."""
    expected = _expected(pinned, place.host)
    with ExitStack() as stack:
        with connecting(place.host, place.port):
            transport = stack.enter_context(_transport(network, place.host, place.port, deadline, expected))
            _compare(_shown(transport), expected, place.host)
            transport.auth_timeout = deadline.left(CONNECT)
            sign_in(transport, place.user, secret)
            session = Session(_client(transport, deadline), deadline)
        yield session


@contextmanager
def _transport(
    network: Network, host: str, port: int, deadline: Deadline, expected: HostKey | None
) -> Iterator[Any]:
    """An SSH connection on which nobody has signed in yet."""
    end = time.monotonic() + deadline.left(CONNECT)
    sockets = destinations(network, Resolvers(network, deadline), host, port, frozenset({SFTP_PORT, port}))
    plug = first_open(sockets, end, lambda at, seconds: socket.create_connection(at, timeout=seconds))
    transport = paramiko.Transport(plug)
    try:
        # Longer than start_client waits: so what paramiko says of the greeting is never that it was late.
        transport.banner_timeout = transport.handshake_timeout = CONNECT + 1
        if expected is not None:
            _ask_for(transport, expected.kind)
        transport.start_client(timeout=deadline.left(CONNECT))
        if not transport.initial_kex_done:
            raise TimeoutError
        yield transport
    finally:
        transport.close()
        plug.close()


def _ask_for(transport: Any, kind: str) -> None:
    """Of several keys that a server has, let it show the one of the pinned kind."""
    options = transport.get_security_options()
    wanted = ("rsa-sha2-512", "rsa-sha2-256") if kind == "ssh-rsa" else (kind,)
    known = tuple(one for one in wanted if one in options.key_types)
    if known:
        options.key_types = known


def _shown(transport: Any) -> HostKey:
    key = transport.get_remote_server_key()
    return HostKey(key.get_name(), key.get_base64())


def _expected(pinned: str, host: str) -> HostKey:
    try:
        return HostKey.of(pinned)
    except ValueError:
        raise SftpFault(
            "host-key",
            f"The key of {host} was not confirmed yet. Confirm it on the step Sync; then try again.",
        ) from None


def _compare(shown: HostKey, expected: HostKey, host: str) -> None:
    if shown != expected:
        raise SftpFault(
            "host-key",
            f"{host} shows another key ({shown.fingerprint}) than the one that was confirmed "
            f"({expected.fingerprint}). Either the server was set up anew, or somebody stands in between. Ask whoever "
            "runs it before you confirm the new key.",
        )


def _client(transport: Any, deadline: Deadline) -> Client:
    channel = transport.open_session(timeout=deadline.left(CONNECT))
    channel.settimeout(deadline.left(CONNECT))
    channel.invoke_subsystem("sftp")
    return Client(channel)
