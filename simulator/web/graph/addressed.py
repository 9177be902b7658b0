"""Groups and mail contacts as Graph shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from simulator.tenant.directory.contacts import Contact
from simulator.tenant.directory.groups import Group

USUAL_OF_GROUP = (
    "id", "deletedDateTime", "classification", "createdDateTime", "description", "displayName", "groupTypes", "mail",
    "mailEnabled", "mailNickname", "membershipRule", "membershipRuleProcessingState", "onPremisesSyncEnabled",
    "proxyAddresses", "securityEnabled", "visibility",
)  # fmt: skip
GROUP: Mapping[str, Callable[[Group], Any]] = {
    "id": lambda group: group.id,
    "displayName": lambda group: group.name,
    "mail": lambda group: group.mail or None,
    "mailEnabled": lambda group: bool(group.mail),
    "mailNickname": lambda group: group.alias,
    "securityEnabled": lambda group: group.kind in ("security", "mail-security"),
    "groupTypes": lambda group: ["Unified"] if group.kind == "microsoft365" else [],
    "proxyAddresses": lambda group: [f"SMTP:{group.mail}"] if group.mail else [],
    "description": lambda group: group.description,
    "visibility": lambda group: "Private" if group.kind == "microsoft365" else None,
    "createdDateTime": lambda group: "2021-03-01T08:00:00Z",
    **dict.fromkeys(
        ("deletedDateTime", "classification", "membershipRule", "membershipRuleProcessingState",
         "onPremisesSyncEnabled", "onPremisesLastSyncDateTime", "onPremisesSamAccountName"),
        lambda group: None,
    ),
}  # fmt: skip
CONTACT: Mapping[str, Callable[[Contact], Any]] = {
    "id": lambda contact: contact.id,
    "deletedDateTime": lambda contact: None,
    "displayName": lambda contact: contact.name.shown,
    "givenName": lambda contact: contact.name.given,
    "surname": lambda contact: contact.name.family,
    "mail": lambda contact: contact.mail,
    "mailNickname": lambda contact: contact.alias,
    "proxyAddresses": lambda contact: [f"SMTP:{contact.mail}"],
    "companyName": lambda contact: "Example",
    "department": lambda contact: None,
    "jobTitle": lambda contact: None,
    "onPremisesSyncEnabled": lambda contact: None,
    "addresses": lambda contact: [],
    "phones": lambda contact: [],
}


def group_row(group: Group, names: Iterable[str] = GROUP) -> dict[str, Any]:
    """Some properties, or everything that may be selected."""
    return {name: GROUP[name](group) for name in names}


def contact_row(contact: Contact, names: Iterable[str] = CONTACT) -> dict[str, Any]:
    return {name: CONTACT[name](contact) for name in names}
