"""The end of EWS in Exchange Online, as a verdict that changes on its day."""

from __future__ import annotations

from datetime import datetime

from checks.facts.register import days_left, fact
from checks.hours import counted
from checks.result import Remedy, Result, failed, passed, warning
from checks.subject import Subject

_SOON = 400
_TO_GRAPH = "Choose Microsoft Graph on Access as the way to read mailboxes: it stays when EWS ends."


def still_open(subject: Subject, now: datetime) -> Result:
    """The verdict while EWS answers: a warning once the end is near."""
    left = days_left("ews-end", now.date(), subject.cloud.key)
    if left is None or left > _SOON:
        return passed("Exchange Online answers the application over EWS.")
    return warning(
        f"Exchange Online answers the application over EWS, for {counted(left)} more.",
        meaning=fact("ews-end").sentence(now.date(), subject.cloud.key),
        confirm="Run the checks again after the change: this one is no longer needed.",
        remedy=(
            Remedy(
                "text",
                "Ask the vendor which release of Retain reads Exchange Online without EWS, and plan it now.",
            ),
            Remedy("text", _TO_GRAPH),
        ),
        expected="a way to read mail that stays",
        found=f"EWS, {counted(left)} left",
    )


def ended(subject: Subject, now: datetime) -> Result:
    """The verdict from the last day on, whatever was seen before."""
    return failed(
        fact("ews-end").sentence(now.date(), subject.cloud.key),
        meaning="Retain cannot read mailboxes in Exchange Online over EWS any more.",
        confirm="Run the checks again after the change: this one is no longer needed.",
        remedy=(Remedy("text", _TO_GRAPH),),
        expected="a way to read mail that stays",
        found="EWS",
    )
