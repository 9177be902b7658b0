"""How long a session lives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from people import sessions
from people.models import Person
from tests.people.persons import PASSWORD, administrator, browser, support

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
HOME = reverse("wizard:connections")


def signed_in(person: Person) -> Client:
    client = browser()
    answer = client.post(reverse("people:sign-in"), {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def test_a_session_ends_when_it_was_idle_too_long() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in(administrator())
        clock.move_to(NOW + timedelta(seconds=settings.SESSION_COOKIE_AGE - 1))
        assert is_in(client)
        clock.shift(settings.SESSION_COOKIE_AGE + 1)
        assert not is_in(client)


def test_a_busy_session_ends_at_its_absolute_age() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in(administrator())
        for _ in range(3):
            clock.shift(settings.SESSION_COOKIE_AGE - 60)
            was_in = is_in(client)
        assert was_in
        clock.shift(300)
        assert not is_in(client)


def test_a_session_of_unknown_age_starts_to_age_now() -> None:
    client = browser(administrator())
    assert is_in(client)
    assert sessions.SINCE in client.session


def test_signing_out_ends_every_session_of_this_person_alone() -> None:
    person, other = administrator(), support()
    here, there, elsewhere = signed_in(person), signed_in(person), signed_in(other)
    answer = here.post(reverse("people:sign-out"))
    assert answer.headers["Location"] == reverse("people:sign-in")
    assert (is_in(here), is_in(there), is_in(elsewhere)) == (False, False, True)


def test_signing_out_needs_a_post() -> None:
    client = signed_in(administrator())
    assert client.get(reverse("people:sign-out")).status_code == 405
    assert is_in(client)


def test_what_a_signed_in_person_sees_is_kept_by_no_cache() -> None:
    client = browser(administrator())
    assert client.get(HOME).headers["Cache-Control"] == "private, no-store"
    assert "no-store" not in browser().get(reverse("engine:healthz")).headers.get("Cache-Control", "")
