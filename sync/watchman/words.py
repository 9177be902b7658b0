"""What a message about an alarm says, in words and as JSON. Numbers and names of connections only: no person's name, no
address, no secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from sync.endings import UNTOUCHED
from sync.models import AlarmKind, Notice

_MEANING: Final[dict[str, str]] = {
    "not-started": f"{UNTOUCHED} New people are not archived until the next run.",
    "too-long": "Retain’s archive job may begin with the files of the night before.",
    "too-fast": "Something may be missing. The proof of completeness and the guard had nothing to object to.",
    "too-small": "People who are missing from the files are not archived and cannot sign in to Retain.",
    "stale": "New people cannot sign in to Retain and are not archived until the files are fresh again.",
    "held": f"{UNTOUCHED} The new one waits for a person.",
    "incomplete": f"{UNTOUCHED} Nothing was published, since an incomplete file would lock people out.",
    "failed": f"{UNTOUCHED} New people are not archived until the next run.",
}
_DO: Final[dict[str, str]] = {
    "not-started": "Keep the program running at night, and press Publish now.",
    "too-long": "Open the run and see what it is doing. If this comes again, start it earlier.",
    "too-fast": "Open the run and compare its counts with those of the nights before.",
    "too-small": "Open the generations and compare the newest with an older one. Restore the older one if it is right.",
    "stale": "Open the newest nights: they say what stopped them.",
    "held": "Open the run, look at the removals, and approve them if they are right.",
    "incomplete": "Open the run: it says what could not be read. The next night tries again by itself.",
    "failed": "Open the run: it says what to do.",
}


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


def words_of(notice: Notice) -> Words:
    """Subject and text of a message."""
    alarm = notice.alarm
    name, kind = alarm.connection.name, AlarmKind(alarm.kind).label
    where = _link(notice)
    if notice.event == "over":
        body = f"{name}: this is over.\n\n{alarm.text}\n\nNothing is to be done.\n{where}"
        return Words(f"Over: {kind} ({name})", body)
    parts = (
        f"{name}: {alarm.text}",
        _MEANING[alarm.kind],
        _DO[alarm.kind],
        "You get one more message when this is over.",
    )
    return Words(f"{kind} ({name})", "\n\n".join(parts) + f"\n{where}")


def payload(notice: Notice, words: Words) -> dict[str, Any]:
    """The message for a program."""
    alarm, connection = notice.alarm, notice.alarm.connection
    return {
        "format": "sync-alarm/1",
        "event": notice.event,
        "alarm": alarm.kind,
        "connection": {"id": str(connection.pk), "name": connection.name, "domain": connection.domain},
        "since": alarm.since.isoformat(),
        "over": alarm.over.isoformat() if alarm.over else None,
        "title": words.subject,
        "text": alarm.text,
        "meaning": _MEANING[alarm.kind],
        "do": _DO[alarm.kind],
        "run": alarm.run.number if alarm.run else None,
        "link": _link(notice),
    }


def _link(notice: Notice) -> str:
    """The page of the nights, where the operator told under which address the pages are; else nothing."""
    origin = next((one for one in settings.CSRF_TRUSTED_ORIGINS if "*" not in one), "")
    return f"{origin}/c/{notice.alarm.connection_id}/sync/nights/" if origin else ""
