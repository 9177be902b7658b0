"""The Windows host: what to download for it, how to run it at night, and what it says about itself."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from checks.workstation import probe
from people import audit
from scripts import handbook, linux_timer
from scripts.cron import cron
from sync.models import Connection
from wizard import answers, progress, releases, steps
from wizard.handout import Handout
from wizard.subjects import setup_of
from wizard.views import files
from wizard.views.seen import connection_of, may_change, require_change

TAKEN = {"tenantId": "tenant_id", "clientId": "client_id"}
APPLICATION = "retain-application/1"


@require_safe
def windows(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = connection_of(request, pk)
    setup, handout = setup_of(connection), Handout(connection, timezone.now())
    context = {
        "connection": connection,
        "overview": progress.overview(connection),
        "current": steps.get("sync"),
        "may_change": may_change(request, connection),
        "setup": setup,
        "scripts": handout.scripts,
        "not_tried": handbook.UNTRIED,
        "task": handout.task,
        "task_lines": handout.task_lines,
        "timer_lines": linux_timer.commands(handout.run),
        "cron": cron(handout.run),
    }
    return render(request, "wizard/windows.html", context)


@require_safe
def bundle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The bundle as a zip."""
    connection = connection_of(request, pk)
    audit.note(request.user, "download bundle", connection)
    return files.attachment(
        Handout(connection, timezone.now()).zipped(), "retain-scripts.zip", "application/zip"
    )


@require_POST
def host(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """`windows_host`: on or off."""
    connection = _changeable(request, pk)
    answers.assign(connection, {"windows_host": "on" if request.POST.get("windows_host") else "off"})
    audit.note(request.user, "change connection", connection, keys=["windows_host"])
    releases.after(connection, ["windows_host"], str(request.user), timezone.now())
    return redirect("wizard:windows", connection.pk)


@require_POST
def upload_probe(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what Test-RetainWorkstation.ps1 wrote (`probe`); of a file that is wrong nothing is stored."""
    connection = _changeable(request, pk)
    raw = files.uploaded(request, "probe", probe.MOST_BYTES)
    value, wrong = probe.read(raw) if raw else ({}, "Choose the file retain-workstation.json.")
    if wrong:
        messages.error(request, f"The probe was not taken. {wrong}")
        return redirect("wizard:windows", connection.pk)
    setup, now = setup_of(connection), timezone.now()
    setup.workstation, setup.workstation_at, setup.windows_host = value, now, True
    setup.save()
    audit.note(request.user, "upload probe", connection, computer=value["computer"])
    messages.success(
        request, "The probe is stored. The check “The Windows host can run the scripts” judges it."
    )
    releases.after(connection, ["workstation"], str(request.user), now)
    return redirect("wizard:windows", connection.pk)


@require_POST
def upload_application(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what New-RetainApplication.ps1 wrote (`application`): both ids go into the answers of Access."""
    connection = _changeable(request, pk)
    raw = files.uploaded(request, "application", probe.MOST_BYTES)
    try:
        given = _ids(json.loads(raw.decode("utf-8-sig"))) if raw else {}
        if not given:
            raise ValueError("Choose the file retain-application.json.")
        answers.assign(connection, given)
    except (ValueError, ValidationError, RecursionError) as problem:
        messages.error(request, f"The file was not taken. {problem}")
        return redirect("wizard:windows", connection.pk)
    audit.note(request.user, "upload application", connection, keys=sorted(given))
    messages.success(request, "The ids of the application are stored on Access. Run the checks there.")
    releases.after(connection, list(given), str(request.user), timezone.now())
    return redirect("wizard:step", connection.pk, "access")


def _ids(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or value.get("format") != APPLICATION:
        raise ValueError("It is not what New-RetainApplication.ps1 writes.")
    missing = [key for key in TAKEN if not isinstance(value.get(key), str) or not value[key]]
    if missing:
        raise ValueError(f"It lacks {' and '.join(missing)}.")
    return {name: value[key] for key, name in TAKEN.items()}


def _changeable(request: HttpRequest, pk: uuid.UUID) -> Connection:
    connection = connection_of(request, pk)
    require_change(request, connection)
    return connection
