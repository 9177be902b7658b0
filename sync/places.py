"""The target of a connection, opened for one run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clients.contract import Deadline
from clients.contract.sftp import SftpPlace
from clients.sftp import open_sftp
from sync.credentials import sftp_secret
from sync.files import SftpFiles
from sync.files.bounds import local_files
from sync.models import Connection, plan_of
from sync.network import network_for
from sync.paths import Download, Local, Sftp
from sync.publish import Place
from sync.roots import roots_of, target_for


class NoSecret(Exception):
    """The SFTP target has no password or key yet."""


@contextmanager
def open_place(connection: Connection, deadline: Deadline) -> Iterator[Place]:
    """Where the pair of this connection goes. NoTarget, BadTarget, TargetFault, SftpFault, NoSecret, WrongKey."""
    target = target_for(connection)
    match target:
        case Download():
            yield Place(target.written(), None)
        case Local():
            yield Place(target.written(), local_files(target.path, roots_of(connection)))
        case Sftp():
            with _session(connection, target, deadline) as files:
                yield Place(target.written(), files)


@contextmanager
def _session(connection: Connection, target: Sftp, deadline: Deadline) -> Iterator[SftpFiles]:
    secret = sftp_secret(connection)
    if secret is None:
        raise NoSecret("There is no password or key for the SFTP target yet.")
    place = SftpPlace(target.host, target.port, target.user)
    network = network_for(connection.practice, connection.domain)
    pinned = plan_of(connection).sftp_host_key
    with open_sftp(network, place, secret, pinned, deadline) as session:
        yield SftpFiles(session, target.path)
