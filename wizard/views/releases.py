"""After an answer was given: what waited for it is queued by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest

from sync.models import Connection
from wizard import answers, dispatch
from wizard.views import live

OTHER_NAMES = {"account_report": ("account-report",)}


def after(request: HttpRequest, connection: Connection, keys: Iterable[str], now: datetime) -> None:
    """Queue what was blocked by one of these answers, if it is there by now and a worker lives."""
    stored = answers.stored(connection)
    given = [key for key in keys if stored.get(key, "given")]
    causes = [f"form:{name}" for key in given for name in (key, *OTHER_NAMES.get(key, ()))]
    if causes and not live.trouble(now):
        dispatch.release(connection, causes, f"by itself, after {request.user} gave an answer", now)
