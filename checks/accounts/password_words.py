"""Verdicts on a password: it holds, it ends, it has to be changed."""

from __future__ import annotations

from datetime import datetime

from checks.hours import counted, day, days_until
from checks.result import Remedy, Result, failed, passed, warning

ENOUGH_DAYS = 30
_WANTED = f"a password that never expires, or holds more than {ENOUGH_DAYS} days"


def never(upn: str) -> Result:
    """It never expires."""
    return passed(f"The password of {upn} never expires.", expected=_WANTED, found="never expires")


def dated(upn: str, end: datetime, now: datetime, where: str, confirm: str) -> Result:
    left = days_until(end, now)
    remedy = (
        Remedy("text", f"Set the password of {upn} to never expire.", label=where),
        Remedy(
            "text", f"Or set a new password before {day(end)}, and enter it in Retain as well.", label=where
        ),
    )
    if end <= now:
        return failed(
            f"The password of {upn} expired on {day(end)}.",
            meaning="Retain cannot sign in with it, and archives nothing that needs this account.",
            confirm=confirm,
            remedy=(Remedy("text", f"Set a new password for {upn}, one that never expires.", label=where),),
            expected=_WANTED,
            found=f"expired on {day(end)}",
        )
    if left > ENOUGH_DAYS:
        return passed(
            f"The password of {upn} holds until {day(end)}, {counted(left)}.",
            expected=_WANTED,
            found=f"holds {counted(left)}",
        )
    return warning(
        f"The password of {upn} expires on {day(end)}, in {counted(left)}.",
        meaning="From that day on archiving stops, and the worker log says Invalid Password.",
        confirm=confirm,
        remedy=remedy,
        expected=_WANTED,
        found=f"holds {counted(left)}",
    )


def must_change(upn: str, where: str, confirm: str, source: str = "") -> Result:
    return failed(
        f"The password of {upn} must be changed at the next sign-in{source}.",
        meaning="Retain cannot change a password, so it cannot sign in.",
        confirm=confirm,
        remedy=(Remedy("text", f"Set a password for {upn} that need not be changed.", label=where),),
        expected=_WANTED,
        found="must change",
    )
