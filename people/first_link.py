"""The one-time link that makes the first administrator. There is no default password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from people import audit
from people.models import FirstLink, Person, Role


class AdministratorExists(Exception):
    """There is an administrator: who needs an account asks that person."""


class BadLink(Exception):
    """The link was used, replaced by a newer one, or never made."""


def make(now: datetime) -> str:
    """A new token; every older one stops working. AdministratorExists when nobody needs one."""
    _refuse_if_administered()
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        FirstLink.objects.all().delete()
        FirstLink.objects.create(token_hash=_hash(token), made_at=now)
    return token


def good(token: str) -> bool:
    """Would this token make an administrator now?"""
    return not _administered() and FirstLink.objects.filter(token_hash=_hash(token)).exists()


def use(token: str, username: str, password: str) -> Person:
    """Make the first administrator and spend the token, both or neither. BadLink when it is no longer good."""
    with transaction.atomic():
        spent, _ = FirstLink.objects.filter(token_hash=_hash(token)).delete()
        if not spent or _administered():
            raise BadLink("This link is not good any more.")
        person = Person.objects.create_user(username, password=password, role=Role.ADMINISTRATOR)
        audit.note(person, "create first administrator", person)
    return person


def greeting(base_url: str) -> str:
    """Words for the start of the program while there is no administrator; empty afterwards."""
    if _administered():
        return ""
    address = base_url.rstrip("/") + reverse("people:first", args=[make(timezone.now())])
    return f"Nobody can sign in yet. Open this link, which is good once, to make the first administrator:\n  {address}"


def _administered() -> bool:
    return Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists()


def _refuse_if_administered() -> None:
    if _administered():
        raise AdministratorExists(
            "There is an administrator already; new people are added on the page People."
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
