"""The Review step: settings, verdicts, coverage, next runs and the console's form on one page, to hand over."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sync.models import Connection
from wizard import answers, progress, steps
from wizard.nights import nights_of
from wizard.review import console_form, hints
from wizard.subjects import setup_of
from wizard.views import dates, words
from wizard.views.seen import connection_of, may_change


@dataclass(frozen=True)
class Setting:
    """An answer in words; `empty` where none was given."""

    label: str
    value: str

    @property
    def empty(self) -> bool:
        return not self.value


@require_safe
def review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything about a connection as it stands now."""
    connection = connection_of(request, pk)
    return render(request, "wizard/steps/review.html", _context(request, connection))


def _context(request: HttpRequest, connection: Connection) -> dict[str, Any]:
    now = timezone.now()
    overview, setup = progress.overview(connection), setup_of(connection)
    current = steps.get("review")
    return {
        "connection": connection,
        "current": current,
        "place": steps.STEPS.index(current) + 1,
        "overview": overview,
        "states": [state for state in overview if state.lines],
        "settings": settings_of(connection),
        "nights": nights_of(connection, now),
        "newest": connection.sync_runs.filter(finished_at__isnull=False).first(),
        "fields": console_form.fields_of(connection, setup),
        "form_seen": console_form.FORM_SEEN,
        "afterwards": console_form.AFTER_THE_FORM,
        "hints": hints.hints_of(connection, setup),
        "dates": dates.of_connection(connection, now.date()),
        "may_change": may_change(request, connection),
        "now": now,
    }


def settings_of(connection: Connection) -> tuple[Setting, ...]:
    """Every answer that this connection keeps, in the words of the forms."""
    stored = answers.stored(connection)
    return tuple(
        Setting(words.FORMS.get(key, key.replace("_", " ")), str(value)) for key, value in stored.items()
    )
