"""After an answer was given, on a page or in the shell: what was blocked by its absence is queued by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine import readiness
from sync import credentials
from sync.models import Connection
from wizard import answers, dispatch
from wizard.models import Run

OTHER_NAMES = {"account_report": ("account-report",)}


def after(connection: Connection, keys: Iterable[str], by: str, now: datetime) -> Run | None:
    """Queue what was blocked by one of these answers, if it is there by now and a worker lives. `by` names who gave
    it. The run that was queued, or None."""
    stored = answers.stored(connection)
    given = [key for key in keys if stored.get(key, "given")]
    causes = [f"form:{name}" for key in given for name in (key, *OTHER_NAMES.get(key, ()))]
    if not causes or not readiness.worker_alive(now):
        return None
    return dispatch.release(connection, causes, f"by itself, after {by} gave an answer", now)


def answers_of(kind: str) -> tuple[str, ...]:
    """The answers that a stored credential of this kind gives."""
    if kind in credentials.SFTP:
        return ("sftp_credential",)
    return ("credential", "worker_password") if kind == "worker_password" else ("credential",)
