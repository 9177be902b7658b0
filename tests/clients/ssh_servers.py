"""A real SSH server by another implementation (asyncssh), with an SFTP server whose faults a test chooses."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import asyncssh
from asyncssh.sftp import SFTPServerHandler
from asyncssh.stream import SSHReader, SSHServerStreamSession, SSHWriter

from clients.contract import ConnectTo, Network
from clients.contract.sftp import HostKey, SftpPlace

HOST, USER, PASSWORD = "files.example.org", "retain", "correct horse battery"


@cache
def key(kind: str = "ssh-ed25519", number: int = 0) -> asyncssh.SSHKey:
    """A key pair; another `number`, another key."""
    return asyncssh.generate_private_key(kind)


def text_of(private: asyncssh.SSHKey, form: str = "openssh", passphrase: str | None = None) -> str:
    return private.export_private_key(form, passphrase=passphrase).decode()


def host_key_of(private: asyncssh.SSHKey) -> HostKey:
    return HostKey.of(private.export_public_key().decode())


@dataclass
class Behaviour:
    """What the server can do, and what goes wrong. `extensions` None: all. `room`: bytes of a file until the disk is
    full; `cut_writing`, `cut_reading`: bytes of a file until the server breaks off the connection; `denied`: operations
    that are not allowed; `short_reads`: it never gives more at once; `renames`: how many renames succeed."""

    extensions: frozenset[str] | None = None
    room: int = 1 << 40
    cut_writing: int = 1 << 40
    cut_reading: int = 1 << 40
    denied: frozenset[str] = frozenset()
    short_reads: int = 1 << 20
    renames: int = 1 << 20
    says: str = "No space left on device"
    passwords: bool = True
    keys: tuple[asyncssh.SSHKey, ...] = ()
    delay: float = 0.0
    sftp: bool = True
    heard: list[str] = field(default_factory=list)
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)


class Door(asyncssh.SSHServer):
    """Who may come in."""

    def __init__(self, folder: Path, behaviour: Behaviour) -> None:
        self._folder, self._behaviour = folder, behaviour

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._behaviour.connections.append(conn)

    def session_requested(self) -> Session:
        return Session(self._folder, self._behaviour)

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return self._behaviour.passwords

    def validate_password(self, username: str, password: str) -> bool:
        self._behaviour.heard.append(f"password {username}")
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return bool(self._behaviour.keys)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self._behaviour.heard.append(f"key {username}")
        known = {one.export_public_key() for one in self._behaviour.keys}
        return username == USER and key.export_public_key() in known


class Session(SSHServerStreamSession[bytes]):
    """One channel, on which SFTP is spoken."""

    def __init__(self, folder: Path, behaviour: Behaviour) -> None:
        super().__init__(None)
        self._folder, self._behaviour = folder, behaviour

    def subsystem_requested(self, subsystem: str) -> bool:
        return subsystem == "sftp" and self._behaviour.sftp

    def session_started(self) -> None:
        assert self._chan is not None
        assert self._conn is not None
        self._chan.set_encoding(None)
        self._encoding = None
        reader, writer = SSHReader[bytes](self, self._chan), SSHWriter[bytes](self, self._chan)
        self._conn.create_task(self._serve(reader, writer), reader.logger)

    async def _serve(self, reader: SSHReader[bytes], writer: SSHWriter[bytes]) -> None:
        await asyncio.sleep(self._behaviour.delay)
        disk = Disk(self._chan, self._folder, self._behaviour)
        await handler_of(self._behaviour)(disk, reader, writer, 3).run()


class Disk(asyncssh.SFTPServer):
    """The folder of the server, with its faults."""

    def __init__(self, channel: Any, folder: Path, behaviour: Behaviour) -> None:
        super().__init__(channel, chroot=os.fsencode(folder))
        self._behaviour = behaviour

    def open(self, path: bytes, pflags: int, attrs: Any) -> Any:
        self._allow("open" if pflags & asyncssh.FXF_WRITE else "read")
        return super().open(path, pflags, attrs)

    def write(self, file_obj: Any, offset: int, data: bytes) -> Any:
        behaviour = self._behaviour
        if offset + len(data) > behaviour.room:
            raise OSError(errno.ENOSPC, behaviour.says)
        self._cut(offset + len(data), behaviour.cut_writing)
        return super().write(file_obj, offset, data)

    def read(self, file_obj: Any, offset: int, size: int) -> Any:
        self._cut(offset + size, self._behaviour.cut_reading)
        return super().read(file_obj, offset, min(size, self._behaviour.short_reads))

    def rename(self, oldpath: bytes, newpath: bytes) -> Any:
        self._allow("rename")
        self._behaviour.renames -= 1
        if self._behaviour.renames < 0:
            raise OSError(errno.EBUSY, "Device or resource busy")
        return super().rename(oldpath, newpath)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> Any:
        self._allow("posix_rename")
        return super().posix_rename(oldpath, newpath)

    def statvfs(self, path: bytes) -> Any:
        self._allow("statvfs")
        return super().statvfs(path)

    def remove(self, path: bytes) -> Any:
        self._allow("remove")
        return super().remove(path)

    def _allow(self, what: str) -> None:
        self._behaviour.heard.append(what)
        if what in self._behaviour.denied:
            raise PermissionError(errno.EACCES, "Permission denied")

    def _cut(self, so_far: int, most: int) -> None:
        if so_far > most:
            self.channel.get_connection().abort()


def handler_of(behaviour: Behaviour) -> type[SFTPServerHandler]:
    """The protocol's side, which tells what the server can do beyond version 3."""
    kept = behaviour.extensions

    class Handler(SFTPServerHandler):
        _extensions = [
            one for one in SFTPServerHandler._extensions if kept is None or one[0].decode() in kept
        ]

    return Handler


@dataclass
class Server:
    """A running server. `port`: on 127.0.0.1."""

    port: int
    folder: Path
    behaviour: Behaviour
    host_keys: tuple[asyncssh.SSHKey, ...]

    @property
    def network(self) -> Network:
        return Network(connect_to=(ConnectTo(HOST, 22, "127.0.0.1", self.port),))

    @property
    def place(self) -> SftpPlace:
        return SftpPlace(HOST, 22, USER)

    @property
    def pinned(self) -> str:
        return host_key_of(self.host_keys[0]).written


@contextmanager
def ssh_server(
    folder: Path, behaviour: Behaviour | None = None, *host_keys: asyncssh.SSHKey, **options: Any
) -> Iterator[Server]:
    """The server while the block runs. `options` go to asyncssh.listen."""
    behaviour, keys = behaviour or Behaviour(), host_keys or (key(),)

    async def listen() -> asyncssh.SSHAcceptor:
        door = partial(Door, folder, behaviour)
        return await asyncssh.listen("127.0.0.1", 0, server_factory=door, server_host_keys=[*keys], **options)

    with loop_in_a_thread() as run:
        acceptor = run(listen())
        try:
            yield Server(acceptor.get_port(), folder, behaviour, keys)
        finally:
            run(close(acceptor, behaviour.connections))


async def close(acceptor: asyncssh.SSHAcceptor, connections: list[asyncssh.SSHServerConnection]) -> None:
    acceptor.close()
    for connection in connections:
        connection.abort()
        await connection.wait_closed()
    await acceptor.wait_closed()


@contextmanager
def loop_in_a_thread() -> Iterator[Callable[[Any], Any]]:
    """A function that runs a coroutine on an event loop of its own and gives what it came to."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, loop).result(20)
    finally:
        asyncio.run_coroutine_threadsafe(ended(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


async def ended() -> None:
    """Every task of the loop is over."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
