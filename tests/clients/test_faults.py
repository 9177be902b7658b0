"""Exceptions of sockets, TLS and HTTP as faults with words."""

from __future__ import annotations

import errno
import ssl

import httpcore
import pytest

from clients.faults import Unreached, fault_of
from clients.guard import GuardRefusal


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (Unreached("dns", "x"), "dns"),
        (GuardRefusal("x"), "guard"),
        (ConnectionRefusedError(), "refused"),
        (ConnectionResetError(), "reset"),
        (BrokenPipeError(), "reset"),
        (TimeoutError(), "timeout"),
        (httpcore.ReadTimeout(), "timeout"),
        (httpcore.PoolTimeout(), "timeout"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "unreachable"),
        (OSError(errno.EMFILE, "Too many open files"), "unreachable"),
        (OSError("odd"), "unreachable"),
        (ssl.SSLZeroReturnError(), "reset"),
        (ssl.SSLError("odd"), "tls-other"),
        (httpcore.ProxyError("502 \x1b"), "proxy"),
        (httpcore.RemoteProtocolError("Server disconnected without sending a response."), "reset"),
        (httpcore.RemoteProtocolError("illegal header line"), "malformed"),
        (httpcore.LocalProtocolError(), "malformed"),
        (ValueError(), "malformed"),
        (RecursionError("\x00"), "malformed"),
    ],
)
def test_every_exception_is_a_fault_in_printable_words(error: Exception, fault: str) -> None:
    found, detail = fault_of(error)
    assert found == fault
    assert detail
    assert detail.isprintable()


def test_the_cause_counts_and_not_its_wrapping() -> None:
    wrapped = httpcore.ConnectError("x")
    wrapped.__cause__ = ConnectionRefusedError()
    assert fault_of(wrapped)[0] == "refused"
