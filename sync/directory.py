"""Records of a tenant's directory, as Graph sends them, and the words for what becomes of each.

Property names as in Graph v1.0; a property that an answer leaves out stays UNSET, which in a delta means "as before",
where null means "none" (Microsoft Graph, delta query overview).
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

Kind = Literal["user", "linked", "shared", "room", "equipment", "other", "unknown"]
GroupKind = Literal["distribution", "mail-security", "microsoft365", "security"]

# Why somebody is in the directory but not in the users file. "" stands for: is in the file.
Reason = Literal[
    "", "guest", "no-mailbox", "on-premises", "unknown-type", "disabled", "by-licence", "by-group", "by-domain",
    "by-type", "no-address", "no-value",
]  # fmt: skip
REASONS: Final[dict[str, str]] = {
    "guest": "Guest of another organisation: has no mailbox here",
    "no-mailbox": "Has no mailbox in Exchange Online",
    "on-premises": "Mailbox lies on the organisation's own server",
    "unknown-type": "Has an address but no licence, and the mailbox type could not be read",
    "disabled": "Account is disabled, and disabled accounts are left out",
    "by-licence": "Left out by the licence filter",
    "by-group": "Left out by the group filter",
    "by-domain": "Left out by the domain filter",
    "by-type": "Left out by the mailbox type filter",
    "no-address": "Has a mailbox but no usable logon name or address",
    "no-value": "New, and a column of the file has no source for its value",
}
# Why a group is in the directory but not in the groups file.
GROUP_REASONS: Final[dict[str, str]] = {
    "not-mail-enabled": "Group without mail address",
    "by-domain": "Left out by the domain filter",
    "no-address": "Mail-enabled, but without a usable address",
    "no-value": "New, and a column of the file has no source for its value",
}

USER_FIELDS: Final = (
    "id", "displayName", "givenName", "surname", "mail", "userPrincipalName", "proxyAddresses", "mailNickname",
    "accountEnabled", "userType", "assignedPlans", "assignedLicenses", "showInAddressList", "department",
    "companyName", "jobTitle", "officeLocation", "onPremisesSyncEnabled", "onPremisesImmutableId",
    "onPremisesSamAccountName", "onPremisesDistinguishedName", "createdDateTime",
)  # fmt: skip
GROUP_FIELDS: Final = (
    "id", "displayName", "mail", "mailEnabled", "mailNickname", "securityEnabled", "groupTypes", "proxyAddresses",
    "description",
)  # fmt: skip
CONTACT_FIELDS: Final = ("id", "displayName", "mail", "proxyAddresses", "mailNickname")

Text = str | None | UnsetType
Flag = bool | None | UnsetType


class _Record(msgspec.Struct, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """What users, groups and contacts share. `removed` is Graph's mark on rows of a delta that are gone."""

    id: str
    display_name: Text = UNSET
    mail: Text = UNSET
    mail_nickname: Text = UNSET
    proxy_addresses: list[str] | UnsetType | None = UNSET
    removed: dict[str, str] | None = msgspec.field(name="@removed", default=None)


class Plan(msgspec.Struct, rename="camel", gc=False):
    """A service plan of a user's licence: which service, and whether it is on ("Enabled", "Warning", ...)."""

    service: str | None = None
    capability_status: str | None = None
    service_plan_id: str | None = None


class Licence(msgspec.Struct, rename="camel", gc=False):
    sku_id: str | None = None


class User(_Record, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """A user of the directory: microsoft.graph.user with the properties of USER_FIELDS."""

    user_principal_name: Text = UNSET
    given_name: Text = UNSET
    surname: Text = UNSET
    account_enabled: Flag = UNSET
    user_type: Text = UNSET
    assigned_plans: list[Plan] | UnsetType | None = UNSET
    assigned_licenses: list[Licence] | UnsetType | None = UNSET
    show_in_address_list: Flag = UNSET
    department: Text = UNSET
    company_name: Text = UNSET
    job_title: Text = UNSET
    office_location: Text = UNSET
    on_premises_sync_enabled: Flag = UNSET
    on_premises_immutable_id: Text = UNSET
    on_premises_sam_account_name: Text = UNSET
    on_premises_distinguished_name: Text = UNSET
    created_date_time: Text = UNSET


class Link(msgspec.Struct, kw_only=True, gc=False):
    """A member of a group, as `members@delta` or `/members` names it."""

    id: str
    type: str = msgspec.field(name="@odata.type", default="")
    removed: dict[str, str] | None = msgspec.field(name="@removed", default=None)


class Group(_Record, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """A group of the directory: microsoft.graph.group with the properties of GROUP_FIELDS; `links` in a delta only."""

    mail_enabled: Flag = UNSET
    security_enabled: Flag = UNSET
    group_types: list[str] | UnsetType | None = UNSET
    description: Text = UNSET
    links: list[Link] | UnsetType | None = msgspec.field(name="members@delta", default=UNSET)


class Contact(_Record, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """A mail contact: microsoft.graph.orgContact with the properties of CONTACT_FIELDS."""


def primary_address(record: _Record) -> str:
    """The primary SMTP address: `SMTP:` of proxyAddresses (upper case marks the primary), else `mail`, else ""."""
    for address in record.proxy_addresses or ():
        if address[:5] == "SMTP:":
            return address[5:]
    return record.mail or ""


def group_kind(group: Group) -> GroupKind:
    """What sort of group it is, by Microsoft's table of groupTypes, mailEnabled and securityEnabled."""
    if "Unified" in (group.group_types or ()):
        return "microsoft365"
    if group.mail_enabled:
        return "mail-security" if group.security_enabled else "distribution"
    return "security"
