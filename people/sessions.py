"""How long a session lives, and what ends it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people import audit
from people.models import Person

SINCE, SEEN = "signed_in_at", "last_seen_at"
NOTE_EVERY = 60.0


def begin(request: HttpRequest, person: Person) -> None:
    """Sign `person` in with a fresh session."""
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SINCE] = request.session[SEEN] = timezone.now().timestamp()
    audit.note(person, "sign in")


def end_all(person: Person) -> None:
    """End every session of `person`, on every device."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


class SessionAgeMiddleware:
    """Ends a session that was idle too long, or that is too old however busy it was (settings: SESSION_*_AGE). What a
    signed-in person sees is kept by no cache, so that nobody finds it with the Back button later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _age(request, timezone.now().timestamp())
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _age(request: HttpRequest, now: float) -> None:
    since, seen = request.session.setdefault(SINCE, now), request.session.setdefault(SEEN, now)
    if now - since > settings.SESSION_ABSOLUTE_AGE or now - seen > settings.SESSION_COOKIE_AGE:
        logout(request)
    elif now - seen > NOTE_EVERY:
        request.session[SEEN] = now
