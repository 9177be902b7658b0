"""Approving what the guard held: exactly the staged pair with that hash, or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from people import audit
from sync import dispatch
from sync.dispatch import Started
from sync.models import Connection, Generation, Purpose, SyncRun

GOOD_FOR = timedelta(hours=24)


class CannotPublish(Exception):
    """A staged pair that may not be published; the text says why and what to do."""


def held_run(connection: Connection, pair_hash: str, now: datetime) -> SyncRun:
    """The newest held run whose pair has this hash, if it may be approved now. CannotPublish."""
    runs = SyncRun.objects.filter(connection=connection, hash=pair_hash)
    run = runs.filter(state="held").order_by("-finished_at").first() if pair_hash else None
    if run is None:
        raise CannotPublish(
            "No held pair has this hash. The hash stands on the page of the held run, and in what it printed."
        )
    if any(one["verdict"] == "refuse" for one in run.detail.get("findings", ())):
        raise CannotPublish("An empty file is refused always; nobody can approve it.")
    check_still_good(run, now)
    return run


def check_still_good(run: SyncRun, now: datetime) -> None:
    """CannotPublish unless the staged pair of this finished run can still be published as it is."""
    if run.finished_at is None or now - run.finished_at >= GOOD_FOR:
        raise CannotPublish(
            "The staged pair is more than 24 hours old. Make a new preview and look at it again."
        )
    if published_number(run.connection) != run.base:
        raise CannotPublish(
            "Another pair was published since this one was compared. Make a new preview and look at it again."
        )
    if not run.staging_path.exists():
        raise CannotPublish("The staged pair is gone. Make a new preview and look at it again.")


def waiting(now: datetime) -> Q:
    """Runs whose staged pair a person may still publish."""
    return Q(state__in=("held", "publishable"), finished_at__gt=now - GOOD_FOR)


def published_number(connection: Connection) -> int | None:
    """Number of the generation that Retain reads now; None while nothing was published."""
    current = Generation.objects.filter(connection=connection, published=True).first()
    return current.number if current else None


def approve(connection: Connection, pair_hash: str, by: object, reason: str, now: datetime) -> Started:
    """Queue the publishing of the held pair with this hash, and note who approved it and why. CannotPublish."""
    if not reason.strip():
        raise CannotPublish("Say in a few words why these removals are right; the reason is kept.")
    held = held_run(connection, pair_hash, now)
    started = dispatch.start(connection, Purpose.APPROVE, by, now, continues=held, reason=reason.strip())
    if not started.joined:
        audit.note(
            by, "approve pair", connection.name, hash=pair_hash, reason=reason.strip(), run=str(held.pk)
        )
    return started


def publish_preview(preview: SyncRun, by: object, now: datetime) -> Started:
    """Queue the publishing of exactly what a preview showed. CannotPublish."""
    if preview.state != "publishable":
        raise CannotPublish("This run has no pair that waits to be published.")
    check_still_good(preview, now)
    return dispatch.start(preview.connection, Purpose.PUBLISH, by, now, continues=preview)
