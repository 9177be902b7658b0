"""The task list of a connection: every step with its state, and the one next thing to do."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wizard import progress
from wizard.views import banner, dates
from wizard.views.seen import connection_of, may_change

NEWEST_RUNS = 5


@require_safe
def task_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = connection_of(request, pk)
    overview = progress.overview(connection)
    context = {
        "connection": connection,
        "steps": [(state, banner.detail_of(state)) for state in overview],
        "banner": banner.next_thing(overview),
        "dates": dates.of_connection(connection, timezone.now().date()),
        "runs": connection.runs.all()[:NEWEST_RUNS],
        "may_change": may_change(request, connection),
    }
    return render(request, "wizard/tasks.html", context)
