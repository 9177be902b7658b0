"""SFTP servers as a check sees them: the secret is opened when somebody signs in, and never handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from clients.contract import Deadline, Network, NoCredential
from clients.contract.sftp import HostKey, Sftp, SftpPlace, SftpSecret
from clients.sftp.opening import host_key, open_sftp

Secret = Callable[[], SftpSecret | None]


def no_secret() -> None:
    """Where nothing is stored to sign in with."""


class GuardedSftp:
    """Implements `clients.contract.sftp.SftpServers`."""

    def __init__(self, network: Network, deadline: Deadline, secret: Secret) -> None:
        self._network, self._deadline, self._secret = network, deadline, secret

    def host_key(self, host: str, port: int) -> HostKey:
        """See the contract."""
        return host_key(self._network, host, port, self._deadline)

    @contextmanager
    def open(self, place: SftpPlace, pinned: str) -> Iterator[Sftp]:
        """See the contract."""
        secret = self._secret()
        if secret is None:
            raise NoCredential("sftp_credential")
        with open_sftp(self._network, place, secret, pinned, self._deadline) as session:
            yield session
