"""Trying out a folder as a publication would use it, with a small file of our own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from clients.contract import Clients
from clients.contract.sftp import SftpFault
from sync.files import Files, LocalFiles, TargetFault
from sync.paths import Sftp

TRIAL: Final = "Trial"
TEXT: Final = b"Written by the set-up wizard to see whether it may write here. It can be removed.\n"
Tried = dict[str, Any]


def write(files: Files, names: Sequence[str], published: int) -> Tried:
    """Write, read back, rename and remove a file; how much room there is, and what the target cannot do. `names`: of
    the pair; `published`: bytes of the one that was published last. TargetFault: one of these did not go."""
    stem = f"retain-wizard-{secrets.token_hex(4)}"
    first, second = f"{stem}.new", f"{stem}.tmp"
    try:
        files.write(first, [TEXT])
        if b"".join(files.read(first)) != TEXT:
            raise TargetFault("damaged", f"{first} did not read back as it was written.")
        files.replace(first, second)
        files.flush()
    finally:
        for name in (first, second):
            with suppress(TargetFault):
                files.remove(name)
    left = [name for name in files.names() if name.startswith(stem)]
    return {
        "written": len(TEXT),
        "left": left,
        "free": files.free(),
        "published": published,
        "apart": _apart(files, names),
        "limits": list(files.limits),
    }


def _apart(files: Files, names: Sequence[str]) -> list[str]:
    """Files of the pair that lie on another file system than their folder (a file that is mounted by itself), so that
    nothing can take their place."""
    if not isinstance(files, LocalFiles):
        return []
    try:
        device = os.stat(files.folder).st_dev
        paths = [files.folder / name for name in names]
        return [path.name for path in paths if path.is_file() and os.lstat(path).st_dev != device]
    except OSError:
        return []


def server_key(clients: Clients, target: Sftp) -> Tried:
    """The key that the server shows, while nobody may sign in to it yet."""
    try:
        key = clients.sftp.host_key(target.host, target.port)
    except SftpFault as fault:
        return {"fault": {"why": fault.why, "text": fault.text}}
    return {"key": {"kind": key.kind, "fingerprint": key.fingerprint, "written": key.written}}
