"""The list of connections; making, changing and deleting one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from people import audit
from people.roles import administrators_only, person_of
from sync.models import Connection
from wizard import practice, progress, steps
from wizard.forms import StartForm
from wizard.views import roads, summaries
from wizard.views.seen import connection_of, may_change, require_change

A_PAGE = 25


def connections(request: HttpRequest) -> HttpResponse:
    """Every connection this person sees, with what it needs; practice apart. Search by name or domain."""
    asked = request.GET.get("q", "").strip()[:100]
    everything = Connection.objects.visible_to(person_of(request)).order_by("name")
    found = everything.filter(Q(name__icontains=asked) | Q(domain__icontains=asked)) if asked else everything
    page = Paginator(found.filter(practice=False), A_PAGE).get_page(request.GET.get("page"))
    trials = Paginator(found.filter(practice=True).order_by("-made_at"), A_PAGE).get_page(
        request.GET.get("practice")
    )
    context = {
        "page": page,
        "practice_page": trials,
        "cards": summaries.cards_of(list(page)),
        "practice_cards": summaries.cards_of(list(trials)),
        "q": asked,
        "empty": not everything.exists(),
        "no_practice": practice.available(),
    }
    return render(request, "wizard/connections.html", context)


@administrators_only
def new(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        connection = form.store(person_of(request))
        audit.note(request.user, "create connection", connection, domain=connection.domain)
        messages.success(request, f"{connection.name} is stored. Next: its prerequisites.")
        return redirect("wizard:step", connection.pk, "prerequisites")
    return render(
        request,
        "wizard/steps/start.html",
        {"form": form, "roads": roads.roads(timezone.now().date()), "connection": None},
    )


def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same form again. Who may not change it reads the answers."""
    connection = connection_of(request, pk)
    if request.method == "POST":
        require_change(request, connection)
    form = StartForm(request.POST or None, instance=connection)
    if request.method == "POST" and form.is_valid():
        return _stored(request, form)
    if form.errors:
        connection.refresh_from_db()
    context = {
        "form": form,
        "roads": roads.roads(timezone.now().date()),
        "connection": connection,
        "current": steps.get("start"),
        "overview": progress.overview(connection),
        "may_change": may_change(request, connection),
    }
    return render(request, "wizard/steps/start.html", context)


def _stored(request: HttpRequest, form: StartForm) -> HttpResponse:
    changed = form.changed_keys()
    connection = form.store(person_of(request))
    if changed:
        audit.note(request.user, "change connection", connection, keys=changed)
        messages.success(request, "Stored. Verdicts that rest on a changed answer are marked out of date.")
    else:
        messages.info(request, "Nothing was changed.")
    return redirect("wizard:tasks", connection.pk)


def delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first. The connection goes with its runs; the audit trail stays."""
    connection = connection_of(request, pk)
    require_change(request, connection)
    if request.method == "POST":
        audit.note(request.user, "delete connection", connection, domain=connection.domain)
        connection.delete()
        messages.success(request, f"{connection.name} is deleted.")
        return redirect("wizard:connections")
    return render(request, "wizard/delete.html", {"connection": connection, "runs": connection.runs.count()})
