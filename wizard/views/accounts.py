"""Step Accounts: the two users, and on a server of one's own the report about them."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from checks.accounts import report_schema
from checks.admin_centre import MICROSOFT_365
from clients.contract import OutsideError
from people import audit
from sync.models import Connection, Kind
from wizard import guidance, practice, releases, subjects
from wizard.answer_forms import AccountsForm
from wizard.views import platform
from wizard.views.seen import connection_of, require_change

FILE_NAME = "account-report.json"
REPORT_FIELDS = (
    ("In the file", report_schema.TOP),
    ("In each of the two accounts", (*report_schema.ALWAYS, *report_schema.ACCOUNT)),
)


def context(connection: Connection) -> dict[str, Any]:
    """What the page of the step shows besides its checks."""
    setup = subjects.setup_of(connection)
    with_report = connection.exchange != Kind.ONLINE
    try:
        worker = guidance.text_of(guidance.worker_lines(subjects.subject_of(connection)))
    except (KeyError, ValueError):
        worker = ""
    return {
        "form": AccountsForm(connection),
        **platform.for_accounts(connection, timezone.now().date()),
        "worker_lines": worker,
        "with_report": with_report,
        "report": setup.account_report,
        "report_at": setup.account_report_at,
        "report_fields": REPORT_FIELDS if with_report else (),
        "microsoft_365": guidance.center_page(connection, MICROSOFT_365),
    }


@require_POST
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an account report (`report`, a file); whatever is wrong with it is said, and nothing is stored."""
    connection = connection_of(request, pk)
    require_change(request, connection)
    file = request.FILES.get("report")
    value, wrong = (
        report_schema.read(file.read(report_schema.MOST_BYTES + 1)) if file else ({}, ("Choose the file.",))
    )
    if wrong:
        messages.error(request, "The account report was not taken. " + " ".join(wrong[:5]))
        return redirect("wizard:step", connection.pk, "accounts")
    now, setup = timezone.now(), subjects.setup_of(connection)
    setup.account_report, setup.account_report_at = dict(value), now
    setup.save()
    audit.note(request.user, "upload account report", connection)
    messages.success(request, "The account report is stored. The checks judge by it.")
    releases.after(connection, ["account_report"], str(request.user), now)
    return redirect("wizard:step", connection.pk, "accounts")


@require_safe
def template(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An account report to fill in, with what is known here already; in practice, one that the server filled in."""
    connection = connection_of(request, pk)
    body = (_of_simulated_server(connection) if connection.practice else None) or _to_fill_in(connection)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return HttpResponse(json.dumps(body, indent=2) + "\n", content_type="application/json", headers=headers)


def _of_simulated_server(connection: Connection) -> dict[str, Any] | None:
    try:
        return practice.account_report(connection)
    except OutsideError:
        return None


def _to_fill_in(connection: Connection) -> dict[str, Any]:
    setup = subjects.setup_of(connection)
    names = dict(zip(report_schema.ACCOUNTS, (setup.admin_upn, setup.worker_upn), strict=True))
    return {
        "format": report_schema.FORMAT,
        "made": f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}",
        "host": "",
        "stored_password": None,
        **{who: _blank(upn) for who, upn in names.items()},
    }


def _blank(upn: str) -> dict[str, Any]:
    """An account in the schema's form; what must be a truth value is null until somebody fills it in."""
    empty = {field.name: "" if field.good("") else None for field in report_schema.ACCOUNT}
    return {"user_principal_name": upn, "exists": None, **empty, report_schema.ROLE_GROUPS: []}
