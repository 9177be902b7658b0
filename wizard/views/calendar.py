"""The dates of a connection as a calendar file (RFC 5545)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from sync.models import Connection
from wizard.views import dates
from wizard.views.dates import Ahead
from wizard.views.seen import connection_of

BEFORE = (timedelta(days=-30), timedelta(days=-7))


@require_safe
def expiries(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every date ahead as an all-day event, with reminders a month and a week before."""
    connection, now = connection_of(request, pk), timezone.now()
    name = f"{slugify(connection.name) or 'retain'}-dates.ics"
    body = calendar_of(connection, dates.of_connection(connection, now.date()), now).to_ical()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def calendar_of(connection: Connection, ahead: tuple[Ahead, ...], now: datetime) -> Calendar:
    """The calendar. Event ids stay the same, so that a new file replaces what an older one brought."""
    calendar = Calendar()
    calendar.add("prodid", "-//Retain setup//dates//EN")
    calendar.add("version", "2.0")
    for one in ahead:
        calendar.add_component(_event(connection, one, now))
    return calendar


def _described(one: Ahead) -> str:
    month = "" if one.day_known else "Only the month is published. "
    return f"{month}{one.note}".strip() or one.what


def _event(connection: Connection, one: Ahead, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.key}-{connection.pk}@retain-setup")
    event.add("dtstamp", now)
    event.add("dtstart", one.on)
    event.add("summary", f"{connection.name}: {one.what}")
    event.add("description", _described(one))
    for before in BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.what)
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event
