"""What the scripts of a bundle know about a customer, as one tree of plain values. Never a secret.

The names of the fields, in camel case, are the keys of the data file: they are promises to the scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Worker:
    """The impersonation user to be made on the customer's own Exchange server."""

    upn: str = ""
    alias: str = "RetainWorker"
    display_name: str = "RetainWorker"
    role_group: str = "Retain Application Impersonation"


@dataclass(frozen=True)
class Target:
    """Where the pair goes: a folder of the Windows host, and the names of both files."""

    folder: str = ""
    users_file: str = "exchangeuser.csv"
    groups_file: str = "exchangegroups.csv"


@dataclass(frozen=True)
class Limits:
    """Removals up to max(`percent` % of what was there, `least`) go through without a person."""

    percent: float = 5.0
    least: int = 10


@dataclass(frozen=True)
class Keep:
    """How many good pairs are kept."""

    count: int = 30


@dataclass(frozen=True)
class Permission:
    """An application permission: Microsoft's id of it, and its name."""

    id: str
    value: str


@dataclass(frozen=True)
class Permissions:
    graph: tuple[Permission, ...] = ()
    exchange: tuple[Permission, ...] = ()


@dataclass(frozen=True)
class Scope:
    """The management scope that limits the roles. `filter`: Exchange's own words for who is in it."""

    name: str = "Retain mailboxes"
    filter: str = ""


@dataclass(frozen=True)
class Nightly:
    """The scheduled task. `at`: HH:MM; `timezone`: IANA name; `account`: who it runs as, "" while that is open."""

    name: str = "Retain address book"
    at: str = ""
    timezone: str = "UTC"
    account: str = ""


def is_first_domain(name: str) -> bool:
    """Is this the domain that Microsoft gave the tenant at its beginning, by which an application signs in to Exchange
    Online (microsoft365.md 1.3)?"""
    return ".onmicrosoft." in name.lower()


@dataclass(frozen=True)
class Values:
    """The whole data file. `made`: aware; `layout` and `choice`: as JSON, in the form that their own rooms store."""

    connection: str
    made: datetime
    program: str
    exchange: str
    cloud: str
    domain: str
    tenant_id: str = ""
    organization: str = ""
    app_id: str = ""
    certificate_thumbprint: str = ""
    server_uri: str = ""
    administrator: str = ""
    credential_file: str = "retain-credential.xml"
    worker: Worker = Worker()
    target: Target = Target()
    layout: Mapping[str, Any] = field(default_factory=dict)
    choice: Mapping[str, Any] = field(default_factory=dict)
    limits: Limits = Limits()
    keep: Keep = Keep()
    archive_via: str = "graph"
    permissions: Permissions = Permissions()
    roles: tuple[str, ...] = ()
    scope: Scope = Scope()
    certificate: str = ""
    hosts: tuple[str, ...] = ()
    task: Nightly = Nightly()

    def stored(self) -> dict[str, Any]:
        """As JSON, without the mark of the format."""
        return {_camel(one.name): _plain(getattr(self, one.name)) for one in fields(self)}


def _plain(value: object) -> Any:
    if is_dataclass(value):
        return {_camel(one.name): _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
