"""Turns stored answers into the Subject that a check sees, and tells when an answer changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from checks.subject import Subject
from sync import network
from sync.models import Connection
from wizard.models import Setup

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
    setup = Setup.objects.filter(connection=connection).first() or Setup()
    answers: dict[str, Any] = {name: getattr(connection, name) for name in _OF_CONNECTION}
    answers |= {name: getattr(setup, name) for name in _OF_SETUP}
    return Subject(cloud=network.cloud_for(connection.cloud), **answers)


def bare_subject(domain: str) -> Subject:
    """The subject for a domain that is not stored: Exchange Online in the operator's cloud, else worldwide."""
    return Subject(domain=domain, cloud=network.custom_cloud() or network.cloud_for("worldwide"))


def fingerprints(subject: Subject, names: Iterable[str]) -> dict[str, str]:
    """A short hash of each named answer; equal hashes mean an unchanged answer."""
    known = {field.name for field in fields(subject)}
    return {
        name: hashlib.sha256(repr(getattr(subject, name)).encode()).hexdigest()[:16]
        for name in sorted(known.intersection(names))
    }
