"""What each role may do. Support runs checks and reads; an administrator changes settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from people.models import Person

P = ParamSpec("P")

REFUSAL = "Only an administrator may do this. Ask one to do it, or to change your role."


def person_of(request: HttpRequest) -> Person:
    """Who asks. PermissionDenied when nobody is signed in."""
    if not isinstance(request.user, Person):
        raise PermissionDenied("Sign in first.")
    return request.user


def require_administrator(request: HttpRequest) -> None:
    """PermissionDenied, with words for the page, for everybody else."""
    if not person_of(request).administers:
        raise PermissionDenied(REFUSAL)


def administrators_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that only an administrator may open."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require_administrator(request)
        return view(request, *args, **kwargs)

    return guarded
