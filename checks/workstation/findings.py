"""The lines of a probe, each judged for itself.

Sources: Microsoft, Exchange Online PowerShell module (versions, supported PowerShell, end of -Credential); KB 7019065
and the ports page of the Retain 4.10 manual for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from checks.result import Remedy
from checks.workstation.probe import Probe

Severity = Literal["good", "warning", "failed"]

MODULE_FLOOR, CORE_FLOOR = (3, 9, 2), (7, 6)
CLOCK = timedelta(minutes=5)
BLOCKED = ("Restricted", "AllSigned", "Undefined")
ROOM = 200_000_000


@dataclass(frozen=True)
class Line:
    """One line of the probe: what was asked, what was found, how it is judged, and what to do about it."""

    what: str
    found: str
    severity: Severity = "good"
    summary: str = ""
    remedy: Remedy | None = None


def lines(probe: Probe, online: bool) -> tuple[Line, ...]:
    """All lines. `online`: the script signs in to Exchange Online."""
    return tuple(
        line
        for part in (_power_shell, _tls, _policy, _clock, _hosts, _task, _credential, _target)
        for line in part(probe, online)
    )


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version text: "3.10.1-Preview1" gives (3, 10, 1)."""
    found = re.match(r"\d+(?:\.\d+)*", version.strip())
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _power_shell(probe: Probe, online: bool) -> Iterator[Line]:
    shell, module = probe.power_shell, probe.exchange_module
    version, what = numbers(shell.version), "PowerShell"
    if shell.edition == "Core" and online and version < CORE_FLOOR:
        yield _bad(
            what, shell.version, f"PowerShell {shell.version} is too old for today's Exchange module.",
            "Install PowerShell 7.6, or run the script in Windows PowerShell 5.1, which every Windows has.",
        )  # fmt: skip
    elif version < (5, 1):
        yield _bad(
            what, shell.version, f"PowerShell {shell.version} is too old.",
            "Install Windows Management Framework 5.1, which brings Windows PowerShell 5.1.",
        )  # fmt: skip
    else:
        yield Line(what, f"{shell.version} ({shell.edition})")
    if online:
        yield _module(module)


def _module(version: str) -> Line:
    what, install = (
        "Exchange Online module",
        "Install-Module -Name 'ExchangeOnlineManagement' -Scope 'AllUsers'",
    )
    if not version:
        summary = "The Exchange Online module is not installed."
        return Line(
            what, "not there", "failed", summary, Remedy("command", install, "In PowerShell as administrator")
        )
    if numbers(version) < MODULE_FLOOR:
        newer = "Update-Module -Name 'ExchangeOnlineManagement'"
        summary = f"Version {version} of the Exchange Online module is old; 3.10.1 is from July 2026."
        return Line(
            what, version, "warning", summary, Remedy("command", newer, "In PowerShell as administrator")
        )
    return Line(what, version)


def _tls(probe: Probe, online: bool) -> Iterator[Line]:
    new = [name for name in probe.tls if name in ("Tls12", "Tls13", "SystemDefault")]
    found = ", ".join(probe.tls) or "none named"
    if new:
        yield Line("TLS", found)
    else:
        yield _bad(
            "TLS", found, "This PowerShell offers no TLS 1.2, which Microsoft asks for.",
            "Let .NET use the strong protocols of the system (SchUseStrongCrypto), or use PowerShell 7.",
        )  # fmt: skip


def _policy(probe: Probe, online: bool) -> Iterator[Line]:
    policy, what = probe.execution_policy, "Execution policy"
    if policy not in BLOCKED:
        yield Line(what, policy)
        return
    allow = "Set-ExecutionPolicy -ExecutionPolicy 'RemoteSigned' -Scope 'LocalMachine'"
    summary = f"The execution policy is {policy}: scripts of this bundle do not start."
    yield Line(what, policy, "failed", summary, Remedy("command", allow, "In PowerShell as administrator"))


def _clock(probe: Probe, online: bool) -> Iterator[Line]:
    offset = probe.clock_offset_seconds
    if offset is None:
        yield Line("Clock", "not compared: no host answered")
    elif abs(offset) > CLOCK.total_seconds():
        yield _bad(
            "Clock", f"{offset:+.0f} s", f"The clock is {abs(offset) / 60:.0f} min off; signing in needs it right.",
            "Set the clock by a time server (w32tm /resync).",
        )  # fmt: skip
    else:
        yield Line("Clock", f"{offset:+.1f} s")


def _hosts(probe: Probe, online: bool) -> Iterator[Line]:
    for host in probe.hosts:
        if host.reached or not online:
            yield Line(f"Reach of {host.name}", "reached" if host.reached else "not reached, not needed")
        else:
            yield _bad(
                f"Reach of {host.name}", host.text or "not reached", f"{host.name} cannot be reached on port 443.",
                f"Open port 443 to {host.name} in the firewall, or give this machine the proxy.",
            )  # fmt: skip


def _task(probe: Probe, online: bool) -> Iterator[Line]:
    task, what = probe.task, "Scheduled task"
    if task is None:
        yield _warn(
            what,
            "not there",
            "The nightly task is not registered yet.",
            "Register it with the line of the README.",
        )
    elif not task.enabled:
        yield _bad(
            what,
            "disabled",
            "The nightly task is disabled.",
            f"Enable the task “{task.name}” in Task Scheduler.",
        )
    elif task.last_result not in (None, 0, 267009, 267011):  # running now; has not run yet
        yield _warn(
            what, f"last result {task.last_result}", f"The task's last run ended with {task.last_result}.",
            "Read the script's log file: it says what stopped it.",
        )  # fmt: skip
    else:
        yield Line(what, f"{task.name}, as {task.account}")


def _credential(probe: Probe, online: bool) -> Iterator[Line]:
    kept, task = probe.credential, probe.task
    if kept is None:
        return
    if not kept.readable:
        yield _bad(
            "Password file", kept.name, f"{probe.account} cannot open the password file.",
            "Only the account that made it can, on this machine: make it anew, signed in as the account of the task.",
        )  # fmt: skip
    elif task and _plain(task.account) != _plain(probe.account):
        yield _bad(
            "Password file", f"made for {probe.account}, task runs as {task.account}",
            "The task runs as another account than the one that can open the password file.",
            f"Let the task run as {probe.account}, or make the file signed in as {task.account}.",
        )  # fmt: skip
    else:
        yield Line("Password file", f"{kept.name}, opened")


def _plain(account: str) -> str:
    return account.rpartition("\\")[2].casefold()


def _target(probe: Probe, online: bool) -> Iterator[Line]:
    target, what = probe.target, "Target folder"
    if target is None:
        return
    if not target.exists:
        yield _bad(
            what,
            target.folder,
            f"The folder {target.folder} is not there.",
            "Correct the path on Sync, and take the new data file.",
        )
    elif not target.writable:
        yield _bad(
            what,
            target.folder,
            f"{probe.account} may not write to {target.folder}.",
            "Give this account the right to change files there.",
        )
    elif target.free_bytes is not None and target.free_bytes < ROOM:
        yield _warn(
            what,
            f"{target.free_bytes} bytes free",
            "The disk is nearly full.",
            "Make room before the next night.",
        )
    else:
        yield Line(what, target.folder)
    for file in target.files:
        if file.bytes == 0:
            yield _bad(
                file.name, "0 bytes", f"{file.name} is empty: an earlier script overwrote it.",
                "Put back a good copy. The new script never replaces a good file with an empty one.",
            )  # fmt: skip
        else:
            yield Line(file.name, f"{file.bytes} bytes, of {file.modified:%Y-%m-%d %H:%M} UTC")


def _bad(what: str, found: str, summary: str, do: str) -> Line:
    return Line(what, found, "failed", summary, Remedy("text", do, "On the Windows host"))


def _warn(what: str, found: str, summary: str, do: str) -> Line:
    return Line(what, found, "warning", summary, Remedy("text", do, "On the Windows host"))
