"""Which road follows from where the mailboxes are, with its dated reason, for step Start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from checks.facts import register
from sync.models import CloudKey, Kind

CLOSED_ONLINE = ("application-impersonation", "basic-authentication")


@dataclass(frozen=True)
class RoadChoice:
    """One choice of where the mailboxes are: `key` of the form, its label, the road and why."""

    key: str
    label: str
    road: str
    reason: str


def roads(day: date) -> tuple[RoadChoice, ...]:
    """The three choices in the order of the form, with their reasons as they stand on this day."""
    closed = " ".join(register.fact(fact).sentence(day, CloudKey.WORLDWIDE) for fact in CLOSED_ONLINE)
    return (
        RoadChoice(
            Kind.ONLINE,
            Kind.ONLINE.label,
            "application",
            f"Retain reads through an application that you register in Entra. {closed}",
        ),
        RoadChoice(
            Kind.SERVER,
            Kind.SERVER.label,
            "impersonation user",
            "Retain reads as one user with the role ApplicationImpersonation, which Exchange Server still has.",
        ),
        RoadChoice(
            Kind.HYBRID,
            Kind.HYBRID.label,
            "both",
            "Mailboxes in Exchange Online need the application; those on your own servers need the "
            "impersonation user.",
        ),
    )
