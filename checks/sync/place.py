"""The target of a connection, opened for one look; and what to say where it cannot be looked into."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from checks.result import Evidence, Item, Result, blocked, could_not, evidence, skipped
from checks.subject import Subject
from clients.contract import Clients
from clients.contract.sftp import SftpFault, SftpPlace
from sync.files import Files, SftpFiles, TargetFault
from sync.files.bounds import local_files
from sync.paths import Download, Linted, Local, Sftp, System, lint, system_of

TARGET: Final = "Target"
HERE: Final[System] = "windows" if sys.platform == "win32" else "linux"
OWNER: Final = "sync.path"
Kind = Literal["folder", "sftp", "download", "elsewhere", "malformed"]
See = Callable[[Files, list[str]], Iterable[Item]]

# What is wrong with the target or its answer, where all else only says that nobody knows.
WRONG: Final = frozenset(
    ("gone", "denied", "read-only", "full", "not-plain", "bounds", "host-key", "sign-in", "secret")
)


def linted(subject: Subject) -> Linted:
    """The answer, read by the rules of the system that it is written for."""
    return lint(subject.target, system_of(subject.target))


def kind_of(found: Linted) -> Kind:
    """ "elsewhere": a folder of another system than this machine's."""
    match found.target:
        case None:
            return "malformed"
        case Download():
            return "download"
        case Sftp():
            return "sftp"
    return "folder" if found.system == HERE else "elsewhere"


def looked_into(subject: Subject, clients: Clients, see: See) -> Evidence:
    """What `see` finds in the target's folder, of whose files it gets the names. Where the folder cannot be opened, the
    evidence says why. NoCredential: the server's password or key is not stored yet."""
    found = linted(subject)
    kind = kind_of(found)
    if kind not in ("folder", "sftp"):
        return evidence(_item(kind, subject.target))
    try:
        with opened(subject, clients, found) as files:
            seen = [*see(files, files.names())]
    except (TargetFault, SftpFault) as fault:
        return evidence(_item(kind, found.path, fault))
    return evidence(_item(kind, found.path), seen)


@contextmanager
def opened(subject: Subject, clients: Clients, found: Linted) -> Iterator[Files]:
    """The folder of a target that is one. TargetFault, SftpFault, NoCredential, OutOfTime."""
    match found.target:
        case Local(path):
            yield local_files(path, [Path(root) for root in subject.target_roots])
        case Sftp(user, host, port, path):
            with clients.sftp.open(SftpPlace(host, port, user), subject.host_key) as session:
                yield SftpFiles(session, path)
        case _:
            raise TargetFault("gone", "There is no folder to look into.")


def told(fault: TargetFault | SftpFault) -> dict[str, str]:
    """A fault as evidence."""
    return {"why": fault.why, "text": fault.text}


def _item(kind: Kind, path: str, fault: TargetFault | SftpFault | None = None) -> Item:
    value: dict[str, Any] = {"kind": kind, "path": path, "fault": told(fault) if fault else None}
    return Item(TARGET, "json", value)


def hindrance(subject: Subject, seen: Evidence) -> Result | None:
    """The verdict of a check that could not look into the target; None when it could."""
    kind, fault = seen[TARGET]["kind"], seen[TARGET]["fault"]
    if kind == "download":
        return skipped(
            "not-named", "The pair is fetched by hand: no folder is named that could be looked into."
        )
    if kind == "elsewhere" and subject.windows_host:
        return skipped("not-named", "The files lie on the Windows host, which this program cannot look into.")
    if kind in ("malformed", "elsewhere"):
        return blocked(OWNER, "No folder is named that could be looked into.")
    if fault is None:
        return None
    if fault["why"] in WRONG:
        return blocked(OWNER, f"The folder cannot be looked into: {fault['text']}")
    return unknown(fault["text"], seen[TARGET]["path"])


def unknown(text: str, path: str) -> Result:
    """Nobody knows: a server or share that does not answer proves nothing."""
    return could_not(
        text, tried=f"Opened {path} and read the names in it.", again="Run this check again in a while."
    )
