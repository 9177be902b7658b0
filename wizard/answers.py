"""The answers of a connection by their public keys, for scripts: the same rules as the forms."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from clients.names import to_ascii
from sync.models import Connection
from wizard.identifiers import address, guid
from wizard.subjects import setup_of

OF_CONNECTION = (
    "domain", "exchange", "cloud", "road", "archive_via", "tenant_id", "client_id", "ews_url", "target", "user_file",
    "groups_file", "timezone", "sync_at", "archive_job_at",
)  # fmt: skip
OF_SETUP = (
    "admin_upn", "worker_upn", "canary", "out_of_scope", "known_user", "retain_version", "retain_os",
    "autodiscover_host",
)  # fmt: skip
KEYS = OF_CONNECTION + OF_SETUP


class BadAnswer(ValueError):
    """An answer that cannot be taken; the text names the key."""


def _zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError(f"“{value}” is not a time zone, for example Europe/Berlin.")
    return value


def _host(value: str) -> str:
    return to_ascii(value) if value else ""


_CLEANED: dict[str, Callable[[str], Any]] = {
    "domain": to_ascii,
    "autodiscover_host": _host,
    **dict.fromkeys(("tenant_id", "client_id"), guid),
    **dict.fromkeys(("admin_upn", "worker_upn", "canary", "out_of_scope", "known_user"), address),
    "timezone": _zone,
    "sync_at": lambda value: value or None,
    "archive_job_at": lambda value: value or None,
}


def road_for(exchange: str) -> str:
    """The road that follows from where the mailboxes live."""
    return "impersonation" if exchange == "server" else "application"


def assign(connection: Connection, answers: dict[str, str]) -> None:
    """Store answers by key; all of them or none. BadAnswer names the first that cannot be taken."""
    setup = setup_of(connection)
    for key, value in answers.items():
        _set(connection if key in OF_CONNECTION else setup, key, value)
    if "exchange" in answers and "road" not in answers:
        connection.road = road_for(connection.exchange)
    with transaction.atomic():
        connection.save()
        setup.connection = connection
        setup.save()


def _set(row: models.Model, key: str, value: str) -> None:
    if key not in KEYS:
        raise BadAnswer(f"{key}: no such key. Known are {', '.join(KEYS)}.")
    try:
        cleaned = _CLEANED.get(key, str.strip)(value)
        setattr(row, key, row._meta.get_field(key).clean(cleaned, row))  # type: ignore[union-attr]
    except ValidationError as problem:
        raise BadAnswer(f"{key}: {' '.join(problem.messages)}") from None
    except ValueError as problem:
        raise BadAnswer(f"{key}: {problem}") from None


def stored(connection: Connection) -> dict[str, str]:
    """Every answer by key, as text; empty where there is none."""
    setup = setup_of(connection)
    rows = dict.fromkeys(OF_CONNECTION, connection) | dict.fromkeys(OF_SETUP, setup)
    return {key: str(getattr(row, key) or "") for key, row in rows.items()}
