"""One SFTP session: implements `clients.contract.sftp.Sftp`."""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

import paramiko
from paramiko.message import Message
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_EXTENDED,
    CMD_EXTENDED_REPLY,
    CMD_INIT,
    CMD_OPEN,
    CMD_VERSION,
    SFTPError,
)

from clients.contract import Deadline
from clients.contract.sftp import SftpFault, SftpStat
from clients.sftp import transfer
from clients.sftp.faults import told

SILENCE: Final = 30.0
REPLACE, FLUSH, ROOM = "posix-rename@openssh.com", "fsync@openssh.com", "statvfs@openssh.com"
_READ, _WRITE_NEW = 0x01, 0x02 | 0x08 | 0x20


class Client(paramiko.SFTPClient):  # type: ignore[misc]
    """paramiko's client, which also hears what the server says it can do beyond version 3."""

    extensions: frozenset[str] = frozenset()

    def _send_version(self) -> int:
        hello = Message()
        hello.add_int(3)
        self._send_packet(CMD_INIT, hello)
        kind, data = self._read_packet()
        if kind != CMD_VERSION or len(data) < 4:
            raise SFTPError("The server does not answer as SFTP does")
        answer = Message(data[4:])
        found = []
        while answer.get_remainder():
            found.append(answer.get_text())
            answer.get_string()
        self.extensions = frozenset(found)
        return int(struct.unpack(">I", data[:4])[0])


class Session:
    """A session that answers within the deadline, and is never silent for longer than half a minute."""

    def __init__(self, client: Client, deadline: Deadline) -> None:
        self._client, self._deadline = client, deadline

    @property
    def replaces(self) -> bool:
        return REPLACE in self._client.extensions

    @property
    def flushes(self) -> bool:
        return FLUSH in self._client.extensions

    def names(self, folder: str) -> list[str]:
        with told(f"{folder} could not be read"):
            return [str(name) for name in self._timed().listdir(folder)]

    def stat(self, path: str) -> SftpStat | None:
        with told(f"{path} could not be looked at"):
            try:
                found = self._timed().lstat(path)
            except FileNotFoundError:
                return None
        mode = found.st_mode
        plain = mode is None or stat.S_IFMT(mode) == 0 or stat.S_ISREG(mode)
        return SftpStat(found.st_size or 0, None if mode is None else stat.S_IMODE(mode), plain)

    def read(self, path: str) -> Iterator[bytes]:
        with told(f"{path} could not be read"):
            handle = self._open(path, _READ)
            for piece in transfer.read(self._client, handle):
                self._timed()
                yield piece
            self._close(handle)

    def write(self, path: str, pieces: Iterable[bytes], mode: int | None = None) -> None:
        with told(f"{path} could not be written"):
            handle = self._open(path, _WRITE_NEW)
            if mode is not None:
                with suppress(OSError):
                    self._client.chmod(path, mode)
            transfer.write(self._client, handle, self._in_time(pieces))
            if self.flushes:
                self._client._request(CMD_EXTENDED, FLUSH, handle)
            self._close(handle)

    def rename(self, old: str, new: str) -> None:
        with told(f"{new} could not be replaced"):
            rename = self._timed().posix_rename if self.replaces else self._timed().rename
            rename(old, new)

    def remove(self, path: str) -> None:
        with told(f"{path} could not be removed"), suppress(FileNotFoundError):
            self._timed().remove(path)

    def free(self, folder: str) -> int | None:
        """The answer's fields: block size, fragment size, blocks, free, available, ... (OpenSSH's PROTOCOL, 4.4)."""
        if ROOM not in self._client.extensions:
            return None
        try:
            with told(f"The room in {folder} could not be asked for"):
                kind, answer = self._timed()._request(CMD_EXTENDED, ROOM, folder)
        except SftpFault as fault:
            if fault.why in ("unsupported", "failed", "denied"):
                return None
            raise
        if kind != CMD_EXTENDED_REPLY:
            return None
        fields = [answer.get_int64() for _ in range(5)]
        return int(fields[1] * fields[4])

    def _open(self, path: str, flags: int) -> bytes:
        _, answer = self._timed()._request(CMD_OPEN, path, flags, paramiko.SFTPAttributes())
        return bytes(answer.get_binary())

    def _close(self, handle: bytes) -> None:
        """An error here is an error of what was written."""
        self._timed()._request(CMD_CLOSE, handle)

    def _in_time(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._timed()
            yield piece

    def _timed(self) -> Any:
        """The client, which waits for an answer at most as long as there is time. OutOfTime."""
        self._client.get_channel().settimeout(self._deadline.left(SILENCE))
        return self._client
