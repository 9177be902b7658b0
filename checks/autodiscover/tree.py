"""The attempts as a tree for people: each way with its intent, what came of it, and whether that matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checks.subject import Subject
from checks.unreachable import why
from clients.contract import Attempt, Exchange

_BAD = ("foreign", "untrusted", "wrong", "unknown")


def tree(subject: Subject, attempts: Sequence[Attempt], winner: Attempt | None) -> list[dict[str, Any]]:
    """One node an attempt, in the order given; `winner` is marked. Hops are its children."""
    return [_node(subject, attempt, attempt is winner) for attempt in attempts]


def _node(subject: Subject, attempt: Attempt, wins: bool) -> dict[str, Any]:
    tone, words = _reading(subject, attempt, wins)
    return {
        "label": attempt.intent,
        "result": words,
        "tone": tone,
        "ms": attempt.ms,
        "winner": wins,
        "children": [_hop(hop) for hop in attempt.hops],
    }


def _reading(subject: Subject, attempt: Attempt, wins: bool) -> tuple[str, str]:
    """Tone and words of one attempt."""
    if wins:
        return "good", f"{attempt.detail} Good connection."
    harmless = _harmless(subject, attempt)
    if harmless:
        return "harmless", f"{attempt.detail} {harmless}"
    if attempt.result == "good":
        return ("neutral", f"{attempt.detail} {_NOT_DERIVED}") if attempt.method in ("fixed", "v2") else (
            "neutral", f"{attempt.detail} An earlier way answers already."
        )  # fmt: skip
    return ("bad" if attempt.result in _BAD else "neutral"), attempt.detail


_NOT_DERIVED = "It answers for every domain, so it proves nothing about the records of yours."


def _harmless(subject: Subject, attempt: Attempt) -> str:
    """Why a branch that did not end well does no harm; empty when it may."""
    if attempt.method == "root" and attempt.result in (
        "missing",
        "closed",
        "web-site",
        "untrusted",
        "wrong",
        "unknown",
    ):
        return "Harmless: this is the web site of the domain."
    if attempt.method == "host" and attempt.result == "closed" and subject.online:
        return "Harmless: with Exchange Online port 443 is closed here, and that is normal."
    if attempt.method == "srv" and attempt.result == "missing":
        return "Harmless: it is not needed." if subject.online else "Harmless where another way answers."
    return ""


def _hop(hop: Exchange) -> dict[str, Any]:
    return {
        "label": f"{hop.method} {hop.url}",
        "result": _came(hop),
        "tone": "neutral",
        "ms": hop.ms,
        "children": [],
    }


def _came(hop: Exchange) -> str:
    if hop.fault:
        return why(hop)
    return f"{hop.status}, on to {hop.location}" if hop.location else str(hop.status)
