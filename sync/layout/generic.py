"""A layout for those who have no sample: the form of PowerShell's Export-Csv with properties of Exchange.

It is a guess, never Retain's own format, which no public source shows (retain.md 1.3): `proven` stays False.
"""

from __future__ import annotations

from typing import Final

from sync.layout.shape import Column, Dialect, FileLayout, Layout, Members

USER_FILE: Final = "exchangeuser.csv"
GROUPS_FILE: Final = "exchangegroups.csv"
# Both spellings occur in the vendor's own texts (retain.md 1.2).
USER_FILES: Final = (USER_FILE, "exchangeusers.csv")

# Export-Csv of PowerShell 7: UTF-8 without mark, every field quoted, CRLF, null as nothing (clients-and-files.md 5).
EXPORT_CSV: Final = Dialect()
USERS: Final = {
    "DisplayName": "name",
    "UserPrincipalName": "upn",
    "PrimarySmtpAddress": "primary",
    "Alias": "alias",
    "EmailAddresses": "addresses",
    "RecipientTypeDetails": "type",
    "FirstName": "given",
    "LastName": "surname",
    "Department": "department",
    "Office": "office",
    "HiddenFromAddressListsEnabled": "hidden",
    "ExternalDirectoryObjectId": "id",
}
GROUPS: Final = {
    "DisplayName": "name",
    "PrimarySmtpAddress": "primary",
    "Alias": "alias",
    "EmailAddresses": "addresses",
    "RecipientTypeDetails": "type",
    "ExternalDirectoryObjectId": "id",
    "Members": "members",
}


def generic(user_file: str = USER_FILE, groups_file: str = GROUPS_FILE) -> Layout:
    """The generic layout, with the file names of the connection."""
    return Layout(
        FileLayout(user_file, _columns(USERS), EXPORT_CSV, order="upn"),
        FileLayout(groups_file, _columns(GROUPS), EXPORT_CSV, order="primary"),
        Members("joined", ";", "upn"),
    )


def _columns(sources: dict[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, source) for name, source in sources.items())
