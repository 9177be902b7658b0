"""Turns stored answers into the Subject that a check sees, and tells when an answer changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from checks.subject import Subject
from sync import credentials, network
from sync.models import Connection
from wizard import moments
from wizard.models import Setup

MOMENTS = "first_seen"

_OF_CONNECTION = (
    "domain",
    "exchange",
    "road",
    "archive_via",
    "practice",
    "tenant_id",
    "client_id",
    "ews_url",
)
_OF_SETUP = (
    "admin_upn", "worker_upn", "canary", "out_of_scope", "known_user", "autodiscover_host", "retain_version",
    "retain_os",
)  # fmt: skip


def subject_of(connection: Connection) -> Subject:
    """The subject of a stored connection. KeyError when its cloud is `custom` and the operator has none."""
    setup = setup_of(connection)
    answers: dict[str, Any] = {name: getattr(connection, name) for name in _OF_CONNECTION}
    answers |= {name: getattr(setup, name) for name in _OF_SETUP} | _credential(connection)
    return Subject(
        cloud=network.cloud_for(connection.cloud),
        account_report=setup.account_report,
        first_seen=moments.of(connection),
        **answers,
    )


def setup_of(connection: Connection) -> Setup:
    """The wizard's own answers; unsaved ones where there are none yet."""
    return Setup.objects.filter(connection=connection).first() or Setup(connection=connection)


def _credential(connection: Connection) -> dict[str, str]:
    """What a check may know of the credential: never its value."""
    row = credentials.application(connection) or credentials.password(connection)
    if row is None:
        return {}
    ends = row.not_after.isoformat() if row.not_after else ""
    return {"credential": str(row), "credential_ends": ends, "thumbprint": row.thumbprint}


def bare_subject(domain: str) -> Subject:
    """The subject for a domain that is not stored: Exchange Online in the operator's cloud, else worldwide."""
    return Subject(domain=domain, cloud=network.custom_cloud() or network.cloud_for("worldwide"))


def fingerprints(subject: Subject, names: Iterable[str]) -> dict[str, str]:
    """A short hash of each named answer; equal hashes mean an unchanged answer."""
    known = {field.name for field in fields(subject)}
    return {name: _fingerprint(subject, name) for name in sorted(known.intersection(names))}


def _fingerprint(subject: Subject, name: str) -> str:
    # Moments are no answers: one more of them must not put verdicts out of date.
    value = MOMENTS if name == MOMENTS else getattr(subject, name)
    value = str(value) if isinstance(value, str) else value  # a choice that was just made is an enum
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
