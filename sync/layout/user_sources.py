"""What Graph knows of a user, under the names that files use for it.

Names of columns are those of Exchange's properties, of LDAP and of plain English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Final

from sync.directory import Kind, User
from sync.layout import addresses
from sync.layout.source import OfUser, Source

TYPE_DETAILS: Final[Mapping[str, str]] = {
    "user": "UserMailbox",
    "linked": "LinkedMailbox",
    "shared": "SharedMailbox",
    "room": "RoomMailbox",
    "equipment": "EquipmentMailbox",
}
# As Retain's own record numbers them (retain.md 1.3, KB 7019354).
TYPE_NUMBERS: Final[Mapping[str, str]] = {
    "user": "0",
    "linked": "0",
    "room": "1",
    "equipment": "2",
    "shared": "3",
}


def _property(label: str, attribute: str, *headers: str, key: bool = False) -> Source[OfUser]:
    get = attrgetter(attribute)
    return Source(label, lambda user, kind: get(user) or "", headers, attribute=attribute, key=key)


def _made(label: str, of: Callable[[User], str], *headers: str, key: bool = False) -> Source[OfUser]:
    return Source(label, lambda user, kind: of(user), headers, key=key)


def _of_kind(label: str, words: Mapping[str, str], *headers: str) -> Source[OfUser]:
    def of(user: User, kind: Kind) -> str:
        return words.get(kind, "")

    return Source(label, of, headers, words=frozenset(words.values()))


def _full_name(user: User) -> str:
    return " ".join(name for name in (user.given_name, user.surname) if name)


def _catalogue_name(user: User) -> str:
    return ", ".join(name for name in (user.surname, user.given_name) if name)


def _domain(user: User) -> str:
    return addresses.primary(user).partition("@")[2]


PROPERTIES: Final[Mapping[str, Source[OfUser]]] = {
    "upn": _property(
        "Logon name (UPN)", "user_principal_name", "UserPrincipalName", "UPN", "Login", "LoginName", "LogonName",
        "UserName", "SignInName", "WindowsLiveID", "MicrosoftOnlineServicesID", "User", key=True,
    ),
    "primary": _made(
        "Primary address", addresses.primary, "PrimarySmtpAddress", "WindowsEmailAddress", "SMTP", "SMTPAddress",
        "PrimaryAddress", "PrimaryEmail", "PrimaryEmailAddress", "Address", "Email", "EmailAddress", "MailAddress",
        key=True,
    ),
    "mail": _property("Mail property of Entra", "mail", "mail", key=True),
    "id": _property(
        "Entra object id", "id", "ExternalDirectoryObjectId", "ObjectId", "AzureADObjectId", "AadObjectId", "EntraId",
        "EntraObjectId", "id", key=True,
    ),
    "name": _property("Display name", "display_name", "DisplayName", "FullName", "cn", "Name"),
    "alias": _property("Alias", "mail_nickname", "Alias", "MailNickname", "MailboxNickname", "Nickname", key=True),
    "given": _property("First name", "given_name", "FirstName", "GivenName", "First"),
    "surname": _property("Last name", "surname", "LastName", "Surname", "FamilyName", "sn", "Last"),
    "type": _of_kind(
        "Mailbox type in Exchange's words", TYPE_DETAILS, "RecipientTypeDetails", "MailboxType", "Type"
    ),
    "type-number": _of_kind(
        "Mailbox type as a number (0 user, 1 room, 2 equipment, 3 shared)", TYPE_NUMBERS, "AccountType", "Type"
    ),
    "department": _property("Department", "department", "Department"),
    "company": _property("Company", "company_name", "Company", "CompanyName"),
    "title": _property("Job title", "job_title", "Title", "JobTitle"),
    "office": _property("Office", "office_location", "Office", "OfficeLocation", "PhysicalDeliveryOfficeName"),
    "given-surname": _made("First and last name", _full_name),
    "surname-given": _made("Last name, first name", _catalogue_name),
    "upn-name": _made("Logon name before the @", lambda user: (user.user_principal_name or "").partition("@")[0]),
    "primary-name": _made("Primary address before the @", lambda user: addresses.primary(user).partition("@")[0]),
    "domain": _made("Domain of the primary address", _domain, "Domain"),
    "sam": _property(
        "Windows logon name (on-premises)", "on_premises_sam_account_name", "SamAccountName",
        "OnPremisesSamAccountName", key=True,
    ),
    "dn": _property(
        "Distinguished name (on-premises)", "on_premises_distinguished_name", "OnPremisesDistinguishedName", key=True
    ),
    "immutable": _property(
        "Immutable id (on-premises)", "on_premises_immutable_id", "ImmutableId", "OnPremisesImmutableId",
        "SourceAnchor", key=True,
    ),
    "created": _property("Created, as Graph writes it", "created_date_time", "CreatedDateTime"),
}  # fmt: skip
