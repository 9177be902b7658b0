"""Which road follows from where the mailboxes are, with its dated reason, for step Start."""

from __future__ import annotations

from dataclasses import dataclass

from sync.models import Kind


@dataclass(frozen=True)
class RoadChoice:
    """One choice of where the mailboxes are: `key` of the form, its label, the road and why."""

    key: str
    label: str
    road: str
    reason: str


def roads() -> tuple[RoadChoice, ...]:
    """The three choices in the order of the form."""
    return (
        RoadChoice(
            Kind.ONLINE,
            "Exchange Online",
            "Application",
            "Retain reads through an application that you register in Entra. The older road is closed in Exchange "
            "Online: basic sign-in went in January 2023, and the role ApplicationImpersonation was removed in "
            "February 2025.",
        ),
        RoadChoice(
            Kind.SERVER,
            "Exchange Server or hosted Exchange",
            "Impersonation user",
            "Retain reads as one user with the role ApplicationImpersonation, which Exchange Server still has.",
        ),
        RoadChoice(
            Kind.HYBRID,
            "Hybrid: both",
            "Both",
            "Mailboxes in Exchange Online need the application; those on your own servers need the impersonation user.",
        ),
    )
