"""The answer to a consent link. It proves nothing by itself: a sign-in does, and is queued."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from checks import registry
from clients.text import printable
from people import audit
from sync.models import Connection
from wizard import consent, dispatch
from wizard.views import live
from wizard.views.seen import connection_of

OWNER = "graph.token"
LONGEST = 300
DECLINED = (
    "Nothing was granted. Ask an administrator who may consent for the whole organization, and try again."
)


@require_safe
def returned(request: HttpRequest) -> HttpResponse:
    """Where the sign-in service leads back to."""
    now = timezone.now()
    pk = consent.take(request.session, request.GET.get("state", ""), now.timestamp())
    if pk is None:
        return render(request, "wizard/consent.html", status=400)
    connection = connection_of(request, pk)
    refused = request.GET.get("error", "")
    if refused:  # first of all: a refusal, too, says admin_consent=True
        said = request.GET.get("error_description", "") or refused
        messages.error(request, f"Consent was not given. Microsoft says: {_short(said)} {DECLINED}")
        audit.note(request.user, "consent refused", connection, error=_short(refused))
    elif request.GET.get("admin_consent", "").lower() != "true":
        messages.warning(request, f"The answer names neither consent nor an error. {DECLINED}")
    else:
        _given(request, connection)
    return redirect("wizard:step", connection.pk, "access")


def _given(request: HttpRequest, connection: Connection) -> None:
    named = request.GET.get("tenant", "").lower()
    other = bool(named and connection.tenant_id and named != connection.tenant_id)
    if other:
        messages.warning(
            request,
            "The answer names another tenant than this connection. Consent counts only in the tenant in which it was "
            "given: sign in there with an administrator of the right one if the check of the sign-in says so.",
        )
    else:
        messages.success(request, "Consent was given, says the answer. A sign-in now proves it.")
    audit.note(request.user, "consent returned", connection, other_tenant=other)
    trouble = live.trouble(timezone.now())
    if trouble:
        messages.warning(request, trouble)
    else:
        dispatch.start(connection, [registry.get(OWNER)], str(request.user), timezone.now())


def _short(text: str) -> str:
    return printable(text)[:LONGEST]
