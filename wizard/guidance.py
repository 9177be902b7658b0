"""The same as clicking, as PowerShell with this customer's values. Every value is quoted (checks/powershell.py)."""

from __future__ import annotations

from checks import admin_centre
from checks.powershell import connect, line
from checks.subject import Subject
from sync.models import Connection

SCOPE, NAME = "Retain mailboxes", "Retain"
OBJECT_ID = "OBJECT-ID-OF-THE-ENTERPRISE-APPLICATION"
ROLES = {"graph": "Application Mail.Read", "ews": "Application EWS.AccessAsApp"}
ASKED_PASSWORD = "-Password (Read-Host -Prompt 'Password' -AsSecureString)"  # noqa: S105 (asked for, not written)


def worker_lines(subject: Subject) -> tuple[str, ...]:
    """Make the impersonation user with its mailbox."""
    upn = subject.worker_upn or f"RetainWorker@{subject.domain}"
    alias = upn.partition("@")[0]
    common = {"Name": alias, "DisplayName": alias, "Alias": alias}
    if subject.exchange == "server":
        return (f"{line('New-Mailbox', **common, UserPrincipalName=upn)} {ASKED_PASSWORD}",)
    return connect(
        subject
    ), f"{line('New-Mailbox', **common, MicrosoftOnlineServicesID=upn)} {ASKED_PASSWORD}"


def application_lines(subject: Subject, object_id: str) -> tuple[str, ...]:
    """Give the application its role in Exchange Online, for the mailboxes of one group."""
    app = object_id or OBJECT_ID
    role, limits = ROLES[subject.archive_via], {"CustomResourceScope": SCOPE}
    client_id = subject.client_id or "APPLICATION-CLIENT-ID"
    return (
        connect(subject),
        line("New-ServicePrincipal", AppId=client_id, ObjectId=app, DisplayName=NAME),
        line(
            "New-ManagementScope",
            Name=SCOPE,
            RecipientRestrictionFilter="MemberOfGroup -eq 'DISTINGUISHED-NAME-OF-THE-GROUP'",
        ),
        line("New-ManagementRoleAssignment", App=app, Role=role, **limits),
        line(
            "Test-ServicePrincipalAuthorization",
            Identity=app,
            Resource=subject.canary or f"user@{subject.domain}",
        ),
    )


def ews_lines() -> tuple[str, ...]:
    """Look whether the organization allows EWS."""
    return (_listed("Get-OrganizationConfig", "EwsEnabled"),)


def impersonation_lines(subject: Subject) -> tuple[str, ...]:
    """Give the impersonation user its role on a server of one's own."""
    user = subject.worker_upn or f"RetainWorker@{subject.domain}"
    return (
        line(
            "New-ManagementRoleAssignment",
            Name="Retain impersonation",
            Role="ApplicationImpersonation",
            User=user,
        ),
    )


def address_lines() -> tuple[str, ...]:
    """Find the EWS address of a server of one's own."""
    return (_listed("Get-WebServicesVirtualDirectory", "Server", "InternalUrl", "ExternalUrl"),)


def _listed(cmdlet: str, *columns: str) -> str:
    """The command with its answer as a list of these properties."""
    return f"{cmdlet} | Format-List -Property {','.join(columns)}"


def center_page(connection: Connection, center: str) -> str:
    """Where to open one of Microsoft's admin centers; empty in practice, or where no address is proved."""
    return "" if connection.practice else admin_centre.address(center, connection.cloud)


def text_of(lines: tuple[str, ...]) -> str:
    """Lines as one block to copy."""
    return "\n".join(lines)
