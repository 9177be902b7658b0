"""Moments in words and out of words: ISO 8601 in, UTC for people out."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(text: object) -> datetime | None:
    """An aware moment of an ISO 8601 text (a missing zone means UTC); None where there is none or it is no time."""
    if not isinstance(text, str) or not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def day(when: datetime) -> str:
    """For people: 20 November 2026."""
    return f"{when.astimezone(UTC).day} {when.astimezone(UTC):%B %Y}"


def hour(when: datetime) -> str:
    """For people, on a day that is plain: 10:00 UTC."""
    return f"{when.astimezone(UTC):%H:%M} UTC"


def days_until(when: datetime, now: datetime) -> int:
    """Whole days left; negative when it is over."""
    return (when - now).days


def counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
