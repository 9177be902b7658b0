"""From what paramiko raises to a fault of the contract, with words for the page."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import paramiko

from clients.contract import OutOfTime
from clients.contract.sftp import SftpFault, SftpWhy
from clients.faults import Unreached, fault_of
from clients.guard import GuardRefusal
from clients.text import printable

# SFTP version 3 has one code for every failure of the server; some say in words what it was.
_FULL: Final = ("no space", "disk full", "quota", "not enough space")
_DROPPED: Final = (
    "connection dropped",
    "socket is closed",
    "eof during negotiation",
    "error reading ssh protocol banner",
)


@contextmanager
def told(what: str) -> Iterator[None]:
    """`what` was tried: the beginning of a sentence such as “/in/users.csv could not be read”."""
    try:
        yield
    except SftpFault:
        raise
    except (paramiko.SSHException, EOFError, OSError, OutOfTime) as error:
        why, said = _found(error)
        raise SftpFault(why, f"{what}: {said}.") from error


@contextmanager
def connecting(host: str, port: int) -> Iterator[None]:
    """Until the session stands."""
    place = f"{host}, port {port}"
    try:
        with told(f"No SFTP session with {place}"):
            yield
    except (GuardRefusal, Unreached) as error:
        raise SftpFault("unreached", f"{place} was not reached: {fault_of(error)[1]}") from error


def _found(error: Exception) -> tuple[SftpWhy, str]:
    if isinstance(error, TimeoutError | OutOfTime):
        return "timeout", "the server did not answer in time"
    if isinstance(error, paramiko.SSHException | EOFError):
        return _of_ssh(error)
    return _of_system(error) if isinstance(error, OSError) else ("failed", str(error))


def _of_ssh(error: Exception) -> tuple[SftpWhy, str]:
    words = printable(str(error))[:200]
    if isinstance(error, EOFError) or any(text in words.lower() for text in _DROPPED) or not words:
        return "dropped", "the connection broke off"
    if "no acceptable host key" in words:
        return "host-key", "it shows no key of the kind that was confirmed"
    if "channel closed" in words.lower():
        return "unsupported", "it offers no SFTP to this user"
    return "malformed", f"it does not speak SSH as we do ({words.rstrip('.')})"


def _of_system(error: OSError) -> tuple[SftpWhy, str]:
    if error.errno == errno.ENOENT:
        return "gone", "there is no such file or folder"
    if error.errno == errno.EACCES:
        return "denied", "the server does not allow it"
    if error.errno is not None:
        reached = isinstance(error, ConnectionRefusedError)
        return "unreached" if reached else "dropped", fault_of(error)[1].rstrip(".")
    words = printable(str(error))[:200]
    if any(text in words.lower() for text in _DROPPED):
        return "dropped", "the connection broke off"
    if any(text in words.lower() for text in _FULL):
        return "full", "there is no room left on the server, or a quota is used up"
    if "unsupported" in words.lower():
        return "unsupported", "the server cannot do that"
    return "failed", f"the server says “{words.rstrip('.') or 'failure'}” and no more"
