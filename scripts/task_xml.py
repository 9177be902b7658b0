"""The nightly task of a Windows host: XML for the Task Scheduler.

Source: Microsoft, Task Scheduler Schema (win32 documentation). Written in the order of the schema, UTF-16 with byte
order mark, as the Task Scheduler writes it itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from scripts import clock
from scripts.quoting import argument, has_control

NAME = "retain-sync-task.xml"
WINDOWS_POWERSHELL = r"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
LONGEST_PATH = 260

_SPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_OPTIONS = "-NoLogo -NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -File"


@dataclass(frozen=True)
class NightlyTask:
    """`folder`: where the bundle was unpacked. `at`: time in `zone` (IANA); `first`: date of the first night.
    `account`: who it runs as; "" leaves that to the command that registers it. `hours`: a run that takes longer is
    ended."""

    name: str
    folder: str
    at: time
    zone: str
    first: date
    account: str = ""
    script: str = "sync365.ps1"
    shell: str = WINDOWS_POWERSHELL
    hours: int = 4


def encode(task: NightlyTask) -> bytes:
    """The bytes of the file. ValueError for control characters, and for a path that is empty or too long."""
    _refuse(task)
    root = Element("Task", {"version": "1.2", "xmlns": _SPACE})
    _described(root, task)
    _triggered(root, task)
    _principal(root, task)
    _settings(root, task)
    _action(root, task)
    indent(root)
    text = '<?xml version="1.0" encoding="UTF-16"?>\n' + tostring(root, encoding="unicode") + "\n"
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")


def arguments(task: NightlyTask) -> str:
    """What stands under Arguments: the script's path in quotes, as one word."""
    return f"{_OPTIONS} {argument(_script(task))}"


def description(task: NightlyTask) -> str:
    """What the task says about itself, its clock included."""
    said = (
        f"Fetches users and groups for Retain every night at {task.at:%H:%M} by the clock of this computer. "
        f"That time is meant for {task.zone}: where the clock of this computer shows another zone, change the time of "
        "the trigger."
    )
    return f"{said} {clock.warning(task.at, task.zone, task.first)}".strip()


def _described(root: Element, task: NightlyTask) -> None:
    info = SubElement(root, "RegistrationInfo")
    _texts(info, Author="Retain set-up wizard", Description=description(task))


def _triggered(root: Element, task: NightlyTask) -> None:
    trigger = SubElement(SubElement(root, "Triggers"), "CalendarTrigger")
    # Without an offset the Task Scheduler takes the time by the clock of the host, summer and winter.
    _texts(trigger, Enabled="true", StartBoundary=f"{task.first:%Y-%m-%d}T{task.at:%H:%M:%S}")
    _texts(SubElement(trigger, "ScheduleByDay"), DaysInterval="1")


def _principal(root: Element, task: NightlyTask) -> None:
    principal = SubElement(SubElement(root, "Principals"), "Principal", {"id": "Author"})
    if task.account:
        _texts(principal, UserId=task.account)
    # Password means: whether somebody is signed in or not. S4U would have neither network nor encrypted files.
    _texts(principal, LogonType="Password", RunLevel="LeastPrivilege")


def _settings(root: Element, task: NightlyTask) -> None:
    _texts(
        SubElement(root, "Settings"),
        MultipleInstancesPolicy="IgnoreNew",
        DisallowStartIfOnBatteries="false",
        StopIfGoingOnBatteries="false",
        AllowHardTerminate="true",
        StartWhenAvailable="true",
        AllowStartOnDemand="true",
        Enabled="true",
        ExecutionTimeLimit=f"PT{task.hours}H",
    )


def _action(root: Element, task: NightlyTask) -> None:
    action = SubElement(SubElement(root, "Actions", {"Context": "Author"}), "Exec")
    _texts(action, Command=task.shell, Arguments=arguments(task), WorkingDirectory=task.folder)


def _texts(parent: Element, **children: str) -> None:
    for name, text in children.items():
        SubElement(parent, name).text = text


def _script(task: NightlyTask) -> str:
    return task.folder.rstrip("\\") + "\\" + task.script


def _refuse(task: NightlyTask) -> None:
    for what in (task.name, task.folder, task.zone, task.account, task.script, task.shell):
        # The last two are no characters, and no XML may hold them.
        if has_control(what) or "\ufffe" in what or "\uffff" in what:
            raise ValueError("A control character or line end has no place in a scheduled task.")
    for path in (task.folder, task.script, task.shell, _script(task)):
        if not path or len(path) > LONGEST_PATH or '"' in path:
            raise ValueError(
                f"{path!r} is no path for a scheduled task: empty, too long, or with a quote in it."
            )
