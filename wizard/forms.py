"""The form of step Start: the answers from which everything else follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction

from clients.names import to_ascii, to_unicode
from people.models import Person
from sync import network
from sync.models import CloudKey, Connection, Kind
from wizard import answers
from wizard.subjects import setup_of

if TYPE_CHECKING:
    ConnectionModelForm = forms.ModelForm[Connection]
else:
    ConnectionModelForm = forms.ModelForm

OF_SETUP = ("autodiscover_host", "retain_version", "retain_os", "from_groupwise")
FIXED_IN_PRACTICE = ("domain", "exchange", "cloud")
PRACTICE_ZONE = "practice.test"


class DomainField(forms.CharField):
    """A domain as people type it; stored in IDNA ASCII form, shown in letters."""

    def prepare_value(self, value: Any) -> Any:
        return (
            to_unicode(value)
            if (isinstance(value, str) and value.startswith("xn--")) or ".xn--" in str(value)
            else value
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return to_ascii(typed) if typed else ""
        except ValueError as problem:
            raise forms.ValidationError(str(problem), code="domain") from None


class StartForm(ConnectionModelForm):
    """Makes or changes a connection. The road follows from where the mailboxes are."""

    domain = DomainField(
        label="Domain of the mailboxes",
        help_text="The part after the @ of your mail addresses, such as example.org.",
        error_messages={"required": "Enter the domain, such as example.org."},
    )
    autodiscover_host = DomainField(
        label="Name of your own autodiscover server",
        required=False,
        help_text="Only for Exchange Server, hosted Exchange and hybrid, such as mail.example.org. Leave it empty "
        "if you do not know it: the checks then judge by what your DNS says.",
    )
    retain_version = forms.CharField(
        label="Retain version",
        required=False,
        max_length=20,
        help_text="As far as you know it; it may stay empty.",
    )
    retain_os = forms.ChoiceField(
        label="The Retain server runs on",
        required=False,
        choices=[("", "Not known yet"), ("linux", "Linux"), ("windows", "Windows")],
    )
    from_groupwise = forms.BooleanField(label="We are coming from GroupWise", required=False)

    class Meta:
        model = Connection
        fields = ["name", "domain", "exchange", "cloud"]
        labels = {
            "name": "Name of the connection",
            "exchange": "Where the mailboxes are",
            "cloud": "Microsoft cloud",
        }
        help_texts = {"name": "How you and your colleagues will know it, such as the customer's name."}
        error_messages = {
            "name": {
                "required": "Give the connection a name.",
                "unique": "There is a connection with this name already. Choose another.",
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._setup = setup_of(self.instance)
        for key in OF_SETUP:
            self.initial.setdefault(key, getattr(self._setup, key))
        self.fields["exchange"] = forms.ChoiceField(
            label="Where the mailboxes are", choices=Kind.choices, initial=Kind.ONLINE
        )
        self.fields["cloud"] = forms.ChoiceField(
            label="Microsoft cloud", choices=self._clouds(), initial=CloudKey.WORLDWIDE
        )
        if self.instance.practice:
            for key in FIXED_IN_PRACTICE:
                self.fields[key].disabled = True

    def _clouds(self) -> list[tuple[str, str]]:
        """The custom cloud is a choice only where the operator has set one."""
        custom = network.custom_cloud()
        labels = dict(CloudKey.choices) | ({"custom": custom.label} if custom else {})
        offered = custom is not None or self.instance.cloud == CloudKey.CUSTOM
        return [(key, str(label)) for key, label in labels.items() if key != CloudKey.CUSTOM or offered]

    def clean_domain(self) -> str:
        domain: str = self.cleaned_data["domain"]
        if not self.instance.practice and f".{domain}".endswith(f".{PRACTICE_ZONE}"):
            raise forms.ValidationError(
                "Domains under practice.test are simulated: use the page Practice for them."
            )
        return domain

    def changed_keys(self) -> list[str]:
        """The answers that differ from what is stored, and the road where it no longer follows from them."""
        other_road = self.instance.road != answers.road_for(self.instance.exchange)
        return sorted([*self.changed_data, *(["road"] if other_road else [])])

    def store(self, person: Person) -> Connection:
        """Save both rows of the connection, together."""
        connection: Connection = self.instance
        if connection._state.adding:
            connection.made_by = person
        connection.road = answers.road_for(connection.exchange)
        for key in OF_SETUP:
            setattr(self._setup, key, self.cleaned_data[key])
        with transaction.atomic():
            connection.save()
            self._setup.connection = connection
            self._setup.save()
        return connection
