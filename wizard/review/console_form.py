"""What to enter in the Retain console, field by field in the order of its form.

The fields are those that a public browser test of 2021 drove (facts on Retain, section 2.2); newer forms may differ,
and no public source shows how releases from 4.10 on take a tenant, an application or a certificate. So a field either
has a value that follows from this connection, or says that nothing public tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sync.models import Connection
from wizard.models import Setup

FORM_SEEN = "the form of 2021, as a public test of the console drives it"
NOT_PUBLIC = (
    "No public source shows this field for newer releases. Ask the vendor's support for your release."
)


@dataclass(frozen=True)
class Field:
    """A field of the console: where it stands, what goes in, and why. `known` False: nothing public tells."""

    tab: str
    label: str
    value: str
    why: str = ""
    known: bool = True


def fields_of(connection: Connection, setup: Setup) -> tuple[Field, ...]:
    """Every field that is known, in the order of the form, for this connection."""
    return (
        *_core(connection),
        *_impersonation(connection, setup),
        *_hosted(connection),
        *_forest(connection),
    )


def _core(connection: Connection) -> Iterator[Field]:
    tab = "Core Settings"
    yield Field(
        tab, "Module name", connection.name, "Any name; this one tells the two programs' settings apart."
    )
    yield Field(tab, "Address book cache", "on", "Retain reads the two files into its address book.")
    yield Field(
        tab, "Authentication", "on", "People sign in with the logon name (UPN) that stands in the users file."
    )
    yield Field(tab, "Jobs", "on", "Without it nothing is archived.")
    yield Field(tab, "Message body format", "leave as it is")
    yield Field(
        tab, "On autodiscover failure", "skip the user",
        "One mailbox without autodiscover must not end the job for all others.",
    )  # fmt: skip
    yield Field(tab, "Send method", "leave as it is")


def _impersonation(connection: Connection, setup: Setup) -> Iterator[Field]:
    tab = "Impersonation"
    if connection.exchange == "online":
        yield Field(tab, "Tenant", connection.tenant_id or "not entered yet", NOT_PUBLIC, known=False)
        yield Field(
            tab, "Application (client)", connection.client_id or "not entered yet", NOT_PUBLIC, known=False
        )
        yield Field(tab, "Certificate or secret", "the one made on Access", NOT_PUBLIC, known=False)
        return
    yield Field(tab, "Global catalog user", setup.worker_upn or "not entered yet", "The impersonation user.")
    yield Field(tab, "Password", "the password of that user", "It is stored sealed here and never shown.")
    yield Field(
        tab, "Test Impersonation", "press it", "Its box must show “SUCCESS:” before you go on.",
    )  # fmt: skip


def _hosted(connection: Connection) -> Iterator[Field]:
    yield Field(
        "Hosted Services", "Hosted system", "off" if connection.exchange == "server" else "on",
        "It seems to be the switch for Microsoft 365 and for hosted Exchange without LDAP; for a server of your own "
        "with LDAP leave it off.",
    )  # fmt: skip


def _forest(connection: Connection) -> Iterator[Field]:
    tab = "Exchange Forest"
    if connection.exchange == "online":
        yield Field(tab, "All fields", "leave empty", "They are for a directory of your own (LDAP).")
        return
    for label in ("Global catalog host", "Port", "Security", "Search base"):
        yield Field(
            tab,
            label,
            "as in your Active Directory",
            "Only for a server of your own; this wizard does not see it.",
        )


AFTER_THE_FORM = (
    ("Test Connection", "Its box must show “SUCCESS:”."),
    ("Save", "The disk icon."),
    (
        "Refresh Address Book",
        "Retain reads the files by itself only once a day; new people are unknown until then.",
    ),
    (
        "Schedule, profile, worker, job",
        "In this order. The job must begin after the nightly run of the files.",
    ),
)
