"""SFTP: files on a server whose key is known beforehand, signed in to with a password or a key."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from clients.contract.refusals import OutsideError

SftpWhy = Literal[
    "unreached",  # no name, no address, nothing listens, not allowed: no connection came about
    "timeout",
    "dropped",  # the connection broke off
    "malformed",  # not SSH or SFTP, or no algorithm in common
    "host-key",  # another key than the one that was confirmed, or none was
    "sign-in",  # refused
    "secret",  # the stored key cannot be read
    "gone",  # no such file or folder
    "denied",
    "full",
    "unsupported",
    "failed",  # SFTP version 3 says no more than that (SSH_FX_FAILURE)
]


class SftpFault(OutsideError):
    """An SFTP server was not reached, or refused. The text says what happened, in words for the page."""

    def __init__(self, why: SftpWhy, text: str) -> None:
        super().__init__(text)
        self.why: SftpWhy = why
        self.text = text


@dataclass(frozen=True)
class HostKey:
    """A server's public key. `kind`: its type, such as "ssh-ed25519"; `base64`: the key itself (RFC 4253, 6.6)."""

    kind: str
    base64: str

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` shows it: SHA256 and the hash in base64 without padding."""
        digest = hashlib.sha256(base64.b64decode(self.base64)).digest()
        return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"

    @property
    def written(self) -> str:
        """One line, as it is kept and pinned; the same as in a known_hosts file behind the host's name."""
        return f"{self.kind} {self.base64}"

    @classmethod
    def of(cls, written: str) -> HostKey:
        """From one line. ValueError when it is none."""
        kind, _, rest = written.strip().partition(" ")
        key = rest.partition(" ")[0]
        if not key or base64.b64decode(key, validate=True)[4 : 4 + len(kind)] != kind.encode():
            raise ValueError(f"“{written[:40]}” is not the public key of a server.")
        return cls(kind, key)


@dataclass(frozen=True)
class SftpPlace:
    """Where to sign in, and as whom. `host`: a name or an address without brackets."""

    host: str
    port: int
    user: str


@dataclass(frozen=True)
class SftpSecret:
    """A password, or a private key without passphrase in the form of OpenSSH or PEM. It shows in no repr."""

    kind: Literal["password", "key"]
    text: str = field(repr=False)


@dataclass(frozen=True)
class SftpStat:
    """`mode`: permission bits where the server tells; `plain`: no link, folder or device."""

    size: int
    mode: int | None
    plain: bool


class Sftp(Protocol):
    """A session. Paths are absolute, with forward slashes. What goes wrong is SftpFault."""

    @property
    def replaces(self) -> bool:
        """Can a file take the place of another in one step (posix-rename@openssh.com)?"""
        ...

    @property
    def flushes(self) -> bool:
        """Can a file be flushed to the server's disk (fsync@openssh.com)?"""
        ...

    def names(self, folder: str) -> list[str]: ...

    def stat(self, path: str) -> SftpStat | None:
        """None when there is no such name. Links are not followed."""
        ...

    def read(self, path: str) -> Iterator[bytes]:
        """The bytes of a file in pieces; many requests are under way at the same time."""
        ...

    def write(self, path: str, pieces: Iterable[bytes], mode: int | None = None) -> None:
        """Make a new file of these bytes, flushed where the server can. A file of that name must not exist."""
        ...

    def rename(self, old: str, new: str) -> None:
        """Where `replaces`, in the place of what is called `new`; else `new` must not exist."""
        ...

    def remove(self, path: str) -> None:
        """Nothing happens when it is not there."""
        ...

    def free(self, folder: str) -> int | None:
        """Bytes that can still be written; None where the server does not tell (statvfs@openssh.com)."""
        ...


class SftpServers(Protocol):
    """SFTP servers, for one check run."""

    def host_key(self, host: str, port: int) -> HostKey:
        """The key that the server shows; nobody signs in. SftpFault."""
        ...

    def open(self, place: SftpPlace, pinned: str) -> AbstractContextManager[Sftp]:
        """A session with a server that shows exactly the pinned key (`HostKey.written`). SftpFault; NoCredential when
        nothing to sign in with is stored."""
        ...
