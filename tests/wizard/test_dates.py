"""The dates that will hurt a connection: on its task list, and as a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from icalendar import Calendar
from time_machine import travel

from sync import credentials
from sync.models import Connection
from tests.people.persons import administrator, browser, text_of
from tests.wizard.connections import NOW, connection
from wizard.models import Setup
from wizard.views import dates

pytestmark = pytest.mark.django_db


def keys(about: Connection, now: datetime = NOW) -> list[tuple[str, int, str]]:
    return [(one.key, one.days, one.tone) for one in dates.of_connection(about, now.date())]


def with_secret(**changes: str) -> Connection:
    made = connection(**changes)
    credentials.store_secret(made, "client_secret", "open sesame", "x", NOW, NOW + timedelta(days=20))
    return made


def test_credential_and_the_end_of_ews_are_counted_soonest_first() -> None:
    assert keys(with_secret()) == [
        ("stored-credential", 11, "warn"),
        ("client_secret", 20, "warn"),
        ("ews-end", 132, "off"),
    ]


def test_a_credential_that_is_over_stays_on_the_strip() -> None:
    assert keys(with_secret(), datetime(2027, 4, 1, tzinfo=UTC)) == [("client_secret", -112, "bad")]


def test_a_cloud_without_a_published_date_and_an_own_server_have_none() -> None:
    assert keys(connection("China", cloud="china")) == [("stored-credential", 11, "warn")]
    assert keys(connection("Server", exchange="server")) == []


def test_the_password_that_the_report_dates_is_counted() -> None:
    made = connection(exchange="server", road="impersonation")
    report = {"impersonation_user": {"password_expires": "2026-12-01T00:00:00Z"}}
    Setup.objects.update(account_report=report)
    assert keys(made) == [("reported-password", 11, "warn")]
    Setup.objects.update(account_report={"impersonation_user": {"password_expires": None}})
    assert keys(made) == []


def test_the_note_says_what_the_end_of_ews_means_here() -> None:
    made = (connection("A"), connection("B", archive_via="ews"))
    notes = {about.archive_via: dates.of_connection(about, NOW.date())[-1].note for about in made}
    assert notes == {
        "graph": "This connection uses Microsoft Graph, which stays.",
        "ews": "This connection archives through EWS.",
    }


def test_the_calendar_holds_each_date_with_reminders_and_no_secret() -> None:
    made = with_secret(name="Bäcker, Söhne; & Co\r\nX:1")
    with travel(NOW):
        answer = browser(administrator()).get(reverse("wizard:expiries", args=[made.pk]))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"open sesame" not in answer.content
    events: list[Any] = Calendar.from_ical(answer.content.decode()).walk("VEVENT")
    assert [(e["DTSTART"].dt, str(e["UID"])) for e in events] == [
        (date(2026, 12, 1), f"stored-credential-{made.pk}@retain-setup"),
        (date(2026, 12, 10), f"client_secret-{made.pk}@retain-setup"),
        (date(2027, 4, 1), f"ews-end-{made.pk}@retain-setup"),
    ]
    assert "Only the month is published." in str(events[0]["DESCRIPTION"])
    assert [alarm["TRIGGER"].dt for alarm in events[1].walk("VALARM")] == [
        timedelta(days=-30),
        timedelta(days=-7),
    ]
    assert "Client secret expires" in str(events[1]["SUMMARY"])


def test_the_task_list_offers_the_calendar_only_where_there_are_dates() -> None:
    client = browser(administrator())
    assert 'id="expiries"' in text_of(client.get(reverse("wizard:tasks", args=[with_secret().pk])))
    server = connection("Server", exchange="server")
    assert 'id="expiries"' not in text_of(client.get(reverse("wizard:tasks", args=[server.pk])))


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (datetime(2026, 10, 9, tzinfo=UTC), "in 174 days."),
        (datetime(2026, 11, 20, tzinfo=UTC), "Until then: it answers only where the organization allows it"),
        (datetime(2027, 3, 31, tzinfo=UTC), "in 1 day."),
        (datetime(2027, 4, 1, tzinfo=UTC), "This holds since 1 April 2027."),
    ],
)
def test_access_says_on_each_day_how_long_ews_lasts(day: datetime, says: str) -> None:
    made = connection()
    with travel(day):
        assert says in text_of(browser(administrator()).get(reverse("wizard:step", args=[made.pk, "access"])))


def test_the_impersonation_road_into_exchange_online_is_shown_as_closed() -> None:
    made, client = connection(road="impersonation"), browser(administrator())
    address = reverse("wizard:step", args=[made.pk, "access"])
    with travel(NOW):
        page = text_of(client.get(address))
    assert "The impersonation road into Exchange Online is closed" in page
    assert "This holds since February 2025." in page
    assert "This holds since January 2023." in page
    assert 'id="closed-road"' not in text_of(
        client.get(reverse("wizard:step", args=[connection("B").pk, "access"]))
    )
