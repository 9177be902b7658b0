"""One process at a time works on a connection's files."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest
from pytest_django import Settings

from sync import lock
from sync.lock import Busy
from sync.models import Connection


@pytest.fixture
def about(settings: Settings, tmp_path: Path) -> Connection:
    settings.DATA_DIR = tmp_path
    return Connection(name="Example")


def test_the_second_one_is_told_that_it_is_busy(about: Connection) -> None:
    with (
        lock.held(about),
        pytest.raises(Busy, match="still works on the files"),
        lock.held(about, patience=0.3),
    ):
        pass
    with lock.held(about, patience=0):
        assert (about.folder / "lock").exists()


def test_connections_do_not_wait_for_each_other(about: Connection) -> None:
    other = Connection(name="Other")
    with lock.held(about), lock.held(other, patience=0):
        assert other.folder != about.folder


def test_whoever_is_patient_gets_it_in_the_end(about: Connection) -> None:
    waits, has = Event(), Event()

    def second() -> None:
        waits.set()
        with lock.held(about, patience=20):
            has.set()

    thread = Thread(target=second)
    with lock.held(about):
        thread.start()
        assert waits.wait(10)
        assert not has.is_set()
    assert has.wait(20)
    thread.join()
