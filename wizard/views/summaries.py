"""What the list of connections says about each: one query for the whole page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery

from checks import registry
from sync.models import Connection
from wizard.models import CheckRun


@dataclass(frozen=True)
class Card:
    """A connection on the list: state in words, tone (ok, bad, warn, info or off) and what lies behind it."""

    connection: Connection
    words: str
    tone: str
    detail: str


def cards_of(connections: Sequence[Connection]) -> list[Card]:
    """A card each, in the order given."""
    states = _newest_states(connections)
    return [_card(connection, states[connection.pk]) for connection in connections]


def _newest_states(connections: Sequence[Connection]) -> dict[UUID, list[tuple[str, bool]]]:
    latest = (
        CheckRun.objects.filter(connection=OuterRef("connection"), check_id=OuterRef("check_id"))
        .order_by("-queued_at", "-pk")
        .values("pk")[:1]
    )
    rows = CheckRun.objects.filter(connection__in=connections, pk=Subquery(latest)).order_by()
    found: dict[UUID, list[tuple[str, bool]]] = defaultdict(list)
    for pk, state, advice in rows.values_list("connection_id", "state", "advice"):
        if pk is not None:
            found[pk].append((state, advice))
    return found


def _card(connection: Connection, states: list[tuple[str, bool]]) -> Card:
    count = Counter(state for state, _ in states)
    hold = Counter(state for state, advice in states if not advice)
    words, tone = _words(hold, len(states), len(registry.all_checks()))
    parts = [f"{count['passed']} passed" if count["passed"] else ""]
    parts += [f"{count['warning']} warning{'s' if count['warning'] > 1 else ''}" if count["warning"] else ""]
    return Card(connection, words, tone, ", ".join(part for part in parts if part))


def _words(hold: Counter[str], ran: int, known: int) -> tuple[str, str]:
    if hold["queued"] + hold["running"]:
        return "Checks are running", "info"
    if hold["failed"]:
        return f"Needs attention ({hold['failed']})", "bad"
    if hold["error"]:
        return f"Could not check ({hold['error']})", "off"
    if hold["waiting"]:
        return "Waiting for Microsoft", "info"
    if not ran:
        return "Not started", "off"
    return ("In progress", "info") if hold["blocked"] or ran < known else ("Done", "ok")
