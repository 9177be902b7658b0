"""The audit trail: only added to, and never at the cost of a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from people import audit
from people.models import AuditEvent, FirstLink
from people.roles import person_of
from tests.people.persons import administrator

pytestmark = pytest.mark.django_db


def test_who_did_what_to_what_is_kept() -> None:
    audit.note(administrator(), "delete connection", "Example", domain="example.org")
    event = AuditEvent.objects.get()
    assert str(event).endswith("mail-admin delete connection Example")
    assert event.details == {"domain": "example.org"}


def test_very_long_names_do_not_break_it() -> None:
    audit.note("x" * 500, "change", "y" * 500)
    assert (len(AuditEvent.objects.get().who), len(AuditEvent.objects.get().about)) == (150, 200)


def test_an_event_is_neither_changed_nor_deleted() -> None:
    audit.note("shell", "change")
    event = AuditEvent.objects.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    assert AuditEvent.objects.count() == 1


def test_a_link_shows_when_it_was_made_and_no_token() -> None:
    assert (
        str(FirstLink(token_hash="secret", made_at=datetime(2026, 11, 20, 10, 0, tzinfo=UTC)))
        == "made 2026-11-20 10:00"
    )


def test_nobody_is_no_person() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        person_of(request)
