"""Who is archived, and how many may go without a person's word."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from typing import Any

from django import forms

from clients.names import to_ascii
from sync.choice import Choice
from sync.guard import Limits
from sync.models import Connection, plan_of

KINDS = (
    ("user", "People’s mailboxes"), ("linked", "Linked mailboxes"), ("shared", "Shared mailboxes"),
    ("room", "Room mailboxes"), ("equipment", "Equipment mailboxes"),
)  # fmt: skip
LICENCES = (
    ("efb87545-963c-4e0d-99df-69c6916d9eb0", "Exchange Online Plan 2"),
    ("9aaf7827-d63c-4b61-89c3-182f06f82e5c", "Exchange Online Plan 1"),
    ("4a82b400-a79f-41a4-b4e2-e94f5787b113", "Exchange Online Kiosk"),
)
LINES = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"})


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,;]+", text) if part]


class ChoiceForm(forms.Form):
    """Nothing chosen in a filter means everybody. What is left out is counted on Coverage, with its reason."""

    kinds = forms.MultipleChoiceField(
        label="Mailbox types", choices=KINDS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one type at least, or nobody is archived."},
    )  # fmt: skip
    disabled = forms.BooleanField(
        label="Also people whose account is disabled", required=False,
        help_text="Their mailboxes stay readable as long as they exist.",
    )  # fmt: skip
    licences = forms.MultipleChoiceField(
        label="Only with one of these licences", required=False, choices=LICENCES, widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: licence does not matter. Shared, room and equipment mailboxes need none.",
    )  # fmt: skip
    domains = forms.CharField(
        label="Only addresses in these domains", required=False, widget=LINES,
        help_text="One a line. Empty: all domains.",
    )  # fmt: skip
    groups = forms.CharField(
        label="Only members of these groups", required=False, widget=LINES,
        help_text="Object ids of groups from Entra, one a line; groups inside them count too. Empty: everybody.",
    )  # fmt: skip

    def __init__(self, connection: Connection, data: Any = None) -> None:
        self.plan = plan_of(connection)
        self.before = Choice.of(self.plan.choice)
        initial: dict[str, Any] = self.before.stored()
        super().__init__(
            data,
            initial={
                **initial,
                "domains": "\n".join(self.before.domains),
                "groups": "\n".join(self.before.groups),
            },
        )

    def clean_domains(self) -> tuple[str, ...]:
        try:
            return tuple(dict.fromkeys(to_ascii(part) for part in _parts(self.cleaned_data["domains"])))
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean_groups(self) -> tuple[str, ...]:
        found = []
        for part in _parts(self.cleaned_data["groups"]):
            try:
                found.append(str(uuid.UUID(part)))
            except ValueError:
                raise forms.ValidationError(
                    f"“{part[:60]}” is no object id. Entra shows it on the overview of the group."
                ) from None
        return tuple(dict.fromkeys(found))

    def store(self) -> bool:
        """Save; False when nothing is different."""
        given = self.cleaned_data
        choice = replace(
            self.before, kinds=tuple(given["kinds"]), disabled=given["disabled"], licences=tuple(given["licences"]),
            domains=given["domains"], groups=given["groups"],
        )  # fmt: skip
        if choice == self.before:
            return False
        self.plan.choice = choice.stored()
        self.plan.save()
        return True


class LimitsForm(forms.Form):
    percent = forms.FloatField(label="Removals up to (percent)", min_value=0, max_value=100)
    least = forms.IntegerField(label="or up to (number)", min_value=0, max_value=1_000_000)
    reason = forms.CharField(
        label="Why", max_length=300, help_text="Kept with your name, and shown to whoever reads the history.",
        error_messages={"required": "Say in a few words why the limits change."},
    )  # fmt: skip

    def __init__(self, connection: Connection, data: Any = None) -> None:
        self.plan = plan_of(connection)
        self.before = Limits(**self.plan.limits)
        super().__init__(data, initial={"percent": self.before.percent, "least": self.before.least})

    def store(self) -> bool:
        """Save; False when nothing is different."""
        limits = Limits(self.cleaned_data["percent"], self.cleaned_data["least"])
        if limits == self.before:
            return False
        self.plan.limits = {"percent": limits.percent, "least": limits.least}
        self.plan.save()
        return True
