"""What is being checked: the answers of one connection, never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal, cast

from clients.contract import Cloud
from sync.nights import Nights

Exchange = Literal["online", "server", "hybrid"]
Road = Literal["application", "impersonation"]
Via = Literal["graph", "ews"]


@dataclass(frozen=True)
class Subject:
    """Answers of one connection as they stand when a check starts. Empty string: not answered yet.

    `domain` is in IDNA ASCII form, lower case, without a trailing dot. `first_seen` maps a fact's key to the moment
    (aware, UTC) at which this connection first showed it. `credential`: its kind and revision ("certificate 3"),
    `credential_ends`: ISO 8601 or empty, `thumbprint`: SHA-1 in hex. `account_report`: the uploaded JSON, checked
    against its schema. `practice` connections live in the simulator. `sync_at`, `archive_job_at`: "HH:MM" in
    `timezone`; `target_roots`: directories of this machine under which files may be written; `layout`: as
    Layout.stored makes it, empty for the generic one; `folder`: where this program keeps what it published; `host_key`:
    the pinned key of an SFTP target; `sftp_credential`: kind and revision of what it is signed in to with; `nights`:
    what earlier runs told; `windows_host`: one runs the scripts, and `workstation` is its uploaded probe.
    """

    domain: str
    cloud: Cloud
    exchange: Exchange = "online"
    road: Road = "application"
    archive_via: Via = "graph"
    practice: bool = False
    tenant_id: str = ""
    client_id: str = ""
    admin_upn: str = ""
    worker_upn: str = ""
    canary: str = ""
    out_of_scope: str = ""
    known_user: str = ""
    ews_url: str = ""
    autodiscover_host: str = ""
    retain_version: str = ""
    retain_os: str = ""
    target: str = ""
    user_file: str = ""
    groups_file: str = ""
    timezone: str = "UTC"
    sync_at: str = ""
    archive_job_at: str = ""
    target_roots: tuple[str, ...] = ()
    layout: Mapping[str, Any] = field(default_factory=dict)
    folder: str = ""
    host_key: str = ""
    sftp_credential: str = ""
    windows_host: bool = False
    workstation: Mapping[str, Any] = field(default_factory=dict)
    credential: str = ""
    credential_ends: str = ""
    thumbprint: str = ""
    account_report: Mapping[str, Any] = field(default_factory=dict)
    first_seen: Mapping[str, datetime] = field(default_factory=dict)
    nights: Nights = field(default_factory=Nights)

    @property
    def online(self) -> bool:
        """Mailboxes live in Exchange Online alone."""
        return self.exchange == "online"


class _Watched:
    """Stands in for a Subject and notes which of its fields are read."""

    def __init__(self, subject: Subject, reads: set[str]) -> None:
        self._subject, self._reads = subject, reads

    def __getattr__(self, name: str) -> Any:
        if name == "online":
            self._reads.add("exchange")
        elif name in {f.name for f in fields(self._subject)}:
            self._reads.add(name)
        return getattr(self._subject, name)


def watched(subject: Subject) -> tuple[Subject, set[str]]:
    """The subject, and a set that fills with the names of the fields that a check reads from it.

    What a check read is what its verdict depends on: when one of these changes, the verdict is out of date.
    """
    reads: set[str] = set()
    return cast(Subject, _Watched(subject, reads)), reads
