"""The lines that register, start, look at and remove the nightly task: for a command prompt (cmd), one line each.

Source: Microsoft, schtasks. `/RP *` asks for the password when the line is run, so that it stands in no file.
"""

from __future__ import annotations

import re

from scripts.commands import Command
from scripts.quoting import has_control
from scripts.task_xml import NAME, NightlyTask

OWN_ACCOUNT = r"%USERDOMAIN%\%USERNAME%"

_UNSAFE = re.compile(r"[^\w .()-]")
_ACCOUNT = re.compile(r"[^\"%<>|&^/\[\]:;=,+*?!`]{1,200}")


def task_name(wanted: str) -> str:
    """A name that the Task Scheduler and a command prompt both take: other signs become hyphens."""
    name = re.sub(r"-{2,}", "-", _UNSAFE.sub("-", wanted)).strip(" .-")
    return name[:100].rstrip(" .-") or "Retain address book"


def commands(task: NightlyTask, file: str = NAME) -> tuple[Command, ...]:
    """The lines, in the order in which they are needed. ValueError for a name or account that could not be one word."""
    name = _quoted_name(task.name)
    account = _quoted_account(task.account)
    return (
        Command(
            "Register the task",
            f'schtasks /Create /TN {name} /XML "{file}" /RU {account} /RP *',
            "Run it in a command prompt (cmd) as an administrator, in the folder that holds the file. It asks for "
            "the password of the account under which the task will run; Windows keeps that, and no file holds it.",
        ),
        Command(
            "Start it once",
            f"schtasks /Run /TN {name}",
            "It starts at once, under the same account as at night.",
        ),
        Command(
            "Look at it",
            f"schtasks /Query /TN {name} /V /FO LIST",
            "“Last Result” is the exit code of the script, “Next Run Time” the coming night.",
        ),
        Command(
            "Remove it",
            f"schtasks /Delete /TN {name}",
            "It asks before it removes the task. No file is touched.",
        ),
    )


def _quoted_name(name: str) -> str:
    if not name or task_name(name) != name:
        raise ValueError(f"{name!r} is no name for a task: letters, digits, spaces and . ( ) - can be used.")
    return f'"{name}"'


def _quoted_account(account: str) -> str:
    """Without a name: whoever runs the line, which is also who made the file with the encrypted password."""
    if not account:
        return f'"{OWN_ACCOUNT}"'
    if not _ACCOUNT.fullmatch(account) or has_control(account) or account.endswith("\\"):
        raise ValueError(f"{account!r} is no account: write DOMAIN\\name or name@domain.")
    return f'"{account}"'
