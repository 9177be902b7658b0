"""A real SFTP server on loopback, by a library that is not the product's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "retain", "a password of the test"


@dataclass(frozen=True)
class Server:
    """`folder`: what its root is; `key`: its public key as one line, without a comment."""

    port: int
    folder: Path
    key: str

    def address(self, path: str = "/cfg") -> str:
        return f"sftp://{USER}@127.0.0.1:{self.port}{path}"


class _Login(asyncssh.SSHServer):
    def __init__(self, connections: list[Any]) -> None:
        self._connections = connections

    def connection_made(self, connection: Any) -> None:
        self._connections.append(connection)

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


async def _close(acceptor: Any, connections: list[Any]) -> None:
    """Everything ends before the loop does."""
    acceptor.close()
    await acceptor.wait_closed()
    for connection in connections:
        connection.abort()
        await connection.wait_closed()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.wait_for(asyncio.gather(*others, return_exceptions=True), 10)


@contextmanager
def sftp_server(folder: Path) -> Iterator[Server]:
    """A server whose root is this folder; each has a key of its own."""
    loop, key = asyncio.new_event_loop(), asyncssh.generate_private_key("ssh-ed25519")
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    connections: list[Any] = []

    def rooted(channel: Any) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(folder).encode())

    async def listen() -> Any:
        return await asyncssh.create_server(
            lambda: _Login(connections), "127.0.0.1", 0, server_host_keys=[key], sftp_factory=rooted
        )

    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    public = " ".join(key.export_public_key().decode().split()[:2])
    try:
        yield Server(acceptor.get_port(), folder, public)
    finally:
        asyncio.run_coroutine_threadsafe(_close(acceptor, connections), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
