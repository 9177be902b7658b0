"""How often, and how long apart, the directory reader asks again: a night is long, a check is not.

Retry-After (RFC 9110 section 10.2.3) is obeyed up to five minutes; without it the wait doubles, with a random share.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from clients.contract import Deadline
from clients.microsoft365.directory_call import Trouble
from clients.microsoft365.patience import left_for_waiting, retry_after, wait_for

LONGEST_WAIT, LONGEST_ASKED = 60.0, 300.0
# How often a call is sent at most when this is what keeps happening to it.
ATTEMPTS: dict[Trouble, int] = {
    "network": 8, "throttled": 8, "service": 8, "malformed": 3, "renew": 3,
}  # fmt: skip


@dataclass(frozen=True)
class LongPatience:
    """Waits within a deadline. `pause` takes seconds."""

    deadline: Deadline
    pause: Callable[[float], object] = time.sleep

    def again(self, trouble: Trouble, headers: Mapping[str, str], attempt: int) -> bool:
        """Is another attempt worth it? Waits for it if so. `attempt` counts from 1."""
        if attempt >= ATTEMPTS.get(trouble, 1):
            return False
        wait = wait_after(trouble, headers, attempt)
        if wait > min(LONGEST_ASKED, left_for_waiting(self.deadline)):
            return False
        if wait:
            self.pause(wait)
        return True


def wait_after(trouble: Trouble, headers: Mapping[str, str], attempt: int) -> float:
    """Seconds until the next attempt; a new token is asked for at once unless the service says otherwise."""
    if trouble == "renew":
        return retry_after(headers.get("retry-after", ""), datetime.now(UTC)) or 0.0
    return wait_for(headers, attempt, LONGEST_WAIT)
