"""The log of what clients asked, for tests that must know that something was never sent."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Seen:
    """One request. `server`: "address:port" that took it; `domain`: the simulated domain that it concerns, or "".

    `text`: "name type", "METHOD path" or the SMTP line; `headers` with lower-case names.
    """

    protocol: Literal["dns", "http", "https", "smtp"]
    server: str
    domain: str
    text: str
    host: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


class Log:
    """The newest requests, oldest first."""

    def __init__(self, keep: int = 20_000) -> None:
        self._seen: deque[Seen] = deque(maxlen=keep)
        self._lock = threading.Lock()

    def add(self, seen: Seen) -> None:
        with self._lock:
            self._seen.append(seen)

    def of(self, domain: str | None) -> tuple[Seen, ...]:
        """Requests that concern this domain; None: all."""
        with self._lock:
            return tuple(seen for seen in self._seen if domain is None or seen.domain == domain)
