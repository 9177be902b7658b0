"""Syncs with separate workers on PostgreSQL and Redis: published, held, approved; a killed worker loses no run."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from simulator.server import Simulator
from tests.alone.processes import running, until
from tests.services.test_production import CHECKS, TICK
from tests.sync.shell import Installation, compiled_once, pointing

pytestmark = [pytest.mark.services, pytest.mark.alone]


@pytest.fixture
def here(production: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    with Simulator() as simulator:
        env = {**production, **pointing(tmp_path, simulator), **compiled_once()}
        yield Installation(env, tmp_path, simulator)


def rows(here: Installation, columns: str) -> list[tuple[Any, ...]]:
    """These columns of every run, oldest first."""
    import psycopg

    with psycopg.connect(here.env["DATABASE_URL"]) as base:
        return base.execute(f"SELECT {columns} FROM sync_syncrun ORDER BY queued_at").fetchall()


def test_a_pair_is_published_held_and_approved(here: Installation) -> None:
    domain = here.connect("main", "sync-directory")
    with running(here.env, *CHECKS, module="celery"):
        code, report = here.sync("main")
        assert (code, report["state"], len(here.files("main"))) == (0, "published", 2)
        here.simulator.apply(domain, {"kind": "setting", "text": "directory.left += 200"})
        code, held = here.sync("main")
        assert (code, held["state"]) == (4, "held")
        code, report = here.sync("main", "--approve", held["hash"], "--reason", "They left.")
        assert (code, report["state"], report["hash"]) == (0, "published", held["hash"])


def test_a_killed_worker_loses_no_run(here: Installation, tmp_path: Path) -> None:
    domain = here.connect("main", "sync-directory")
    here.simulator.latency(domain, 2000)
    with ExitStack() as stack:
        stack.enter_context(running(here.env, *TICK, "-s", str(tmp_path / "beat"), module="celery"))
        victim = stack.enter_context(running(here.env, *CHECKS, module="celery"))
        client = stack.enter_context(running(here.env, "sync_now", "main", "--format", "json"))
        until(lambda: ("running", "users") in rows(here, "state, phase"), 90, "a run under way")
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        here.simulator.latency(domain, 0)
        stack.enter_context(running(here.env, *CHECKS, module="celery"))
        assert client.wait(120) == 0
        assert rows(here, "state, attempt") == [("published", 2)]
    assert len(here.files("main")) == 2


def test_a_worker_that_is_stopped_hands_its_run_to_the_next(here: Installation, tmp_path: Path) -> None:
    domain = here.connect("main", "sync-directory")
    here.simulator.latency(domain, 2000)
    with ExitStack() as stack:
        stack.enter_context(running(here.env, *TICK, "-s", str(tmp_path / "beat"), module="celery"))
        first = stack.enter_context(running(here.env, *CHECKS, module="celery"))
        client = stack.enter_context(running(here.env, "sync_now", "main", "--format", "json"))
        until(lambda: ("running", "users") in rows(here, "state, phase"), 90, "a run under way")
        first.terminate()
        first.wait(60)
        assert rows(here, "state, attempt") == [("queued", 0)]
        here.simulator.latency(domain, 0)
        stack.enter_context(running(here.env, *CHECKS, module="celery"))
        assert client.wait(120) == 0
        assert rows(here, "state, attempt") == [("published", 1)]
