"""An SFTP target: what signs in there, and the server's key, which a person confirms once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from checks.sync.trial import TRIAL
from clients.contract.sftp import HostKey
from people import audit
from sync import credentials
from sync.models import Connection, plan_of
from wizard import releases
from wizard.newest import newest_rows
from wizard.views.seen import connection_of, require_change


def context(connection: Connection) -> dict[str, Any]:
    """For the page of the step; nothing where the target is no SFTP server."""
    if not connection.target.lower().startswith("sftp://"):
        return {}
    pinned, seen = plan_of(connection).sftp_host_key, seen_key(connection)
    return {
        "sftp": {
            "present": credentials.sftp(connection),
            "pinned": HostKey.of(pinned).fingerprint if pinned else "",
            "seen": seen.fingerprint if seen else "",
            "other": bool(seen and pinned and seen.written != pinned),
        }
    }


def seen_key(connection: Connection) -> HostKey | None:
    """The key that the server showed when the target was checked last."""
    row = newest_rows(connection).get("sync.path")
    item = row.evidence.filter(label=TRIAL).first() if row else None
    told = (item.value or {}).get("key") if item else None
    try:
        return HostKey.of(told["written"]) if told else None
    except (ValueError, KeyError, TypeError):
        return None


@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Pin the key with this `fingerprint`, if it is the one that the check saw."""
    connection = connection_of(request, pk)
    require_change(request, connection)
    seen = seen_key(connection)
    if seen is None or seen.fingerprint != request.POST.get("fingerprint"):
        messages.error(request, "This is not the key that the check saw. Run the check of the target again.")
        return redirect("wizard:step", connection.pk, "sync")
    plan = plan_of(connection)
    plan.sftp_host_key = seen.written
    plan.save()
    audit.note(request.user, "confirm host key", connection, fingerprint=seen.fingerprint)
    messages.success(request, "Confirmed. Another key is refused from now on.")
    releases.after(connection, ["host_key"], str(request.user), timezone.now())
    return redirect("wizard:step", connection.pk, "sync")
