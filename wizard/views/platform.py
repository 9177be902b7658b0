"""What Microsoft changes on its platform, in words that turn on the day, for the pages of a connection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from checks.facts import register
from checks.facts.register import Fact
from sync.models import ArchiveVia, Connection, Kind, Road

CLOSED_ROAD = ("application-impersonation", "basic-authentication")
STATES = {"closed": ("In force", "off"), "gated": ("Under a condition", "warn"), "open": ("Ahead", "info")}
UNDATED = ("No date published", "off")


@dataclass(frozen=True)
class Change:
    """One change as it stands on a day: its sentence, its state in a word or two with a tone, and who says so."""

    key: str
    sentence: str
    state: str
    tone: str
    source: str


@dataclass(frozen=True)
class Notice:
    """Something that a page must say, and why; `over`: it has happened already."""

    over: bool
    reasons: tuple[str, ...]


def changes(connection: Connection, day: date) -> tuple[Change, ...]:
    """Every known change of Exchange Online by date; none for a connection that has only a server of its own."""
    if connection.exchange == Kind.SERVER:
        return ()
    return tuple(_change(known, connection.cloud, day) for known in register.all_facts())


def _change(known: Fact, cloud: str, day: date) -> Change:
    dated = known.days_left(day, cloud) is not None
    state, tone = STATES[known.state(day, cloud)] if dated else UNDATED
    return Change(known.id, known.sentence(day, cloud), state, tone, f"{known.source} ({known.source_date})")


def closed_road(connection: Connection, day: date) -> Notice | None:
    """The impersonation road does not lead into Exchange Online, where it was chosen for it all the same."""
    if connection.exchange != Kind.ONLINE or connection.road != Road.IMPERSONATION:
        return None
    over = register.state(CLOSED_ROAD[0], day, connection.cloud) == "closed"
    return Notice(over, tuple(_said(one, connection, day) for one in CLOSED_ROAD))


def ews(connection: Connection, day: date) -> Notice | None:
    """Whom EWS answers in Exchange Online, where the application reads through it. Over: nobody any more."""
    if connection.exchange == Kind.SERVER or connection.archive_via != ArchiveVia.EWS:
        return None
    if register.state("ews-end", day, connection.cloud) == "closed":
        return Notice(True, (_said("ews-end", connection, day),))
    if register.state("ews-app-list", day, connection.cloud) == "closed":
        return Notice(
            False, ("EWS answers only where the organization allows it and lists the application.",)
        )
    return Notice(
        False, ("EWS answers where the organization allows it.", _said("ews-app-list", connection, day))
    )


def for_accounts(connection: Connection, day: date) -> dict[str, str]:
    """The sentences for the page Accounts: the second factor, stored passwords, and small licences."""
    told = {
        "second_factor": "admin-portal-mfa",
        "stored_password": "stored-credential",
        "small_licences": "ews-kiosk",
    }
    return {name: _said(known, connection, day) for name, known in told.items()}


def _said(fact_id: str, connection: Connection, day: date) -> str:
    return register.fact(fact_id).sentence(day, connection.cloud)
