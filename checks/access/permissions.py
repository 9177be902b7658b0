"""Permissions of the application in Microsoft Graph: needed, optional, for mailboxes, and the rest, which is too much.

Source: Microsoft Graph permissions reference (2026-08-07), least privilege of each call that is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

NEEDED: Mapping[str, str] = {
    "User.Read.All": "lists the users for Retain's address book, and looks the accounts up",
    "GroupMember.Read.All": "lists groups and their members for Retain's address book",
    "OrgContact.Read.All": "lists mail contacts for Retain's address book",
    "Domain.Read.All": "compares your DNS with the records that Microsoft expects, and reads the password policy",
    "Organization.Read.All": "shows which tenant this is, and whether it is synchronised",
    "RoleManagement.Read.Exchange": "shows whether the application has its role in Exchange Online",
}
OPTIONAL: Mapping[str, str] = {
    "Application.Read.All": "warns before a secret or certificate of the registration expires",
    "MailboxSettings.Read": "tells users, rooms and shared mailboxes apart",
    "Reports.Read.All": "compares the address book with Microsoft's mailbox report",
    "LicenseAssignment.Read.All": "shows which licences bring a mailbox",
    "RoleManagement.Read.Directory": "shows which administrator roles the accounts hold",
}
# Rights to mailboxes that are granted in Entra reach every mailbox; role.scope judges them.
MAILBOX: Mapping[str, str] = {
    "Mail.Read": "reads the mail of every mailbox",
    "full_access_as_app": "opens every mailbox over EWS",
}
_BREAKS: Mapping[str, str] = {
    "Mail.ReadWrite": "archiving, if it is the only right to read mail: assign the Exchange role of Access first",
    "Mail.ReadBasic.All": "nothing here: archiving needs whole messages, which it does not give",
    "Mail.Send": "nothing here; Retain sends its notices by SMTP",
    "Directory.Read.All": "nothing here, once the needed permissions above are granted",
    "Directory.ReadWrite.All": "nothing here: nothing is ever written to your directory",
}
_NOTHING = "nothing here; only another program that signs in with the same registration"


def missing(granted: Iterable[str]) -> tuple[str, ...]:
    """Needed permissions that are not granted, in the order of the table."""
    held = set(granted)
    return tuple(name for name in NEEDED if name not in held)


def excess(granted: Iterable[str]) -> tuple[str, ...]:
    """Granted permissions that nothing here needs: rights to write and over the directory first."""
    known = {*NEEDED, *OPTIONAL, *MAILBOX}
    return tuple(sorted((name for name in granted if name not in known), key=_gravest_first))


def _gravest_first(name: str) -> tuple[bool, bool, str]:
    return (not name.startswith("Directory."), "ReadWrite" not in name, name)


def breaks(name: str) -> str:
    """What stops working when this permission is taken away; the end of "Removing it stops ..."."""
    return _BREAKS.get(name, _NOTHING)
