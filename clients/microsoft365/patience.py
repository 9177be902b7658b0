"""How long to wait before a request is repeated, and when to give up.

Retry-After is a number of seconds or an HTTP date (RFC 9110 section 10.2.3); without it the wait doubles, with a
random share so that many workers do not come back at the same moment.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from clients.contract import Deadline, Exchange, OutOfTime

MOST_ATTEMPTS = 3
FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0
LEFT_FOR_ANSWER = 1.0
TRANSIENT = (408, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Patience:
    """Waits within a deadline. `pause` takes seconds."""

    deadline: Deadline
    pause: Callable[[float], None] = time.sleep

    def again(self, exchange: Exchange, attempt: int) -> bool:
        """Is another attempt worth it? Waits for it if so. `attempt` counts from 1."""
        if exchange.status not in TRANSIENT or attempt >= MOST_ATTEMPTS:
            return False
        wait = wait_for(exchange.headers, attempt, LONGEST_WAIT)
        if wait > left_for_waiting(self.deadline):
            return False
        self.pause(wait)
        return True


def left_for_waiting(deadline: Deadline) -> float:
    """Seconds that may be waited, so that an answer can still come; negative when it cannot."""
    try:
        return deadline.left() - LEFT_FOR_ANSWER
    except OutOfTime:
        return -LEFT_FOR_ANSWER


def wait_for(headers: Mapping[str, str], attempt: int, longest: float) -> float:
    """Seconds until the next attempt: as long as the service asks in these headers (names in lower case), else longer
    each time, up to `longest`."""
    asked = retry_after(headers.get("retry-after", ""), datetime.now(UTC))
    if asked is not None:
        return asked
    most: float = min(FIRST_WAIT * 2 ** (attempt - 1), longest)
    return most * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, guards nothing


def retry_after(text: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for; None when it says nothing usable."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return float(text)
    try:
        then = parsedate_to_datetime(text)
        return max((then - now).total_seconds(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None
