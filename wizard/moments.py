"""When a connection first showed a fact, so that a check can wait for Microsoft instead of calling it wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from checks.propagation import FIRST_SEEN
from checks.result import Evidence
from sync.models import Connection
from wizard.models import FirstSeen


def of(connection: Connection) -> dict[str, datetime]:
    """Key -> the moment at which this connection first showed it."""
    return dict(FirstSeen.objects.filter(connection=connection).values_list("key", "at"))


def note(connection: Connection, evidence: Evidence, now: datetime) -> None:
    """Keep the moment of each key that the evidence shows for the first time."""
    known_since(connection, evidence.get(FIRST_SEEN, []), now)


def known_since(connection: Connection, keys: Iterable[object], at: datetime) -> None:
    """These keys hold since `at`, unless an earlier moment is kept."""
    rows = [FirstSeen(connection=connection, key=str(key)[:300], at=at) for key in keys]
    FirstSeen.objects.bulk_create(rows, ignore_conflicts=True)


def changed_now(connection: Connection, check_id: str, now: datetime) -> None:
    """Somebody says to have changed, just now, what this check looks at."""
    FirstSeen.objects.update_or_create(connection=connection, key=f"changed:{check_id}", defaults={"at": now})
