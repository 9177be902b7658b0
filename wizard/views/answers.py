"""Stores the answers of a step's form; what is wrong is said at its field on the same page."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from people import audit
from sync.models import Connection
from wizard import releases
from wizard.answer_forms import AccessForm, AccountsForm, AnswersForm
from wizard.views import steps
from wizard.views.seen import connection_of, require_change


@require_POST
def accounts(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _save(request, connection_of(request, pk), "accounts", AccountsForm)


@require_POST
def access(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _save(request, connection_of(request, pk), "access", AccessForm)


def _save(
    request: HttpRequest, connection: Connection, slug: str, form_class: type[AnswersForm]
) -> HttpResponse:
    require_change(request, connection)
    form = form_class(connection, request.POST)
    if not form.is_valid():
        return steps.show(request, connection, steps.step_of(slug), form=form)
    changed = form.store()
    if changed:
        audit.note(request.user, "change connection", connection, keys=changed)
        messages.success(request, "Stored. Verdicts that rest on a changed answer are marked out of date.")
        releases.after(connection, changed, str(request.user), timezone.now())
    else:
        messages.info(request, "Nothing was changed.")
    return redirect("wizard:step", connection.pk, slug)
