"""The forms that store a credential: made here, uploaded, or typed. Write-only: no value ever comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from clients.contract import CredentialKind
from people.roles import person_of
from sync import certificates, credentials
from sync.certificates import KEY_SIZES, LARGEST_UPLOAD, BadUpload, Pair
from sync.models import Connection, Credential
from wizard.confirmation import FIELD, OwnPassword, confirmed
from wizard.identifiers import is_guid

MONTHS = (6, 12, 24, 36)


class CredentialForm(forms.Form):
    """Asks for one's own password unless it was given within ten minutes."""

    title = ""
    button = ""

    def __init__(self, request: HttpRequest, connection: Connection) -> None:
        posted = request.method == "POST"
        super().__init__(request.POST if posted else None, request.FILES if posted else None)
        self.request, self.connection = request, connection
        if not confirmed(request):
            self.fields[FIELD] = OwnPassword(request)

    def store(self) -> Credential:
        """Seal and keep what was given."""
        raise NotImplementedError

    def ask_no_more(self) -> None:
        """One's own password was right, though something else was not: it is not asked for again."""
        if confirmed(self.request):
            self.fields.pop(FIELD, None)


class MakeForm(CredentialForm):
    title, button = "Make a certificate", "Make the certificate"
    bits = forms.TypedChoiceField(
        label="Size of the key",
        coerce=int,
        choices=[(bits, f"{bits} bits") for bits in KEY_SIZES],
        initial=3072,
        help_text="2048 bits are enough; more is stronger and a little slower.",
    )
    months = forms.TypedChoiceField(
        label="Good for",
        coerce=int,
        choices=[(months, f"{months} months") for months in MONTHS],
        initial=24,
        help_text="Before it ends you make a new one. The task list counts the days.",
    )

    def store(self) -> Credential:
        now = timezone.now()
        pair = certificates.make(
            f"Retain: {self.connection.name}", self.cleaned_data["bits"], self.cleaned_data["months"], now
        )
        return credentials.store_certificate(self.connection, pair, person_of(self.request), now)


class UploadForm(CredentialForm):
    title, button = "Upload a certificate", "Store the certificate"
    file = forms.FileField(
        label="Certificate with its private key",
        help_text=f"A PFX or PEM file with an RSA key, at most {LARGEST_UPLOAD // 1024} KB. It is kept sealed.",
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )
    password = forms.CharField(
        label="Password of the file",
        required=False,
        strip=False,
        max_length=1000,
        help_text="Used once, to open the file; it is not kept.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    pair: Pair

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in given and "password" in given:
            try:
                content = given["file"].read(LARGEST_UPLOAD + 1)
                self.pair = certificates.read(content, given["password"], timezone.now())
            except BadUpload as problem:
                self.add_error("file", str(problem))
        return given

    def store(self) -> Credential:
        return credentials.store_certificate(
            self.connection, self.pair, person_of(self.request), timezone.now()
        )


class TypedForm(CredentialForm):
    """A secret on one line, with the day on which it ends."""

    kind: CredentialKind
    secret = forms.CharField(
        strip=False, max_length=credentials.LONGEST, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    ends = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}), input_formats=["%Y-%m-%d"]
    )

    def clean_ends(self) -> date | None:
        day: date | None = self.cleaned_data["ends"]
        if day is not None and day <= timezone.now().date():
            raise forms.ValidationError("This day is over. Make a new one in your tenant and enter that.")
        return day

    @sensitive_variables()
    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        if not secret.isprintable():
            raise forms.ValidationError("It must be one line of printable characters.")
        return secret

    def store(self) -> Credential:
        day = self.cleaned_data["ends"]
        ends = datetime.combine(day, time(), UTC) if day else None
        return credentials.store_secret(
            self.connection,
            self.kind,
            self.cleaned_data["secret"],
            person_of(self.request),
            timezone.now(),
            ends,
        )


class SecretForm(TypedForm):
    title, button, kind = "Enter a client secret", "Store the secret", "client_secret"

    def __init__(self, request: HttpRequest, connection: Connection) -> None:
        super().__init__(request, connection)
        secret, ends = self.fields["secret"], self.fields["ends"]
        secret.label = "Value of the client secret"
        secret.error_messages["required"] = "Enter the value of the secret."
        secret.help_text = (
            "Entra shows the Value once, when it is made. The Secret ID beside it signs in nowhere."
        )
        ends.label, ends.help_text = "Expires on", "As Entra shows it; the task list then counts the days."

    @sensitive_variables()
    def clean_secret(self) -> str:
        secret = super().clean_secret().strip()
        if is_guid(secret):
            raise forms.ValidationError(
                "This looks like the secret's ID, not its Value. Copy the column Value; if Entra no longer shows it, "
                "make a new secret there."
            )
        return secret


class PasswordForm(TypedForm):
    title, button, kind = "Enter the impersonation user's password", "Store the password", "worker_password"

    def __init__(self, request: HttpRequest, connection: Connection) -> None:
        super().__init__(request, connection)
        secret, ends = self.fields["secret"], self.fields["ends"]
        secret.label = "Password of the impersonation user"
        secret.error_messages["required"] = "Enter the password."
        secret.help_text = "With it Retain, and the checks here, open mailboxes on your own Exchange server."
        ends.label, ends.help_text = "Expires on", "Empty if it never expires."


FORMS: dict[str, type[CredentialForm]] = {
    "make": MakeForm, "upload": UploadForm, "secret": SecretForm, "password": PasswordForm,
}  # fmt: skip
