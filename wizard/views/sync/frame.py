"""What all pages behind the step share: the steps at the side, the tabs, who may change something."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from sync.models import Connection
from wizard import progress, steps
from wizard.views.seen import may_change

TABS = (
    ("Preview", "sync-preview"),
    ("Nights", "sync-nights"),
    ("Kept pairs", "sync-generations"),
    ("Coverage", "sync-coverage"),
)


def frame(request: HttpRequest, connection: Connection, title: str) -> dict[str, Any]:
    """The context that templates/wizard/sync/page.html needs."""
    tabs = [(name, reverse(f"wizard:{view}", args=[connection.pk]), name == title) for name, view in TABS]
    return {
        "connection": connection,
        "current": steps.get("sync"),
        "overview": progress.overview(connection),
        "title": title,
        "tabs": tabs,
        "may_change": may_change(request, connection),
    }
