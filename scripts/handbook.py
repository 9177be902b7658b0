"""What each script reads and changes, which rights it needs, how to undo it, and what nobody has tried yet.

For the help pages and for the README of a bundle: plain sentences, no markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SYNC: Final = "sync365.ps1"
WORKSTATION: Final = "Test-RetainWorkstation.ps1"
APPLICATION: Final = "New-RetainApplication.ps1"
WORKER: Final = "Set-RetainWorker.ps1"

UNTRIED: Final = (
    "No PowerShell was at hand when these scripts were made: none of them was run on a real Windows host or against a "
    "real Exchange. A PowerShell grammar reads every script, every cmdlet and parameter is held against Microsoft’s "
    "reference, and the guard and all that is written into the two files is compared with the wizard’s own code, "
    "case by case. Signing in, the answers of Exchange and replacing files on Windows are untried. So begin with "
    "-WhatIf, and read what it says."
)


@dataclass(frozen=True)
class Script:
    """One script for people. `exchange`: "online", "server", or "" where it serves both. `writes`: the file that the
    wizard takes by upload, "" for none. `untried`: what was never seen to work, beyond UNTRIED."""

    name: str
    purpose: str
    exchange: str
    reads: tuple[str, ...]
    changes: tuple[str, ...]
    rights: tuple[str, ...]
    undo: tuple[str, ...]
    untried: tuple[str, ...]
    writes: str = ""


SCRIPTS: Final = (
    Script(
        WORKSTATION,
        "Looks whether the Windows host can run the scripts, and writes what it saw for the wizard.",
        "",
        reads=(
            "The versions of PowerShell and of the Exchange Online module, TLS, clock and execution policy.",
            "The scheduled task, the certificate store, the file with the encrypted password, and the target folder.",
            "It asks the hosts of Microsoft for their headers, without signing in.",
        ),
        changes=(
            "Nothing but retain-workstation.json beside itself.",
            "To see whether it may write to the target folder it makes an empty file there, which Windows "
            "removes at once.",
        ),
        rights=(
            "Those of an ordinary user. Run it as the account of the nightly task: rights are judged for whoever "
            "runs it.",
        ),
        undo=("Delete retain-workstation.json.",),
        untried=("How Windows names the account of a task that runs as a service account.",),
        writes="retain-workstation.json",
    ),
    Script(
        APPLICATION,
        "Registers the application for Retain in Microsoft 365 with exactly the permissions that it needs.",
        "online",
        reads=(
            "Applications, service principals and their permissions in Entra.",
            "Service principals, scopes, role assignments and the list for EWS in Exchange Online.",
            "The public part of the certificate in the bundle.",
        ),
        changes=(
            "In Entra one application with its certificate and permissions, its service principal and the consent.",
            "In Exchange Online its service principal, one management scope, its role assignments, and for the nightly "
            "script the role group “Retain directory readers” with the one role View-Only Recipients.",
            "Where Retain archives over EWS: the application is added to the list EwsAllowedAppIDs; nobody is taken "
            "out.",
            "EwsEnabled only with -EnableEws.",
            "What is there already stays as it is.",
        ),
        rights=(
            "In Entra Privileged Role Administrator together with Application Administrator, or Global Administrator.",
            "In Exchange Online Organization Management or Exchange Administrator.",
            "You sign in on Microsoft’s own pages, with your second factor. The script sees no password.",
        ),
        undo=(
            "Delete the application in Entra; its permissions go with it.",
            "In Exchange Online: Remove-RoleGroup, Remove-ManagementRoleAssignment, Remove-ManagementScope and "
            "Remove-ServicePrincipal.",
            "Take the application out of EwsAllowedAppIDs.",
        ),
        untried=(
            "Whether the role View-Only Recipients alone lets an application read all that the nightly script needs. "
            "Microsoft names Global Reader as enough.",
            "How Exchange Online spells the filter of a scope that is there already: the script compares and warns "
            "only.",
        ),
        writes="retain-application.json",
    ),
    Script(
        WORKER,
        "Makes the user with which Retain opens mailboxes on your own Exchange Server, and reports on both accounts.",
        "server",
        reads=(
            "The administrator and the impersonation user, their mailboxes and role groups in Exchange.",
            "When their passwords end, in Active Directory.",
        ),
        changes=(
            "The user with its mailbox, where it is missing.",
            "One role group with the one role ApplicationImpersonation and that user, and a scope where one is wanted.",
            "The user’s password is set to never expire. It is asked for on the screen and kept nowhere.",
        ),
        rights=(
            "The role group Organization Management of Exchange.",
            "In Active Directory the right to change that user. Run it on a machine of the domain.",
        ),
        undo=("Remove-RoleGroup, Remove-ManagementScope, and Disable-Mailbox or Remove-Mailbox for the user.",),
        untried=(
            "Membership of administrator groups through a group inside a group: only direct members are seen.",
        ),
        writes="account-report.json",
    ),
    Script(
        SYNC,
        "Fetches mailboxes and groups every night and puts the two files in place, if they are whole and plausible.",
        "",
        reads=(
            "Mailboxes, users, groups and their members in Exchange. No mail.",
            "The two files in the target folder, and the pairs that it kept.",
        ),
        changes=(
            "The two files in the target folder: both whole, or neither. An empty file is never published.",
            "Beside itself sync365.log, sync365-last.json and the folder pairs with the last good pairs.",
            "With -SaveCredential the file with the encrypted password. Nothing in Exchange.",
        ),
        rights=(
            "Exchange Online: the application permission Exchange.ManageAsApp and a role that may read recipients.",
            "Exchange Server: the role group View-Only Organization Management.",
            "On the host: to change files in the target folder and in the folder of the script.",
        ),
        undo=(
            "Copy both files of a folder below pairs back into the target folder.",
            "Remove the scheduled task, then delete the folder of the script.",
        ),
        untried=(
            "Retain’s own script and its columns are not public: the layout is the one that the wizard learned, or a "
            "guess that says so.",
            "Dynamic distribution groups are not in the files; neither are members that are contacts.",
            "A filter by licence cannot be followed here, for Exchange does not show licences: the script stops and "
            "says so.",
        ),
        writes="sync365-last.json",
    ),
)  # fmt: skip
BY_NAME: Final = {script.name: script for script in SCRIPTS}

EXIT_CODES: Final = {
    0: "published, or nothing had changed",
    1: "failed: the log says why",
    2: "wrong use, or the data file lacks a value",
    4: "held: too much would go, or a file would be empty; the old pair stays",
    5: "the directory could not be read as a whole; nothing was published",
    6: "another run is under way",
}


def needed(exchange: str) -> tuple[Script, ...]:
    """The scripts of a bundle, in the order in which they are used. `exchange`: "online" or "server"."""
    return tuple(script for script in SCRIPTS if script.exchange in ("", exchange))
