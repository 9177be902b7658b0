"""A small organisation for the stand-in of the Exchange module, and a folder in which the scripts can be run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts import data_file
from scripts.values import Target, Values
from sync.choice import Choice
from sync.layout.generic import generic
from tests.scripts.powershell_tree import FOLDER

STANDINS = Path(__file__).resolve().parent
PWSH = shutil.which("pwsh")


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def mailbox(number: int) -> dict[str, Any]:
    name = f"user{number}"
    return {
        "Guid": guid(number),
        "ExternalDirectoryObjectId": guid(10_000 + number),
        "ExchangeGuid": guid(20_000 + number),
        "UserPrincipalName": f"{name}@example.org",
        "PrimarySmtpAddress": f"{name}@example.org",
        "DisplayName": f"Käthe {number}",
        "Alias": name,
        "DistinguishedName": f"CN={name}",
        "EmailAddresses": [f"SMTP:{name}@example.org"],
        "HiddenFromAddressListsEnabled": False,
        "RecipientTypeDetails": "UserMailbox",
    }


def group(members: range) -> tuple[dict[str, Any], list[dict[str, str]]]:
    said = {
        "Guid": guid(90_000),
        "ExternalDirectoryObjectId": guid(90_001),
        "DisplayName": "Staff",
        "Alias": "staff",
        "PrimarySmtpAddress": "staff@example.org",
        "EmailAddresses": ["SMTP:staff@example.org"],
        "RecipientTypeDetails": "MailUniversalDistributionGroup",
        "Description": [],
    }
    return said, [{"Guid": guid(one), "ExternalDirectoryObjectId": guid(10_000 + one)} for one in members]


def organisation(people: int, fault: str = "") -> dict[str, Any]:
    numbers = range(1, people + 1)
    staff, members = group(numbers)
    return {
        "mailboxes": [mailbox(one) for one in numbers],
        "users": [],
        "groups": [staff],
        "unifiedGroups": [],
        "members": {staff["Guid"]: members},
        "fault": fault,
    }


def values(target: Path, **changes: Any) -> Values:
    made = Values(
        connection="Example",
        made=datetime(2026, 11, 20, tzinfo=UTC),
        program="0.1.0",
        exchange="online",
        cloud="worldwide",
        domain="example.org",
        organization="example.onmicrosoft.com",
        app_id=guid(1),
        certificate_thumbprint="A" * 40,
        target=Target(str(target)),
        layout=generic().stored(),
        choice=Choice().stored(),
    )
    return replace(made, **changes)


@dataclass(frozen=True)
class Host:
    """A folder with the scripts and their data file, and a target folder."""

    folder: Path
    target: Path

    def run(self, script: str, directory: dict[str, Any], *words: str) -> subprocess.CompletedProcess[str]:
        said = self.folder / "directory.json"
        said.write_text(json.dumps(directory), "utf-8")
        environment = os.environ | {"RETAIN_STANDIN": str(said), "PSModulePath": str(STANDINS)}
        command = [
            PWSH or "pwsh",
            "-NoProfile",
            "-NonInteractive",
            "-File",
            str(self.folder / script),
            *words,
        ]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    def result(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.folder / "sync365-last.json").read_text("utf-8-sig"))
        return said


def host(folder: Path, **changes: Any) -> Host:
    made = Host(folder / "scripts", folder / "cfg")
    made.folder.mkdir()
    made.target.mkdir()
    for script in FOLDER.glob("*.ps1"):
        shutil.copy(script, made.folder)
    (made.folder / data_file.NAME).write_bytes(data_file.encode(values(made.target, **changes).stored()))
    return made
