"""Before a secret is replaced: it is still the person who signed in. A password given again counts ten minutes."""

from __future__ import annotations

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from people.roles import person_of

SECONDS = 600.0
KEY = "confirmed_at"
FIELD = "own_password"


def confirmed(request: HttpRequest) -> bool:
    """Has this session's person given the password within the last ten minutes?"""
    at = request.session.get(KEY)
    return isinstance(at, float) and 0 <= timezone.now().timestamp() - at < SECONDS


class OwnPassword(forms.CharField):
    """The password of the person who asks. Never rendered back; too many wrong ones lock the account out."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(
            label="Your own password",
            help_text="To be sure that it is you. It is not asked again for ten minutes.",
            strip=False,
            max_length=4096,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": "Enter the password with which you sign in here."},
        )
        self._request = request

    @sensitive_variables()
    def clean(self, value: object) -> str:
        given = str(super().clean(value))
        person = person_of(self._request)
        if not self._right(person.get_username(), given):
            raise forms.ValidationError(
                "This is not the password with which you sign in here.", code="password"
            )
        self._request.session[KEY] = timezone.now().timestamp()
        return given

    @sensitive_variables()
    def _right(self, username: str, given: str) -> bool:
        # The log of failed attempts keeps the fields of a request: it must not see those of this form.
        bare = HttpRequest()
        bare.META, bare.path, bare.method = self._request.META, self._request.path, "POST"
        found = authenticate(bare, username=username, password=given)
        if getattr(bare, "axes_locked_out", False):
            self._request.axes_locked_out = True  # type: ignore[attr-defined]
        return found is not None
