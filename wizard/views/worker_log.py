"""A Worker's log, read for the phrases that are known to mean something. Nothing of it is kept."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from checks import registry
from checks.worker_log import words
from checks.worker_log.intake import NotALog
from checks.worker_log.phrases import Phrase
from checks.worker_log.reading import Reading, read
from checks.worker_log.tally import Found
from people import audit
from wizard import progress
from wizard.views.seen import connection_of


@require_http_methods(["GET", "HEAD", "POST"])
def worker_log(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form, and after an upload (`log`) what was found in it."""
    connection = connection_of(request, pk)
    context: dict[str, Any] = {
        "connection": connection,
        "overview": progress.overview(connection),
        "cap": words.cap(),
    }
    file = request.FILES.get("log")
    if request.method == "POST" and file is None:
        context["problem"] = "Choose the log file."
    elif file is not None and not isinstance(file, list):
        audit.note(request.user, "read worker log", connection, size=file.size)
        context |= _read(file)
    return render(request, "wizard/worker_log.html", context)


def _read(file: Any) -> dict[str, Any]:
    try:
        reading = read(file.chunks())
    except NotALog as problem:
        return {"problem": str(problem)}
    return {
        "name": file.name,
        "reading": reading,
        "summary": words.summary(reading),
        "limits": words.limits(reading),
        "jobs": [(job, _shown(job.findings)) for job in reading.jobs if job.findings],
        "findings": _shown(reading.findings),
        "known": _unseen(reading),
    }


def _shown(findings: tuple[Found, ...]) -> list[tuple[Found, str, list[tuple[str, str]]]]:
    """Each finding with where it stands and the checks that it leads to."""
    titles = {check.id: check.title for check in registry.all_checks()}
    return [
        (
            found,
            words.place(found),
            [(check, titles[check]) for check in found.phrase.checks if check in titles],
        )
        for found in findings
    ]


def _unseen(reading: Reading) -> list[Phrase]:
    seen = {found.phrase for found in reading.findings}
    return [phrase for phrase in reading.known if phrase not in seen]
