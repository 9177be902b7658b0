"""Practice on simulated tenants: pick a fault, and do in the tenant what a remedy says."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clients.contract import OutsideError
from people import audit
from people.roles import person_of
from sync.models import Connection
from wizard import practice, releases, steps
from wizard.models import CheckRun
from wizard.views import live
from wizard.views.seen import connection_of

BEGIN_WITH = ("autodiscover-elsewhere", "spf-too-many", "access-healthy", "role-missing")
IF_ANSWERED_WRONG = " Where another answer is asked for, fill in what is ready once more."

Deed = Callable[[Connection, dict[str, Any]], None]


@require_safe
def scenarios(request: HttpRequest) -> HttpResponse:
    """The catalogue of faults. The simulated tenants start with the first look at it."""
    found, problem = [], practice.available()
    if not problem:
        try:
            found = practice.scenarios()
        except OutsideError as trouble:
            problem = str(trouble)
    groups = [(name, list(ones)) for name, ones in groupby(found, key=lambda one: one["group"])]
    begin_with = [one for name in BEGIN_WITH for one in found if one["name"] == name]
    context = {"groups": groups, "begin_with": begin_with, "problem": problem}
    return render(request, "wizard/practice.html", context)


@require_POST
def begin(request: HttpRequest, scenario: str) -> HttpResponse:
    """A new practice connection, on its own simulated domain."""
    try:
        connection = practice.begin(person_of(request), scenario, timezone.now())
    except OutsideError as trouble:
        messages.error(request, str(trouble))
        return redirect("wizard:practice")
    audit.note(request.user, "begin practice", connection, scenario=scenario)
    return redirect("wizard:step", connection.pk, "prerequisites")


@require_POST
def apply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Do one remedy block of a stored row (`row`, `block`) in the simulated tenant."""
    connection = _practised(request, pk)
    row = get_object_or_404(CheckRun, connection=connection, pk=live.identifier(request.POST.get("row", "")))
    number = live.number(request.POST.get("block", ""))
    if number >= len(row.remedy):
        raise Http404("no such block")
    block = row.remedy[number]
    also = "" if block["kind"] != "text" else IF_ANSWERED_WRONG
    done = f"Done in the simulated tenant.{also} Run “{row.title}” again to see what it says now."
    return _do(request, connection, practice.apply, block, "practice apply", done)


@require_POST
def undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what was done (`text`) in the simulated tenant."""
    connection = _practised(request, pk)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if text not in live.applied_to(connection):
        raise Http404("not applied")
    done = "Undone in the simulated tenant. Run the check again to see what it says now."
    return _do(request, connection, practice.undo, {"text": text}, "practice undo", done)


@require_POST
def fill(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take over what the simulated tenant has ready: ids, addresses and a credential."""
    connection, now = _practised(request, pk), timezone.now()
    try:
        given = practice.fill(connection, request.user, now)
    except OutsideError as trouble:
        messages.error(request, str(trouble))
    else:
        audit.note(request.user, "practice fill", connection, keys=given)
        messages.success(request, "What the simulated tenant has ready is filled in. Run the checks.")
        releases.after(connection, given, str(request.user), now)
    return redirect("wizard:step", connection.pk, _page(request))


@require_POST
def fill_certificate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the simulated application the certificate that was made here."""
    connection = _practised(request, pk)
    try:
        practice.register_certificate(connection)
    except OutsideError as trouble:
        messages.error(request, str(trouble))
    else:
        audit.note(request.user, "practice certificate", connection)
        messages.success(request, "The simulated application has the certificate. Run the checks.")
    return redirect("wizard:step", connection.pk, "access")


def _page(request: HttpRequest) -> str:
    """The step from which the button was pressed."""
    slug = request.POST.get("step", "")
    return (
        slug
        if any(one.slug == slug and one.built for one in steps.STEPS) and slug != "start"
        else "prerequisites"
    )


def _practised(request: HttpRequest, pk: uuid.UUID) -> Connection:
    connection = connection_of(request, pk)
    if not connection.practice:
        raise Http404("not a practice connection")
    return connection


def _do(
    request: HttpRequest, connection: Connection, deed: Deed, block: dict[str, Any], what: str, done: str
) -> HttpResponse:
    try:
        deed(connection, block)
    except OutsideError as trouble:
        messages.error(request, str(trouble))
    else:
        audit.note(request.user, what, connection, text=block["text"])
        messages.success(request, done)
    return redirect("wizard:step", connection.pk, _page(request))
