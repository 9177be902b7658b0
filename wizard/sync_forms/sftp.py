"""What the SFTP target is signed in to with: a password or a private key. Write-only."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from people.roles import person_of
from sync import credentials
from sync.models import Connection, Credential
from wizard.credential_forms import CredentialForm


class SftpPasswordForm(CredentialForm):
    title, button = "Enter the password of the SFTP server", "Store the password"
    secret = forms.CharField(
        label="Password",
        strip=False,
        max_length=credentials.LONGEST,
        help_text="Of the user that stands in the target’s address. A key is better where the server takes one.",
        error_messages={"required": "Enter the password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    @sensitive_variables()
    def store(self) -> Credential:
        secret, now = self.cleaned_data["secret"], timezone.now()
        return credentials.store_file(
            self.connection, "sftp_password", secret.encode(), person_of(self.request), now
        )


class SftpKeyForm(CredentialForm):
    title, button = "Upload a private key for the SFTP server", "Store the key"
    file = forms.FileField(
        label="Private key",
        help_text="A file of OpenSSH or PEM without passphrase, such as id_ed25519. It is kept sealed.",
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )

    def __init__(self, request: HttpRequest, connection: Connection) -> None:
        super().__init__(request, connection)
        self.text = b""

    @sensitive_variables()
    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        self.text = file.read(credentials.LONGEST_KEY + 1)
        try:
            credentials.check_sftp_key(self.text)
        except credentials.BadSecret as problem:
            raise forms.ValidationError(str(problem)) from None
        return file

    @sensitive_variables()
    def store(self) -> Credential:
        by, now = person_of(self.request), timezone.now()
        return credentials.store_file(self.connection, "sftp_key", self.text, by, now)
