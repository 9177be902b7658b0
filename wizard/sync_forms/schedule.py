"""When the nightly run starts, who hears of trouble, and what is kept."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms

from sync.models import Connection
from wizard.answer_forms import AnswersForm

COMMON = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
)


class TimeInput(forms.TimeInput):
    input_type = "time"


class ScheduleForm(AnswersForm):
    sync_on = forms.BooleanField(label="Run every night", required=False)
    sync_at = forms.TimeField(
        label="Start at", required=False, widget=TimeInput(format="%H:%M"),
        help_text="A quiet time, early enough to be over before the archive job.",
    )  # fmt: skip
    timezone = forms.ChoiceField(
        label="Time zone", help_text="Of these two times. Summer time is taken care of."
    )
    archive_job_at = forms.TimeField(
        label="Retain’s archive job begins at", required=False, widget=TimeInput(format="%H:%M"),
        help_text="As the Retain console shows it. The files must be ready by then.",
    )  # fmt: skip
    alert_email = forms.EmailField(
        label="Tell by e-mail", required=False,
        help_text="Who hears when a night goes wrong, and when it is right again. Nothing is sent while all is well.",
    )  # fmt: skip
    alert_webhook = forms.URLField(
        label="Tell a web address", required=False, assume_scheme="https",
        help_text="The same as JSON, by POST to an https address.",
    )  # fmt: skip
    keep_count = forms.IntegerField(
        label="Keep at least", min_value=1, max_value=1000, help_text="Pairs that stay, however old."
    )
    keep_days = forms.IntegerField(
        label="Keep for days", min_value=1, max_value=3650, help_text="Younger pairs stay, however many."
    )

    def __init__(self, connection: Connection, data: Any = None) -> None:
        super().__init__(connection, data)
        rest = sorted(zoneinfo.available_timezones() - set(COMMON))
        zones = self.fields["timezone"]
        assert isinstance(zones, forms.ChoiceField)
        zones.choices = [(name, name.replace("_", " ")) for name in (*COMMON, *rest)]
        self.initial["sync_on"] = self.initial["sync_on"] == "on"

    def clean_alert_webhook(self) -> str:
        """https only: the address may be a secret itself."""
        given: str = self.cleaned_data["alert_webhook"]
        if given and not given.lower().startswith("https://"):
            raise forms.ValidationError("It must begin with https://, since it may be a secret itself.")
        return given

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("sync_on") and not given.get("sync_at"):
            self.add_error("sync_at", "Enter when the nightly run starts.")
        return given
