"""Starts runs: a preview, the publishing of a preview, the approval of what was held."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from people import audit
from people.roles import person_of
from sync import approval, dispatch
from sync.approval import CannotPublish
from sync.dispatch import Started
from sync.models import Connection, Purpose, SyncRun
from wizard.views import live
from wizard.views.seen import connection_of, require_change

JOINED = "A run is under way already; this is it."


@require_POST
def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """`purpose`: preview (`full=yes` reads the whole directory), or publish with `run`, the preview that was looked at.

    A preview changes nothing, so support staff may start one too; what is published is an administrator's decision.
    """
    connection = connection_of(request, pk)
    trouble = live.trouble(timezone.now())
    if trouble:
        messages.warning(request, trouble)
        return to_preview(connection)
    if request.POST.get("purpose") == "publish":
        return _publish(request, connection)
    full = True if request.POST.get("full") == "yes" else None
    return _follow(
        request, dispatch.start(connection, Purpose.PREVIEW, request.user, timezone.now(), full=full)
    )


def _publish(request: HttpRequest, connection: Connection) -> HttpResponse:
    require_change(request, connection)
    seen = run_of(request, connection, request.POST.get("run", ""))
    try:
        started = approval.publish_preview(seen, request.user, timezone.now())
    except CannotPublish as problem:
        messages.error(request, str(problem))
        return to_preview(connection, seen)
    audit.note(request.user, "publish pair", connection, run=str(seen.pk), hash=seen.hash)
    return _follow(request, started)


@require_POST
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Approve the held pair with this `hash`, for this `reason`."""
    connection = connection_of(request, pk)
    require_change(request, connection)
    pair_hash, reason = request.POST.get("hash", ""), request.POST.get("reason", "")
    trouble = live.trouble(timezone.now())
    if trouble:
        messages.warning(request, trouble)
        return to_preview(connection)
    try:
        started = approval.approve(connection, pair_hash, request.user, reason, timezone.now())
    except CannotPublish as problem:
        messages.error(request, str(problem))
        return to_preview(connection)
    return _follow(request, started)


def run_of(request: HttpRequest, connection: Connection, named: str) -> SyncRun:
    """The run of this connection with that id, or Http404."""
    pk = live.identifier(named)
    if pk is None:
        raise Http404(named)
    return get_object_or_404(SyncRun.objects.visible_to(person_of(request)), connection=connection, pk=pk)


def _follow(request: HttpRequest, started: Started) -> HttpResponse:
    if started.joined:
        messages.info(request, JOINED)
    return to_preview(started.run.connection, started.run)


def to_preview(connection: Connection, run: SyncRun | None = None) -> HttpResponse:
    """To the page of this run, or of the newest one."""
    page = reverse("wizard:sync-preview", args=[connection.pk])
    return redirect(f"{page}?run={run.pk}" if run else page)
