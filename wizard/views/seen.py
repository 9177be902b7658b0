"""What the person who asks may see and change. Whatever they may not see is not there (404)."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from people.roles import REFUSAL, person_of
from sync.models import Connection
from wizard.models import Run


def connection_of(request: HttpRequest, pk: uuid.UUID) -> Connection:
    """The connection, or Http404."""
    return get_object_or_404(Connection.objects.visible_to(person_of(request)), pk=pk)


def run_of(request: HttpRequest, pk: uuid.UUID) -> Run:
    """The run, or Http404."""
    runs = Run.objects.visible_to(person_of(request)).select_related("connection")
    return get_object_or_404(runs, pk=pk)


def may_change(request: HttpRequest, connection: Connection) -> bool:
    """Administrators change everything; one's own practice is one's own."""
    return person_of(request).administers or connection.practice


def require_change(request: HttpRequest, connection: Connection) -> None:
    """PermissionDenied, with words for the page, when this person may not change the connection."""
    if not may_change(request, connection):
        raise PermissionDenied(REFUSAL)
