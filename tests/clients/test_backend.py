"""What a request connects with leaves nothing open, wherever its time runs out."""

from __future__ import annotations

import socket
import ssl
import time

import httpcore
import pytest

from clients.backend import Backend, Seen, Trip


def test_a_time_that_is_over_before_the_handshake_leaves_no_connection_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        trip = Trip([server.getsockname()], "", ssl.create_default_context(), time.monotonic() + 5, Seen())
        stream = Backend(trip).connect_tcp("mail.example.org", 443)
        far, _ = server.accept()
        trip.end = time.monotonic()
        with pytest.raises(httpcore.ReadTimeout):
            stream.start_tls(ssl.create_default_context(), "mail.example.org")
        with far:
            far.settimeout(5)
            assert far.recv(1) == b"", "closed without a byte"
