"""People for tests: an administrator, a supporter, and a browser that is signed in as one of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from people.models import Person, Role

PASSWORD = "correct horse battery staple"


def administrator(name: str = "mail-admin") -> Person:
    return Person.objects.create_user(name, password=PASSWORD, role=Role.ADMINISTRATOR)


def support(name: str = "support-2") -> Person:
    return Person.objects.create_user(name, password=PASSWORD, role=Role.SUPPORT)


def browser(person: Person | None = None, **headers: str) -> Client:
    """A browser with its own cookies that checks CSRF tokens only where a test asks for it."""
    client = Client(headers=headers)
    if person is not None:
        client.force_login(person)
    return client


def text_of(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()
