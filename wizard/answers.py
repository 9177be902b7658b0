"""The answers of a connection by their public keys, for scripts: the same rules as the forms."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from clients.names import to_ascii
from sync import due
from sync.models import Connection, SyncPlan, plan_of
from wizard.identifiers import address, guid
from wizard.plan_answers import OF_PLAN, of_plan, set_plan, switch
from wizard.subjects import setup_of

OF_CONNECTION = (
    "domain", "exchange", "cloud", "road", "archive_via", "tenant_id", "client_id", "ews_url", "target", "user_file",
    "groups_file", "timezone", "sync_at", "archive_job_at",
)  # fmt: skip
OF_SETUP = (
    "admin_upn", "worker_upn", "canary", "out_of_scope", "known_user", "retain_version", "retain_os",
    "autodiscover_host", "windows_host",
)  # fmt: skip
KEYS = OF_CONNECTION + OF_SETUP + OF_PLAN


class BadAnswer(ValueError):
    """An answer that cannot be taken; the text names the key."""


def _zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError(f"“{value}” is not a time zone, for example Europe/Berlin.")
    return value


def _host(value: str) -> str:
    return to_ascii(value) if value else ""


def _file_name(value: str) -> str:
    name = value.strip()
    if any(sign in name for sign in '/\\:*?"<>|') or not name.isprintable() or name.startswith("."):
        raise ValueError("It must be the name of a file, without its folder.")
    return name


_CLEANED: dict[str, Callable[[str], Any]] = {
    "domain": to_ascii,
    "autodiscover_host": _host,
    **dict.fromkeys(("tenant_id", "client_id"), guid),
    **dict.fromkeys(("admin_upn", "worker_upn", "canary", "out_of_scope", "known_user"), address),
    **dict.fromkeys(("user_file", "groups_file"), _file_name),
    "timezone": _zone,
    "windows_host": switch,
    "sync_at": lambda value: value or None,
    "archive_job_at": lambda value: value or None,
}


def road_for(exchange: str) -> str:
    """The road that follows from where the mailboxes live."""
    return "impersonation" if exchange == "server" else "application"


def assign(connection: Connection, answers: dict[str, str]) -> None:
    """Store answers by key; all of them or none. BadAnswer names the first that cannot be taken."""
    setup, plan = setup_of(connection), plan_of(connection)
    rows = _rows(connection, setup, plan)
    for key, value in answers.items():
        _set(rows.get(key, setup), key, value)
    if "exchange" in answers and "road" not in answers:
        connection.road = road_for(connection.exchange)
    if plan.on and connection.sync_at is None:
        raise BadAnswer("sync_on: set sync_at first, the time at which the nightly run starts.")
    with transaction.atomic():
        connection.save()
        setup.connection = plan.connection = connection
        setup.save()
        plan.save()
        due.note_schedule(plan, timezone.now())


def _rows(connection: Connection, setup: models.Model, plan: SyncPlan) -> dict[str, models.Model]:
    return (
        dict.fromkeys(OF_CONNECTION, connection)
        | dict.fromkeys(OF_SETUP, setup)
        | dict.fromkeys(OF_PLAN, plan)
    )


def _set(row: models.Model, key: str, value: str) -> None:
    if key not in KEYS:
        raise BadAnswer(f"{key}: no such key. Known are {', '.join(KEYS)}.")
    try:
        if isinstance(row, SyncPlan):
            set_plan(row, key, value)
            return
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
    return {key: _text(getattr(row, key)) for key, row in rows.items()} | of_plan(plan_of(connection))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value or "")
