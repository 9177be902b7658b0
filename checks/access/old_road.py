"""The road of the impersonation user in Exchange Online, which Microsoft has ended."""

from __future__ import annotations

from datetime import datetime

from checks.facts.register import fact, state
from checks.result import (
    Remedy,
    Result,
    failed,
    warning,
)
from checks.subject import Subject


def closed_road(subject: Subject) -> bool:
    """An impersonation user on Exchange Online, which Microsoft has ended."""
    return subject.online and subject.road == "impersonation"


def judge_old_road(subject: Subject, now: datetime) -> Result:
    """The verdict on a connection that has chosen it, by the day."""
    removed = fact("application-impersonation")
    told = removed.sentence(now.date(), subject.cloud.key)
    remedy = (
        Remedy(
            "text",
            "Save Start once more: the road then follows from where the mailboxes are, and an application takes the "
            "place of the impersonation user.",
        ),
    )
    if state(removed.id, now.date(), subject.cloud.key) == "closed":
        return failed(
            f"An impersonation user no longer opens mailboxes in Exchange Online. {told}",
            meaning="Retain can read no mailbox on this road, whatever is assigned to its user.",
            confirm="Run this check again after changing the road: it judges the application instead.",
            remedy=remedy,
            expected="the road Application on Exchange Online",
            found="the road Impersonation user on Exchange Online",
        )
    return warning(
        f"The road of the impersonation user is ending in Exchange Online. {told}",
        meaning="What is set up on this road now stops working on that day.",
        confirm="Run this check again after changing the road: it judges the application instead.",
        remedy=remedy,
        expected="the road Application on Exchange Online",
        found="the road Impersonation user on Exchange Online",
    )
