"""Servers and clients that the tests of the clients share."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.clients.web_servers import Authority


@pytest.fixture
def full() -> Iterator[tuple[str, int]]:
    """A socket that takes no more connections: whoever connects waits in vain."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as stack:
        place = ("127.0.0.1", int(server.getsockname()[1]))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(place)
        yield place


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the tests trust through `ca_bundle`."""
    folder: Path = tmp_path_factory.mktemp("authority")
    return Authority(folder)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that nobody trusts."""
    folder: Path = tmp_path_factory.mktemp("stranger")
    return Authority(folder, "Unknown authority")
