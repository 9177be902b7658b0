"""Ids and secrets of a tenant: made from its domain, so that they are the same after every start."""

from __future__ import annotations

import base64
import hashlib
import uuid

GRAPH = "00000003-0000-0000-c000-000000000000"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
FULL_ACCESS_AS_APP = "full_access_as_app"
KNOWN_ROLES = {
    FULL_ACCESS_AS_APP: "dc890d15-9560-4a4c-9b7f-a736ec74ec40",
    "Exchange.ManageAsApp": "dc50a0fb-09a3-484d-be87-e023b12c6440",
}
OF_EXCHANGE = (*KNOWN_ROLES, "Exchange.ManageAsAppV2")

NEEDED = (
    "User.Read.All", "GroupMember.Read.All", "OrgContact.Read.All", "Domain.Read.All",
    "Organization.Read.All", "RoleManagement.Read.Exchange",
)  # fmt: skip
OPTIONAL = (
    "Application.Read.All", "MailboxSettings.Read", "Reports.Read.All", "LicenseAssignment.Read.All",
    "RoleManagement.Read.Directory",
)  # fmt: skip


def tenant_id(domain: str) -> str:
    """The directory id of the tenant that a domain belongs to."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, domain))


def guid(domain: str, what: str) -> str:
    """The id of something in the tenant of a domain."""
    return str(uuid.uuid5(uuid.UUID(tenant_id(domain)), what.lower()))


def permission_id(permission: str) -> str:
    """The app role id of a permission; the same in every tenant."""
    return KNOWN_ROLES.get(permission) or str(uuid.uuid5(uuid.UUID(GRAPH), permission))


def resource_of(permission: str) -> str:
    """The application id of the service whose permission this is."""
    return EXCHANGE if permission in OF_EXCHANGE else GRAPH


def secret(domain: str, what: str) -> str:
    """A value in the form of a client secret: 40 characters."""
    digest = hashlib.sha256(f"practice {what} of {domain}".encode()).digest()
    text = base64.urlsafe_b64encode(digest).decode().replace("-", ".").replace("_", "~").rstrip("=")
    return f"{text[:3]}8Q~{text[3:37]}"
