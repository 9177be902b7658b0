"""README.txt of a bundle: what to do, step by step, for one customer's values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from scripts import data_file, handbook
from scripts.commands import Command
from scripts.handbook import APPLICATION, SYNC, WORKER, WORKSTATION, Script
from scripts.values import Values, is_first_domain

WIDTH = 100
SHELL = "powershell -NoProfile -ExecutionPolicy RemoteSigned -File"

_ABOUT = (
    "Made {made:%Y-%m-%d} by the Retain set-up wizard, version {program}. No password and no private key is in these "
    "files. Keep them in a folder of their own that only administrators can change."
)

# KB 7019065 on the two versions.
_BEFORE = (
    "Version 1.0 of Retain's own script keeps the administrator's name and password in clear text, where everybody who "
    "can read the file or a backup of it has them; the wizard hands out no such script, and sync365.ps1 stops when its "
    "data file holds a password. Remove the old scheduled task, delete the old script and, from version 4.0, the file "
    "with the password beside it. Then change that password: it may have been read."
)

Step = tuple[str, ...]  # sentences; one that begins with four blanks is a line to copy


def readme(values: Values, task: Sequence[Command] = ()) -> str:
    """The text, lines ending in LF. `task`: the lines that register, start, look at and remove the nightly task."""
    scripts = handbook.needed(values.exchange)
    parts = [
        f"Scripts for Retain: {_line(values.connection)}",
        _filled(_ABOUT.format(made=values.made, program=_line(values.program))),
        *(_numbered(number, step) for number, step in enumerate(_steps(values, task), 1)),
        "IF YOU USED RETAIN'S SCRIPT BEFORE",
        _filled(_BEFORE),
        "WHAT EACH SCRIPT DOES",
        *(_described(script) for script in scripts),
        "HOW A RUN OF sync365.ps1 ENDS",
        "\n".join(f"  {code}  {words}" for code, words in handbook.EXIT_CODES.items()),
        "WHAT WAS NOT TRIED",
        _filled(handbook.UNTRIED),
        "TO TAKE IT ALL BACK",
        *_undone(scripts, task),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def run_line(script: str, *words: str) -> str:
    """A line that runs a script of the bundle, for a command prompt or PowerShell in its folder."""
    return " ".join([SHELL, f".\\{script}", *words])


def _steps(values: Values, task: Sequence[Command]) -> Iterator[Step]:
    yield (
        "Unpack all files into a folder of the Windows host, for example C:\\RetainSync. Open PowerShell there.",
        "Windows marks what came from the internet. See that the files are those of the wizard, then take the mark "
        "away:",
        "    Get-FileHash -Path '.\\*' -Algorithm 'SHA256'",
        "    Unblock-File -Path '.\\*'",
        "The hashes stand in SHA256SUMS.",
    )
    yield (
        f"The values of this connection stand in {data_file.NAME}. Take the file anew from the wizard when a setting "
        "changes; the scripts stay as they are.",
    )
    yield (
        "Look whether this host is ready. Be signed in as the account under which the task will run:",
        f"    {run_line(WORKSTATION)}",
        "Upload retain-workstation.json in the wizard, on the step Prerequisites. It says what to mend.",
    )
    yield from _online(values) if values.exchange == "online" else _server()
    yield (
        "Try it. The first line changes nothing and says what would happen; the second one does it:",
        f"    {run_line(SYNC, '-WhatIf', '-Verbose')}",
        f"    {run_line(SYNC, '-Verbose')}",
        f"The two files are then in {_line(values.target.folder) or 'the target folder'}. In the Retain console press "
        "Refresh Address Book.",
    )
    if task:
        yield (
            f"Register the task “{_line(values.task.name)}”, in a command prompt (cmd) as an administrator:",
            *(
                line
                for command in task[:-1]
                for line in (f"{command.label}. {command.note}", f"    {command.text}")
            ),
        )
    yield (
        "When a run was held, read sync365.log. If so much really has gone, let it through once, and say why:",
        f"    {run_line(SYNC, '-Approve', '-Reason', chr(34) + 'why the pair is right' + chr(34))}",
    )


def _online(values: Values) -> Iterator[Step]:
    yield (
        "Install the modules, in PowerShell as administrator:",
        "    Install-Module -Name 'ExchangeOnlineManagement' -Scope 'AllUsers'",
        "    Install-Module -Name 'Microsoft.Graph.Authentication' -Scope 'AllUsers'",
        "The second one is needed for the next step alone.",
    )
    yield (
        "Register the application, as an administrator of the tenant. The first line changes nothing:",
        f"    {run_line(APPLICATION, '-WhatIf')}",
        f"    {run_line(APPLICATION)}",
        "Upload retain-application.json in the wizard, on the step Access, and take the new data file.",
    )
    thumbprint = _line(values.certificate_thumbprint)
    named = f" (thumbprint {thumbprint})" if thumbprint else ""
    yield (
        f"The certificate{named} must lie with its private key in the certificate store of the account of the task, or "
        "of the machine. Only its public part is in this bundle, and a key that was made in the wizard never leaves "
        "it. So make the certificate where you make others, as a PFX file; import that here, upload the same file in "
        "the wizard (step Access, Upload one), and download this bundle anew.",
    )
    if not is_first_domain(values.organization):
        yield (
            f"The script signs in to the organization “{_line(values.organization)}”. Microsoft’s examples have the "
            "tenant’s first domain there, which ends in onmicrosoft.com. If the sign-in does not know the "
            f"organization, put that domain into {data_file.NAME} (organization).",
        )


def _server() -> Iterator[Step]:
    yield (
        "Make the impersonation user, as an Exchange administrator. The first line changes nothing:",
        f"    {run_line(WORKER, '-WhatIf')}",
        f"    {run_line(WORKER)}",
        "Upload account-report.json in the wizard, on the step Accounts.",
    )
    yield (
        "Keep the password of the user that reads the directory. Be signed in as the account of the task: only that "
        "account on this machine can open the file.",
        f"    {run_line(SYNC, '-SaveCredential')}",
    )


def _described(script: Script) -> str:
    rows = [script.name, _filled(script.purpose, "  ")]
    for label, sentences in (
        ("Reads", script.reads),
        ("Changes", script.changes),
        ("Rights", script.rights),
        ("Undo", script.undo),
        ("Not tried", script.untried),
    ):
        rows.append(_filled(f"{label}: {' '.join(sentences)}", "  "))
    return "\n".join(rows)


def _undone(scripts: Sequence[Script], task: Sequence[Command]) -> Iterator[str]:
    if task:
        yield f"  {task[-1].label} (the task):\n    {task[-1].text}"
    for script in scripts:
        yield "\n".join([f"  {script.name}", *(_filled(sentence, "    ") for sentence in script.undo)])


def _numbered(number: int, step: Step) -> str:
    rows = [row if row.startswith("    ") else _filled(row, "   ") for row in step]
    rows[0] = f"{number}.".ljust(3) + rows[0][3:]
    return "\n".join(rows)


def _filled(text: str, margin: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _line(value: str) -> str:
    """A value of the customer on one line: what would begin a new one becomes a blank."""
    return " ".join(value.split())
