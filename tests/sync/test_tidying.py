"""Which staging files stay, and which go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from sync import tidying
from sync.models import Connection, SyncRun
from tests.sync import night_rows as nights
from tests.sync.night_rows import NOW, hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def about(settings: Settings, tmp_path: Path) -> Connection:
    settings.DATA_DIR = tmp_path
    (tmp_path / "runs").mkdir()
    return nights.connection()


def staged(about: Connection, state: str, hours_ago: float, **changes: object) -> SyncRun:
    whole = state in ("published", "unchanged", "publishable", "held")
    about_it = {"detail": {"certificate": {"complete": whole}}, **changes}
    run = nights.run(about, state, hours(-hours_ago), **about_it)  # type: ignore[arg-type]
    run.staging_path.touch()
    return run


def test_the_newest_complete_run_stays_for_the_next_night(about: Connection) -> None:
    other = nights.connection("Other")
    kept = [staged(about, "unchanged", 20), staged(other, "published", 900)]
    gone = [staged(about, "published", 40), staged(about, "incomplete", 1), staged(about, "failed", 2)]
    assert tidying.tidy(NOW) == 3
    assert all(run.staging_path.exists() for run in kept)
    assert not any(run.staging_path.exists() for run in gone)


def test_what_can_still_be_approved_or_published_stays(about: Connection) -> None:
    kept = [staged(about, "unchanged", 1), staged(about, "held", 23), staged(about, "publishable", 5)]
    gone = staged(about, "held", 25)
    assert tidying.tidy(NOW) == 1
    assert all(run.staging_path.exists() for run in kept)
    assert not gone.staging_path.exists()


def test_what_a_run_under_way_needs_stays(about: Connection) -> None:
    held = staged(about, "held", 30)
    mine = staged(about, "running", 0, finished_at=None, continues=held)
    staged(about, "published", 1)
    assert tidying.tidy(NOW) == 0
    assert held.staging_path.exists()
    assert mine.staging_path.exists()


def test_files_of_nobody_go_too(about: Connection, tmp_path: Path) -> None:
    journal = tmp_path / "runs" / "00000000-0000-0000-0000-000000000000.sqlite-journal"
    journal.touch()
    mine = staged(about, "running", 0, finished_at=None)
    beside = mine.staging_path.with_name(mine.staging_path.name + "-journal")
    beside.touch()
    assert tidying.tidy(NOW) == 1
    assert (journal.exists(), beside.exists()) == (False, True)


def test_without_any_run_there_is_nothing_to_tidy(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "nowhere"
    assert tidying.tidy(timezone.now() + timedelta(days=1)) == 0
