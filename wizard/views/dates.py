"""The strip of dates that will hurt a connection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sync.models import CloudKey, Connection, Kind

EWS_ENDS = date(2027, 4, 1)


@dataclass(frozen=True)
class Ahead:
    """A date ahead (or just past): what ends, when, in how many days, and what it means here."""

    what: str
    on: date
    days: int
    note: str


def of_connection(connection: Connection, now: datetime) -> tuple[Ahead, ...]:
    """The dates that matter to this connection; nothing for one without Exchange Online."""
    if connection.exchange == Kind.SERVER or connection.cloud != CloudKey.WORLDWIDE:
        return ()
    note = (
        "This connection archives through EWS" if connection.archive_via == "ews" else "Microsoft Graph stays"
    )
    return (Ahead("EWS ends in Exchange Online", EWS_ENDS, (EWS_ENDS - now.date()).days, note),)
