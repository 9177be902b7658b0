"""Stores what the forms of the step ask; what is wrong is said at its field on the same page."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from people import audit
from sync.models import Connection
from wizard import releases
from wizard.answer_forms import AnswersForm
from wizard.sync_forms.choice import ChoiceForm, LimitsForm
from wizard.sync_forms.schedule import ScheduleForm
from wizard.sync_forms.target import TargetForm, linted
from wizard.views import steps
from wizard.views.seen import connection_of, require_change

STORED = "Stored. Verdicts that rest on a changed answer are marked out of date."


@require_safe
def path(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the path linter says of `target` while it is typed: a fragment of the page."""
    connection_of(request, pk)
    text, system = request.GET.get("target", ""), request.GET.get("retain_os", "")
    found = linted(text, system) if text.strip() else None
    return render(request, "wizard/sync/linted.html", {"linted": found})


@require_POST
def target(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = _changeable(request, pk)
    return _answers(request, connection, "target_form", TargetForm(connection, request.POST))


@require_POST
def schedule(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = _changeable(request, pk)
    return _answers(request, connection, "schedule_form", ScheduleForm(connection, request.POST))


@require_POST
def choice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = _changeable(request, pk)
    form = ChoiceForm(connection, request.POST)
    if not form.is_valid():
        return _again(request, connection, "choice_form", form)
    if form.store():
        audit.note(request.user, "change choice", connection, choice=form.plan.choice)
        messages.success(request, "Stored. The next preview shows who is in and who is not.")
    return _back(request, connection, "who")


@require_POST
def limits(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = _changeable(request, pk)
    form = LimitsForm(connection, request.POST)
    if not form.is_valid():
        return _again(request, connection, "limits_form", form)
    if form.store():
        reason = form.cleaned_data["reason"]
        audit.note(request.user, "change limits", connection, limits=form.plan.limits, reason=reason)
        messages.success(request, "Stored. The new limits count from the next run on.")
    return _back(request, connection, "limits")


def _changeable(request: HttpRequest, pk: uuid.UUID) -> Connection:
    connection = connection_of(request, pk)
    require_change(request, connection)
    return connection


def _answers(request: HttpRequest, connection: Connection, name: str, form: AnswersForm) -> HttpResponse:
    if not form.is_valid():
        return _again(request, connection, name, form)
    changed = form.store()
    if changed:
        audit.note(request.user, "change connection", connection, keys=changed)
        messages.success(request, STORED)
        releases.after(connection, changed, str(request.user), timezone.now())
    else:
        messages.info(request, "Nothing was changed.")
    return _back(request, connection, name.removesuffix("_form"))


def _again(request: HttpRequest, connection: Connection, name: str, form: forms.Form) -> HttpResponse:
    more: dict[str, Any] = {name: form, "form": form}
    return steps.show(request, connection, steps.step_of("sync"), **more)


def _back(request: HttpRequest, connection: Connection, place: str) -> HttpResponse:
    response = redirect("wizard:step", connection.pk, "sync")
    response["Location"] += f"#{place}"
    return response
