"""The dates that will hurt a connection: for the strip on its task list and for a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from checks.facts import register
from checks.facts.register import Fact
from checks.hours import moment
from sync.models import Connection, Credential, Kind
from wizard import subjects

SOON = 30


@dataclass(frozen=True)
class Ahead:
    """A date ahead (or just past): what ends, `on` what day (`day_known` False: only its month is published), in how
    many days, and what it means here. `key` tells it from others of the same connection."""

    key: str
    what: str
    on: date
    days: int
    note: str = ""
    day_known: bool = True

    @property
    def tone(self) -> str:
        """bad once over, warn in the last thirty days."""
        if self.days <= 0:
            return "bad"
        return "warn" if self.days <= SOON else "off"


def of_connection(connection: Connection, day: date) -> tuple[Ahead, ...]:
    """The dates that matter to this connection, soonest first."""
    found = [_of_credential(row, day) for row in connection.credentials.exclude(not_after=None)]
    found += [*_announced(connection, day), *_reported(connection, day)]
    return tuple(sorted(found, key=lambda one: (one.on, one.key)))


def _of_credential(row: Credential, day: date) -> Ahead:
    assert row.not_after is not None
    on = row.not_after.date()
    note = "Give the new one on Access before this day; afterwards no sign-in works."
    return Ahead(row.kind, f"{row.get_kind_display()} expires.", on, (on - day).days, note)


def _announced(connection: Connection, day: date) -> list[Ahead]:
    """What Microsoft has announced for the road and the cloud; none for one without Exchange Online."""
    if connection.exchange == Kind.SERVER:
        return []
    coming = register.coming(day, connection.cloud, connection.road)  # type: ignore[arg-type]
    return [_of_fact(fact, connection, day) for fact in coming]


def _of_fact(fact: Fact, connection: Connection, day: date) -> Ahead:
    assert fact.effective is not None
    via_ews = connection.archive_via == "ews"
    here = (
        "This connection archives through EWS."
        if via_ews
        else "This connection uses Microsoft Graph, which stays."
    )
    note = here if fact.id == "ews-end" else ""
    return Ahead(fact.id, fact.what, fact.effective, (fact.effective - day).days, note, fact.day_known)


def _reported(connection: Connection, day: date) -> list[Ahead]:
    """When the impersonation user's password ends, as the account report says."""
    report = subjects.setup_of(connection).account_report
    ends = moment((report.get("impersonation_user") or {}).get("password_expires"))
    if connection.exchange == Kind.ONLINE or ends is None:
        return []
    on = ends.date()
    what = "The password of the impersonation user expires, says the account report."
    return [Ahead("reported-password", what, on, (on - day).days, "Change it on the server, then on Access.")]
