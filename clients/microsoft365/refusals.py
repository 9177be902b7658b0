"""Refused sign-ins that are remembered, so that one wrong credential is not tried again and again."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from clients.contract import SignInRefused

REMEMBERED = timedelta(minutes=5)
ASKED_AT = "asked_at"


@dataclass(frozen=True)
class Asked:
    """What was asked for: one credential of one connection, for one purpose. No secret in it.

    `identity` is `Identity.key`; `revision` the credential's; `purpose` tells resources, clouds, tenants and
    applications apart.
    """

    identity: str
    revision: int
    purpose: str


class Refusals(Protocol):
    """Where refusals are kept. The text, codes, error and trace of a SignInRefused are plain values to store."""

    def recall(self, asked: Asked) -> SignInRefused | None:
        """The refusal of at most `REMEMBERED` ago, if there was one and no sign-in since."""
        ...

    def remember(self, asked: Asked, refusal: SignInRefused) -> None: ...

    def forget(self, asked: Asked) -> None:
        """A sign-in went well."""
        ...


class RefusalsInMemory:
    """Implements `Refusals` for one process. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Asked, tuple[datetime, SignInRefused]] = {}

    def recall(self, asked: Asked) -> SignInRefused | None:
        with self._lock:
            at, refusal = self._kept.get(asked, (None, None))
        if at is None or refusal is None or datetime.now(UTC) - at >= REMEMBERED:
            return None
        return copy_of(refusal)

    def remember(self, asked: Asked, refusal: SignInRefused) -> None:
        now = datetime.now(UTC)
        with self._lock:
            self._kept = {k: v for k, v in self._kept.items() if now - v[0] < REMEMBERED}
            self._kept[asked] = (now, copy_of(refusal))

    def forget(self, asked: Asked) -> None:
        with self._lock:
            self._kept.pop(asked, None)


def copy_of(refusal: SignInRefused) -> SignInRefused:
    """The same refusal without its traceback, whose frames would keep a credential alive."""
    return SignInRefused(refusal.text, refusal.codes, refusal.error, dict(refusal.trace))


def stamped(refusal: SignInRefused) -> SignInRefused:
    """The refusal with the time at which it was given here, in its trace."""
    trace = {**refusal.trace, ASKED_AT: datetime.now(UTC).isoformat()}
    return SignInRefused(refusal.text, refusal.codes, refusal.error, trace)


def given_since(refusal: SignInRefused, started: datetime | None) -> bool:
    """Was this refusal given at or after `started`, so that the run that began then has already asked?"""
    try:
        return started is not None and datetime.fromisoformat(refusal.trace[ASKED_AT]) >= started
    except (KeyError, ValueError, TypeError):
        return False
