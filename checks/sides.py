"""Checks that judge Exchange Online, a server of the customer's, or both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checks.result import Remedy, Result, Status, blocked, could_not, waiting
from checks.subject import Subject

_WORST_FIRST: tuple[Status, ...] = ("failed", "blocked", "error", "waiting", "warning", "passed", "skipped")


def in_cloud(subject: Subject) -> bool:
    """An application signs in to Exchange Online."""
    return subject.exchange == "hybrid" or subject.road == "application"


def on_server(subject: Subject) -> bool:
    """An impersonation user opens mailboxes."""
    return subject.exchange == "hybrid" or subject.road == "impersonation"


def judged(subject: Subject, cloud: Callable[[], Result], server: Callable[[], Result]) -> Result:
    """The verdict on the side that this connection has; on both, the worse of the two."""
    if in_cloud(subject) and on_server(subject):
        return worse(cloud(), server())
    return cloud() if in_cloud(subject) else server()


def worse(cloud: Result, server: Result) -> Result:
    """The verdict of a hybrid connection, saying which side it is about."""
    first, where = min(
        (cloud, "Exchange Online"),
        (server, "Your server"),
        key=lambda side: _WORST_FIRST.index(side[0].status),
    )
    if cloud.status == server.status == "passed":
        return replace(cloud, summary=f"Exchange Online: {cloud.summary} Your server: {server.summary}")
    return replace(first, summary=f"{where}: {first.summary}")


def hanging(owner: str, verdict: Result, summary: str) -> Result:
    """The result of what hangs on another check's pure verdict: it shares its fate, and is never red itself.

    `summary`: one sentence for what cannot be decided now.
    """
    if verdict.status == "failed":
        return blocked(owner, summary)
    if verdict.status == "blocked":
        return blocked(verdict.cause or owner, summary)
    if verdict.retry_at is not None:
        return waiting(verdict.summary, until=verdict.retry_at, meaning=verdict.meaning)
    return could_not(summary, tried=verdict.summary, again="Run this check again in a few minutes.")


def with_more(result: Result, more: tuple[Remedy, ...]) -> Result:
    """The result with further blocks of "do this"."""
    return replace(result, remedy=result.remedy + more)
