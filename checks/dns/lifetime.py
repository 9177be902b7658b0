"""How long resolvers go on giving an old answer: the time to live of the record (RFC 1034, 3.6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from clients.contract import Answer


def clock(moment: datetime) -> str:
    """Hours and minutes of an aware moment in UTC, with the day left out on purpose: lifetimes are short."""
    return f"{moment:%H:%M} UTC"


def turns_green(now: datetime, *old: Answer) -> str:
    """How one knows that a changed record works, and until when the old answers may still be around."""
    lives = max((answer.ttl or 0 for answer in old), default=0)
    start = "Run this check again: this line turns green."
    if not lives:
        return f"{start} Resolvers may remember for up to an hour that the record was not there."
    if not any(answer.records for answer in old):
        until = clock(now + timedelta(seconds=lives))
        return f"{start} Resolvers may remember until {until} that the record was not there (TTL {lives})."
    return f"{start} The old answer may live until {clock(now + timedelta(seconds=lives))} (TTL {lives})."
