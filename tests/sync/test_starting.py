"""The start of the program puts right what a crash left at the targets of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from sync import lock, publish, starting
from sync.files import LocalFiles
from sync.generations import mirror, store_of
from sync.models import Connection, Generation
from sync.publish import Origin, Place
from tests.sync import night_rows as nights
from tests.sync.publications import NOW, Site, Stepped
from tests.sync.staged import LAYOUT

pytestmark = pytest.mark.django_db


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture
def cut_off(settings: Settings, tmp_path: Path) -> Connection:
    """A connection whose second publication was cut off between its two files."""
    settings.DATA_DIR, settings.ALLOWED_TARGET_ROOTS = tmp_path / "data", [str(tmp_path)]
    site = Site(tmp_path)
    about = nights.connection(target=str(site.target))
    publish_to(about, site, Place(about.target, LocalFiles(site.target)), 30)
    replaced: list[str] = []

    def step(name: str) -> None:
        replaced.extend([name] if name == "after replace" else [])
        if replaced:
            raise Crash

    with pytest.raises(Crash):
        publish_to(about, site, Place(about.target, Stepped(LocalFiles(site.target), step)), 31)
    mirror(about)
    return about


def publish_to(about: Connection, site: Site, place: Place, users: int) -> None:
    store = store_of(about)
    store.folder.mkdir(parents=True, exist_ok=True)
    origin = Origin("published", NOW, f"run {users}", site.staged(users), LAYOUT.stored())
    publish.publish(store, site.pair(users), place, origin)


def test_what_was_cut_off_is_finished_and_said(cut_off: Connection, tmp_path: Path) -> None:
    assert Generation.objects.get(published=True).number == 1
    assert starting.recover_all() == "A publication of Example was cut off; the pair is whole again."
    assert Generation.objects.get(published=True).number == 2
    site = Site(tmp_path)
    assert site.lying() == site.contents(31)
    assert starting.recover_all() == ""


def test_who_works_on_it_is_left_alone(cut_off: Connection) -> None:
    with lock.held(cut_off):
        assert starting.recover_all() == ""
    assert Generation.objects.get(published=True).number == 1


def test_a_target_that_is_away_waits_for_the_next_run(cut_off: Connection, tmp_path: Path) -> None:
    (tmp_path / "target").rename(tmp_path / "elsewhere")
    said = starting.recover_all()
    assert said.startswith("A publication of Example was cut off, and could not be put right yet: ")
    (tmp_path / "elsewhere").rename(tmp_path / "target")
    assert "is whole again" in starting.recover_all()


def test_without_any_connection_nothing_is_said() -> None:
    nights.connection(target="download")
    nights.connection("Other", target="")
    assert starting.recover_all() == ""
