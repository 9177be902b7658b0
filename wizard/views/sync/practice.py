"""In practice: let something happen in the simulated directory between two nights, and take it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clients.contract import OutsideError
from people import audit
from sync.models import Connection
from wizard import practice
from wizard.views.seen import connection_of


def context(connection: Connection) -> dict[str, Any]:
    """What the simulated directory can undergo, and what it underwent; nothing outside of practice, or while the
    simulator cannot be asked."""
    if not connection.practice:
        return {}
    try:
        return {"offered": practice.changes(connection), "happened": practice.happened(connection)}
    except OutsideError:
        return {}


@require_POST
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """`key`: let this happen; or `undo`: take back the newest of these (its text)."""
    connection = connection_of(request, pk)
    if not connection.practice:
        raise Http404("not a practice connection")
    try:
        words = _undone(request, connection) if "undo" in request.POST else _done(request, connection)
    except OutsideError as trouble:
        messages.error(request, str(trouble))
    else:
        audit.note(request.user, "practice change", connection, happened=words)
        messages.success(request, f"{words} Press Preview to see what the next night would do.")
    return redirect("wizard:sync-preview", connection.pk)


def _done(request: HttpRequest, connection: Connection) -> str:
    known = {one["key"]: one for one in practice.changes(connection)}
    found = known.get(request.POST.get("key", ""))
    if found is None:
        raise Http404("no such change")
    practice.apply(connection, {"kind": found["kind"], "text": found["text"]})
    return f"It happened in the simulated tenant: {found['title'][0].lower()}{found['title'][1:]}."


def _undone(request: HttpRequest, connection: Connection) -> str:
    text = request.POST["undo"]
    if text not in practice.applied(connection):
        raise Http404("not applied")
    practice.undo(connection, {"text": text})
    return "Taken back."
