"""Signing in, and what keeps strangers out."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from people.models import AuditEvent
from tests.people.persons import PASSWORD, administrator, browser, support, text_of

pytestmark = pytest.mark.django_db

PAGE = reverse("people:sign-in")


def test_a_stranger_is_led_to_sign_in_and_back() -> None:
    administrator()
    client = browser()
    answer = client.get(reverse("wizard:checks"))
    assert answer.headers["Location"] == f"{PAGE}?next={reverse('wizard:checks')}"
    form = {"username": "mail-admin", "password": PASSWORD, "next": reverse("wizard:checks")}
    assert client.post(PAGE, form).headers["Location"] == reverse("wizard:checks")
    assert AuditEvent.objects.get().what == "sign in"


def test_nobody_is_led_to_another_site() -> None:
    administrator()
    form = {"username": "mail-admin", "password": PASSWORD, "next": "https://example.net/"}
    assert browser().post(PAGE, form).headers["Location"] == reverse("wizard:connections")


def test_a_wrong_password_is_refused_and_the_name_kept() -> None:
    administrator()
    answer = text_of(browser().post(PAGE, {"username": "mail-admin", "password": "wrong"}))
    assert "do not belong together" in answer
    assert 'value="mail-admin"' in answer
    assert not AuditEvent.objects.exists()


def test_who_is_switched_off_cannot_sign_in() -> None:
    person = support()
    person.is_active = False
    person.save()
    answer = browser().post(PAGE, {"username": "support-2", "password": PASSWORD})
    assert answer.status_code == 200


def test_too_many_attempts_lock_this_name_at_this_address_alone() -> None:
    administrator()
    client = browser()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(PAGE, {"username": "mail-admin", "password": "wrong"})
    assert answer.status_code == 429
    assert "Too many attempts" in text_of(answer)
    assert client.post(PAGE, {"username": "mail-admin", "password": PASSWORD}).status_code == 429
    elsewhere = browser().post(
        PAGE, {"username": "mail-admin", "password": PASSWORD}, REMOTE_ADDR="192.0.2.9"
    )
    assert elsewhere.status_code == 302


def test_the_page_asks_for_name_and_password() -> None:
    page = text_of(browser().get(PAGE))
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_a_live_page_whose_session_ended_is_reloaded_as_a_whole() -> None:
    answer = browser().get(PAGE, headers={"HX-Request": "true"})
    assert (answer.headers["HX-Refresh"], answer.content) == ("true", b"")


def test_who_is_signed_in_already_goes_on() -> None:
    assert browser(administrator()).get(PAGE).status_code == 302
