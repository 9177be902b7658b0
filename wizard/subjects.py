"""Turns stored answers into the Subject that a check sees, and tells when an answer changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.utils import timezone

from checks.facts import register
from checks.subject import Subject
from sync import credentials, network
from sync.models import Connection, plan_of
from sync.nights import Nights
from sync.roots import practice_folder
from wizard import moments
from wizard.models import Setup
from wizard.nights import nights_of

MOMENTS = "first_seen"
FACT = "fact:"

_OF_CONNECTION = (
    "domain",
    "exchange",
    "road",
    "archive_via",
    "practice",
    "tenant_id",
    "client_id",
    "ews_url",
    "user_file",
    "groups_file",
    "timezone",
)
_OF_SETUP = (
    "admin_upn", "worker_upn", "canary", "out_of_scope", "known_user", "autodiscover_host", "retain_version",
    "retain_os", "windows_host", "workstation",
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
        nights=nights_of(connection, timezone.now()),
        **answers,
        **_times(connection),
        **_plan(connection),
        **_target(connection),
    )


def _times(connection: Connection) -> dict[str, Any]:
    """Times of the clock as HH:MM; the form and the shell store them as times."""
    at, job_at = connection.sync_at, connection.archive_job_at
    return {"sync_at": f"{at:%H:%M}" if at else "", "archive_job_at": f"{job_at:%H:%M}" if job_at else ""}


def _plan(connection: Connection) -> dict[str, Any]:
    plan = plan_of(connection)
    return {"layout": plan.layout, "host_key": plan.sftp_host_key}


def _target(connection: Connection) -> dict[str, Any]:
    """Where the pair goes and may go. Practice has a folder of its own, and no other."""
    practice = str(practice_folder(connection)) if connection.practice else ""
    roots = [practice] if practice else settings.ALLOWED_TARGET_ROOTS
    signs_in = connection.credentials.filter(kind__in=credentials.SFTP).first()
    return {
        "target": connection.target or practice,
        "target_roots": tuple(root.strip() for root in roots if root.strip()),
        "folder": str(connection.folder),
        "sftp_credential": str(signs_in) if signs_in else "",
    }


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
    """A short hash of each named answer, and the state of each platform fact ("fact:<id>") today; equal ones mean that
    nothing changed."""
    wanted = set(names)
    known = wanted.intersection(field.name for field in fields(subject))
    found = {name: _fingerprint(subject, name) for name in sorted(known)}
    return found | {name: _state(subject, name) for name in sorted(wanted) if name.startswith(FACT)}


def _state(subject: Subject, name: str) -> str:
    try:
        return register.state(name.removeprefix(FACT), timezone.now().date(), subject.cloud.key)
    except KeyError:  # a newer version no longer knows it
        return "gone"


def _fingerprint(subject: Subject, name: str) -> str:
    value = getattr(subject, name)
    if name == MOMENTS:  # moments are no answers: one more of them must not put verdicts out of date
        value = MOMENTS
    if isinstance(value, Nights):  # nor is the clock: a new run is
        value = (value.on, value.newest, value.complete, value.published)
    value = str(value) if isinstance(value, str) else value  # a choice that was just made is an enum
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
