"""The forms of the steps Accounts and Access: answers by their public keys, under the rules of wizard/answers.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone

from checks.facts.register import fact
from sync.models import ArchiveVia, Connection, Kind
from wizard import answers
from wizard.identifiers import address, guid


class CleanedField(forms.CharField):
    """Text that a function cleans; its ValueError is shown at the field. `later`: needed, though not to save."""

    def __init__(
        self, cleaner: Callable[[str], str], label: str, help_text: str, *, later: bool = True, **kwargs: Any
    ) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(
            label=label, help_text=help_text, required=False, widget=forms.TextInput(attrs=attrs), **kwargs
        )
        self._cleaner, self.later = cleaner, later

    def clean(self, value: Any) -> str:
        try:
            return self._cleaner(super().clean(value))
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None


class AnswersForm(forms.Form):
    """Answers of one connection. Nothing is required: what is empty blocks only the checks that need it."""

    def __init__(self, connection: Connection, data: Any = None) -> None:
        stored = answers.stored(connection)
        super().__init__(data, initial={key: stored[key] for key in self.base_fields})
        self.connection = connection

    def shown(self) -> list[tuple[str, str]]:
        """Label and answer of each field in words, for who may only read, and for paper."""
        return [(str(field.label), _in_words(field)) for field in self]

    def store(self) -> list[str]:
        """Save what changed; the changed keys, sorted."""
        given = {key: self.cleaned_data[key] for key in self.changed_data}
        changed = {key: "" if value is None else str(value) for key, value in given.items()}
        if changed:
            answers.assign(self.connection, changed)
        return sorted(changed)


def _in_words(field: forms.BoundField) -> str:
    value = field.value() or ""
    return str(dict(getattr(field.field, "choices", ())).get(value, value))


class AccountsForm(AnswersForm):
    admin_upn = CleanedField(
        address,
        "Administrator",
        "The logon name of the user who sets things up in your tenant or on your server, such as "
        "admin@example.org. No password is asked for.",
    )
    worker_upn = CleanedField(
        address,
        "Impersonation user",
        "The logon name of Retain's own mailbox user, such as RetainWorker@example.org.",
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        admin, worker = given.get("admin_upn", ""), given.get("worker_upn", "")
        if admin and admin.casefold() == worker.casefold():
            self.add_error(
                "worker_upn",
                "These must be two different users: Exchange refuses impersonation to an administrator.",
            )
        return given

    def __init__(self, connection: Connection, data: Any = None) -> None:
        super().__init__(connection, data)
        self.fields["worker_upn"].later = connection.exchange != Kind.ONLINE  # type: ignore[attr-defined]


class AccessForm(AnswersForm):
    """Which fields it has follows from where the mailboxes are."""

    tenant_id = CleanedField(
        guid, "Directory (tenant) ID", "From the page of the app registration. Not a secret."
    )
    client_id = CleanedField(
        guid, "Application (client) ID", "From the same page. Not a secret, and not the Object ID beside it."
    )
    archive_via = forms.ChoiceField(
        label="Retain reads mailboxes through", choices=ArchiveVia.choices, widget=forms.RadioSelect
    )
    ews_url = CleanedField(
        str.strip,
        "EWS address of your Exchange server",
        "Such as https://mail.example.org/EWS/Exchange.asmx.",
    )
    canary = CleanedField(
        address,
        "Canary mailbox",
        "A mailbox that Retain may read. The checks open it to prove that reading works; no message is read.",
    )
    out_of_scope = CleanedField(
        address,
        "Mailbox out of scope",
        "A mailbox that Retain must not be able to read, to prove that its right is limited. "
        "Empty if every mailbox is archived.",
        later=False,
    )

    def __init__(self, connection: Connection, data: Any = None) -> None:
        super().__init__(connection, data)
        online = ("tenant_id", "client_id", "archive_via", "out_of_scope")
        absent = {Kind.ONLINE: ("ews_url",), Kind.SERVER: online}
        for key in absent.get(Kind(connection.exchange), ()):
            del self.fields[key]
        if "archive_via" in self.fields:
            dated = fact("ews-end").sentence(timezone.now().date(), connection.cloud)
            self.fields[
                "archive_via"
            ].help_text = f"Microsoft Graph stays. {dated} What your Retain can use decides."

    def clean_ews_url(self) -> str:
        """https only: a password goes there."""
        given: str = self.cleaned_data["ews_url"]
        if given and not given.lower().startswith("https://"):
            raise forms.ValidationError("It must begin with https://, since a password is sent there.")
        try:
            return str(forms.URLField(required=False, assume_scheme="https").clean(given))
        except forms.ValidationError:
            raise forms.ValidationError("This is not an address of the form https://host/path.") from None
