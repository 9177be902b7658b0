"""Step Access: the application, its credential, its permissions, and the role that opens mailboxes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from checks.access import permissions
from checks.admin_centre import ENTRA
from checks.subject import Subject
from sync import credentials
from sync.models import Connection, Kind
from wizard import consent, guidance, subjects
from wizard.answer_forms import AccessForm
from wizard.newest import newest_rows
from wizard.views import platform


def context(request: HttpRequest, connection: Connection) -> dict[str, Any]:
    """What the page of the step shows besides its checks."""
    online, today = connection.exchange != Kind.SERVER, timezone.now().date()
    return {
        "form": AccessForm(connection),
        "application": credentials.application(connection),
        "password": credentials.password(connection),
        "online": online,
        "own_server": connection.exchange != Kind.ONLINE,
        "closed": platform.closed_road(connection, today),
        "changes": platform.changes(connection, today),
        "ews": platform.ews(connection, today),
        "entra": guidance.center_page(connection, ENTRA),
        "permissions": permission_table(connection) if online else (),
        "redirect_uri": request.build_absolute_uri(reverse("wizard:consent")),
        "consent_link": consent_link(request, connection) if online else "",
        "found_tenant": found_in(connection, "tenant.discovery", "tenant id") if online else "",
        **_lines(connection),
    }


def permission_table(connection: Connection) -> tuple[tuple[str, str, str, str], ...]:
    """Name, what it is for, whether it is needed, and whether the last sign-in had it ("" when unknown)."""
    roles = found_in(connection, "graph.token", "roles")
    had = set(roles) if isinstance(roles, list) else None
    kinds = (("Needed", permissions.NEEDED), ("Optional", permissions.OPTIONAL))
    return tuple(
        (name, why, kind, "" if had is None else ("Granted" if name in had else "Not granted"))
        for kind, table in kinds
        for name, why in table.items()
    )


def consent_link(request: HttpRequest, connection: Connection) -> str:
    """The link for the administrator's consent; empty until the application is named."""
    if not connection.client_id:
        return ""
    try:
        cloud = subjects.subject_of(connection).cloud
    except KeyError:
        return ""
    state = consent.state_for(request.session, connection, timezone.now().timestamp())
    back = request.build_absolute_uri(reverse("wizard:consent"))
    return consent.link(cloud.login, cloud.graph, connection, back, state)


def found_in(connection: Connection, check_id: str, key: str) -> Any:
    """What the newest row of a check found under this key of its evidence; "" when it found none."""
    row = newest_rows(connection).get(check_id)
    values = [item.value for item in row.evidence.all()] if row and row.state in ("passed", "warning") else []
    return next((value[key] for value in values if isinstance(value, dict) and value.get(key)), "")


def _lines(connection: Connection) -> dict[str, str]:
    try:
        return _blocks(connection, subjects.subject_of(connection))
    except (KeyError, ValueError):  # a cloud that is gone, or an answer that no line could hold
        return {}


def _blocks(connection: Connection, subject: Subject) -> dict[str, str]:
    object_id = str(found_in(connection, "graph.token", "object_id"))
    blocks = {
        "role_lines": guidance.application_lines(subject, object_id),
        "ews_lines": guidance.ews_lines(),
        "impersonation_lines": guidance.impersonation_lines(subject),
        "address_lines": guidance.address_lines(),
    }
    return {name: guidance.text_of(lines) for name, lines in blocks.items()} | {"object_id": object_id}
