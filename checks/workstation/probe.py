"""The workstation's probe: what Test-RetainWorkstation.ps1 writes, and what the page takes by upload.

One JSON object in UTF-8 (a byte order mark is taken), at most 256 KiB; the fields are those of Probe. Fields that are
not named here are taken and left alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

FORMAT = "retain-workstation/1"
MOST_BYTES = 256 * 1024


class PowerShell(msgspec.Struct, rename="camel"):
    """`version` as $PSVersionTable has it; `edition`: Desktop (Windows PowerShell) or Core."""

    version: str
    edition: str


class Host(msgspec.Struct, rename="camel"):
    """A host on port 443, as the probe reached it; `text` says why not."""

    name: str
    reached: bool
    text: str = ""


class Task(msgspec.Struct, rename="camel"):
    """The scheduled task. `last_result`: its exit code; `account`: as whom it runs."""

    name: str
    account: str
    enabled: bool
    last_result: int | None = None
    next_run: datetime | None = None


class KeptCredential(msgspec.Struct, rename="camel"):
    """The encrypted password file of the script. `readable`: this account could open it."""

    name: str
    readable: bool


class PairFile(msgspec.Struct, rename="camel"):
    name: str
    bytes: int
    modified: datetime


class Target(msgspec.Struct, rename="camel"):
    """The folder of the two files, as the account sees it that ran the probe."""

    folder: str
    exists: bool
    writable: bool
    free_bytes: int | None = None
    files: list[PairFile] = []


class Probe(msgspec.Struct, rename="camel"):
    """`account`: who ran it. `clock_offset_seconds`: this machine's clock minus Microsoft's, None when no host told the
    time. `exchange_module`: newest installed version, "" when there is none. `tls`: names of .NET, such as Tls12."""

    format: Literal["retain-workstation/1"]
    made: datetime
    computer: str
    account: str
    power_shell: PowerShell
    exchange_module: str
    tls: list[str]
    execution_policy: str
    hosts: list[Host]
    clock_offset_seconds: float | None = None
    task: Task | None = None
    credential: KeptCredential | None = None
    target: Target | None = None


def read(raw: bytes) -> tuple[dict[str, Any], str]:
    """The probe in an uploaded file as plain JSON, and what is wrong with it; nothing of one that is wrong."""
    if len(raw) > MOST_BYTES:
        return {}, f"The file has {len(raw)} bytes; a probe has at most {MOST_BYTES}."
    try:
        probe = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=Probe)
    except msgspec.ValidationError as error:
        return {}, f"The file is no probe of this program: {error}."
    except (msgspec.DecodeError, RecursionError) as error:
        return {}, f"The file is not JSON in UTF-8: {error}."
    value: dict[str, Any] = msgspec.to_builtins(probe)
    return value, ""


def probe_of(value: Any) -> Probe | None:
    """A stored probe; None where there is none, or one of another version."""
    try:
        return msgspec.convert(value, Probe) if value else None
    except msgspec.ValidationError:
        return None
