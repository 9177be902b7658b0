"""What ends a check: somebody said no, or there was no finding out."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """Somebody said no. `owner` is the check that owns this fault: it fails, every other is blocked by it."""

    owner: ClassVar[str]


class NoSuchDomain(Refusal):
    """DNS proved that the domain does not exist."""

    owner = "dns.domain"


class OutsideError(Exception):
    """Could not find out. The text says what happened, in words for the page."""


class OutOfTime(OutsideError):
    """The deadline of the check is over."""
