"""What the page of the step shows besides its checks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from sync.layout.shape import Layout
from sync.models import Connection, Kind, plan_of
from wizard.nights import nights_of
from wizard.sync_forms.choice import ChoiceForm, LimitsForm
from wizard.sync_forms.schedule import ScheduleForm
from wizard.sync_forms.target import TargetForm, linted
from wizard.views.sync import sftp


def context(connection: Connection) -> dict[str, Any]:
    """Forms with what is stored, and how far the files have come."""
    target_form, plan = TargetForm(connection), plan_of(connection)
    stored = connection.target
    return {
        "target_form": target_form,
        "choice_form": ChoiceForm(connection),
        "limits_form": LimitsForm(connection),
        "schedule_form": ScheduleForm(connection),
        "linted": linted(stored, target_form.initial["retain_os"]) if stored else None,
        "layout": Layout.of(plan.layout) if plan.layout else None,
        "graph_sync": connection.exchange != Kind.SERVER,
        "nights": nights_of(connection, timezone.now()),
        "newest_run": connection.sync_runs.first(),
        **sftp.context(connection),
    }
