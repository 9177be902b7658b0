"""Approving: exactly that pair, in time, while nothing else was published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from people.models import AuditEvent
from sync import approval
from sync.approval import CannotPublish
from sync.models import Connection, SyncRun
from tests.sync import night_rows as nights
from tests.sync.night_rows import NOW, hours

pytestmark = pytest.mark.django_db
HASH = "d" * 64


@pytest.fixture
def about(settings: Settings, tmp_path: Path) -> Connection:
    settings.DATA_DIR = tmp_path
    made = nights.connection()
    nights.generation(made, 4, published=True)
    return made


def staged(about: Connection, state: str = "held", **changes: Any) -> SyncRun:
    run = nights.run(about, state, NOW, **{"hash": HASH, "base": 4, **changes})
    run.staging_path.parent.mkdir(exist_ok=True)
    run.staging_path.touch()
    return run


def test_a_held_pair_is_approved_with_a_reason_that_is_kept(about: Connection) -> None:
    held = staged(about)
    run, joined = approval.approve(about, HASH, "Ada", " They left. ", hours(23.9))
    assert (run.purpose, run.continues, run.approved_by, run.reason) == ("approve", held, "Ada", "They left.")
    assert joined is False
    event = AuditEvent.objects.get()
    assert (event.who, event.what, event.about) == ("Ada", "approve pair", "Example")
    assert event.details == {"hash": HASH, "reason": "They left.", "run": str(held.pk)}


def test_an_approval_needs_a_reason(about: Connection) -> None:
    staged(about)
    with pytest.raises(CannotPublish, match="Say in a few words why"):
        approval.approve(about, HASH, "Ada", "  ", NOW)


@pytest.mark.parametrize("asked", ["", "e" * 64, HASH[:-1]])
def test_another_hash_approves_nothing(about: Connection, asked: str) -> None:
    staged(about, hash="" if not asked else HASH)
    with pytest.raises(CannotPublish, match="No held pair has this hash"):
        approval.approve(about, asked, "Ada", "They left.", NOW)


@pytest.mark.parametrize("state", ["published", "incomplete", "failed", "publishable"])
def test_only_what_is_held_can_be_approved(about: Connection, state: str) -> None:
    staged(about, state)
    with pytest.raises(CannotPublish, match="No held pair has this hash"):
        approval.approve(about, HASH, "Ada", "They left.", NOW)


def test_the_pair_of_another_connection_cannot_be_approved(about: Connection) -> None:
    staged(nights.connection("Other"), base=None)
    with pytest.raises(CannotPublish, match="No held pair has this hash"):
        approval.approve(about, HASH, "Ada", "They left.", NOW)


def test_after_a_day_nobody_can_approve_it(about: Connection) -> None:
    staged(about)
    with pytest.raises(CannotPublish, match="more than 24 hours old"):
        approval.approve(about, HASH, "Ada", "They left.", hours(24))


def test_a_pair_that_was_compared_with_another_one_is_stale(about: Connection) -> None:
    staged(about, base=3)
    with pytest.raises(CannotPublish, match="Another pair was published since"):
        approval.approve(about, HASH, "Ada", "They left.", NOW)


def test_a_first_pair_was_compared_with_nothing(about: Connection) -> None:
    staged(about, base=None)
    with pytest.raises(CannotPublish, match="Another pair was published since"):
        approval.approve(about, HASH, "Ada", "They left.", NOW)
    about.generations.all().delete()
    assert approval.approve(about, HASH, "Ada", "They left.", NOW).run.state == "queued"


def test_a_pair_whose_rows_are_gone_cannot_be_published(about: Connection) -> None:
    staged(about).staging_path.unlink()
    with pytest.raises(CannotPublish, match="is gone"):
        approval.approve(about, HASH, "Ada", "They left.", NOW)


def test_an_empty_file_is_approved_by_nobody(about: Connection) -> None:
    staged(about, detail={"findings": [{"rule": "empty-users", "verdict": "refuse"}]})
    with pytest.raises(CannotPublish, match="An empty file is refused always"):
        approval.approve(about, HASH, "Ada", "They left.", NOW)


def test_a_preview_is_published_as_it_was_shown(about: Connection) -> None:
    preview = staged(about, "publishable")
    run, _ = approval.publish_preview(preview, "Ada", hours(1))
    assert (run.purpose, run.continues, run.approved_by) == ("publish", preview, "")


def test_what_is_no_open_preview_is_not_published(about: Connection) -> None:
    with pytest.raises(CannotPublish, match="no pair that waits"):
        approval.publish_preview(staged(about, "held"), "Ada", NOW)
    with pytest.raises(CannotPublish, match="more than 24 hours old"):
        approval.publish_preview(staged(about, "publishable"), "Ada", hours(30))


def test_an_approval_joins_a_run_that_is_under_way_and_leaves_no_trail(about: Connection) -> None:
    staged(about)
    first, _ = approval.approve(about, HASH, "Ada", "They left.", NOW)
    again, joined = approval.approve(about, HASH, "Bob", "Yes.", NOW)
    assert (again, joined) == (first, True)
    assert AuditEvent.objects.count() == 1
