"""Stores credentials and hands out the public part of a certificate. No private key and no value leaves here."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from people import audit
from sync import certificates, credentials
from sync.models import Connection, Credential, Kind
from sync.secrets import WrongKey
from wizard import releases
from wizard.credential_forms import FORMS, CredentialForm
from wizard.sync_forms.sftp import SftpKeyForm, SftpPasswordForm
from wizard.views.seen import connection_of, require_change

ALL_FORMS: dict[str, type[CredentialForm]] = {
    **FORMS,
    "sftp-password": SftpPasswordForm,
    "sftp-key": SftpKeyForm,
}
OF_TARGET = ("sftp-password", "sftp-key")
DONE = {
    "make": "The certificate is made. Download its public part and upload that to the app registration in Entra.",
    "upload": "The certificate is stored. Its public part must be in the app registration in Entra.",
    "secret": "The client secret is stored.",
    "password": "The password is stored.",
    "sftp-password": "The password is stored. Run the check of the target.",
    "sftp-key": "The key is stored. Run the check of the target.",
}


@sensitive_post_parameters()
@sensitive_variables("form")
def credential(request: HttpRequest, pk: uuid.UUID, how: str) -> HttpResponse:
    """The form that makes or replaces a credential: `how` is make, upload, secret or password."""
    connection = connection_of(request, pk)
    require_change(request, connection)
    if how not in offered(connection):
        raise Http404(how)
    form = ALL_FORMS[how](request, connection)
    if request.method == "POST" and form.is_valid():
        try:
            return _stored(request, connection, form, how)
        except WrongKey as problem:
            form.add_error(None, str(problem))
    form.ask_no_more()
    context = {
        "form": form,
        "connection": connection,
        "how": how,
        "present": _present(connection, how),
        "step": _step(how),
    }
    return render(request, "wizard/credential.html", context)


def offered(connection: Connection) -> tuple[str, ...]:
    """The ways that this connection has a use for."""
    of_application = ("make", "upload", "secret") if connection.exchange != Kind.SERVER else ()
    of_server = ("password",) if connection.exchange != Kind.ONLINE else ()
    of_target = OF_TARGET if connection.target.lower().startswith("sftp://") else ()
    return (*of_application, *of_server, *of_target)


def _present(connection: Connection, how: str) -> Credential | None:
    """What the new one would replace."""
    if how in OF_TARGET:
        return credentials.sftp(connection)
    return credentials.password(connection) if how == "password" else credentials.application(connection)


def _step(how: str) -> str:
    return "sync" if how in OF_TARGET else "access"


def _stored(request: HttpRequest, connection: Connection, form: CredentialForm, how: str) -> HttpResponse:
    row = form.store()
    audit.note(request.user, "store credential", connection, kind=row.kind, revision=row.revision, how=how)
    messages.success(request, DONE[how])
    releases.after(connection, releases.answers_of(row.kind), str(request.user), timezone.now())
    return redirect("wizard:step", connection.pk, _step(how))


@require_safe
def certificate(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """The public part: `form` is cer (DER) or pem."""
    connection = connection_of(request, pk)
    row = credentials.application(connection)
    if row is None or not row.public_pem or form not in ("cer", "pem"):
        raise Http404("no certificate")
    body = certificates.der(row.public_pem) if form == "cer" else row.public_pem.encode("ascii")
    name = f"{slugify(connection.name) or 'retain'}-{row.thumbprint[:8].lower()}.{form}"
    kind = "application/pkix-cert" if form == "cer" else "application/x-pem-file"
    return HttpResponse(
        body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
