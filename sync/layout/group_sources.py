"""What Graph knows of a group, under the names that files use for it."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Final

from sync.directory import Group, group_kind
from sync.layout import addresses
from sync.layout.source import OfGroup, Source

TYPE_DETAILS: Final[Mapping[str, str]] = {
    "distribution": "MailUniversalDistributionGroup",
    "mail-security": "MailUniversalSecurityGroup",
    "microsoft365": "GroupMailbox",
}
# Sources that the lines of groups fill in themselves: of every member in one field, and of one member a row.
MEMBERS: Final = "members"
MEMBER: Final = "member"


def _property(label: str, attribute: str, *headers: str, key: bool = False) -> Source[OfGroup]:
    get = attrgetter(attribute)
    return Source(label, lambda group: get(group) or "", headers, attribute=attribute, key=key)


def _nothing(group: Group) -> str:
    return ""


PROPERTIES: Final[Mapping[str, Source[OfGroup]]] = {
    "primary": Source(
        "Address", addresses.primary,
        ("PrimarySmtpAddress", "WindowsEmailAddress", "SMTP", "SMTPAddress", "Email", "EmailAddress", "MailAddress",
         "GroupEmail", "GroupMail", "GroupAddress", "Address"), key=True,
    ),
    "mail": _property("Mail property of Entra", "mail", "mail", key=True),
    "id": _property(
        "Entra object id", "id", "ExternalDirectoryObjectId", "ObjectId", "AzureADObjectId", "GroupId", "id", key=True
    ),
    "name": _property(
        "Display name", "display_name", "DisplayName", "GroupName", "Group", "Name", "cn", "DistributionGroup", key=True
    ),
    "alias": _property("Alias", "mail_nickname", "Alias", "MailNickname", "Nickname", key=True),
    "type": Source(
        "Group type in Exchange's words", lambda group: TYPE_DETAILS.get(group_kind(group), ""),
        ("RecipientTypeDetails", "RecipientType", "GroupType", "Type"), words=frozenset(TYPE_DETAILS.values()),
    ),
    "description": _property("Description", "description", "Description", "Notes"),
    "primary-name": Source("Address before the @", lambda group: addresses.primary(group).partition("@")[0]),
    "domain": Source("Domain of the address", lambda group: addresses.primary(group).partition("@")[2], ("Domain",)),
    MEMBERS: Source("All members in one field", _nothing, ("Members", "MemberList", "GroupMembers")),
    MEMBER: Source("One member, with a row for each", _nothing, ("Member", "MemberName", "GroupMember")),
}  # fmt: skip
