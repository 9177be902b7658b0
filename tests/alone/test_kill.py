"""Workers die; rows do not get lost."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from checks import registry
from tests.alone.processes import (
    answers,
    black_hole,
    environment,
    free_port,
    manage,
    rows,
    running,
    until,
)

pytestmark = pytest.mark.alone


def unfinished(data: Path) -> list[tuple[str, str, int]]:
    return [row for row in rows(data) if row[1] in ("queued", "running")]


def test_after_kill_9_every_row_ends_within_its_deadline_and_thirty_seconds(tmp_path: Path) -> None:
    with black_hole() as resolver:
        env = environment(tmp_path, {"DNS_RESOLVERS": resolver})
        manage(env, "migrate", "--verbosity", "0")
        manage(env, "connection", "create", "Main", "--domain", "example.org")
        with running(env, "check_tenant", "Main") as victim:
            until(lambda: sum(row[1] == "running" for row in rows(tmp_path)) > 5, 20, "checks under way")
            victim.send_signal(signal.SIGKILL)
            victim.wait()
        assert unfinished(tmp_path)
        longest = max(check.deadline for check in registry.all_checks())
        with running(env, "up", "--port", str(free_port()), "--no-browser"):
            until(lambda: not unfinished(tmp_path), longest + 30, "every row ended")
        ended = rows(tmp_path)
        names = [row[0] for row in ended]
        assert sorted(names) == sorted(check.id for check in registry.all_checks()), "none twice, none lost"
        assert {row[1] for row in ended} <= {"error", "blocked", "skipped", "warning", "failed"}
        assert max(row[2] for row in ended) == 2


def test_a_second_up_on_the_same_data_refuses(tmp_path: Path) -> None:
    env = environment(tmp_path)
    port = free_port()
    with running(env, "up", "--port", str(port), "--no-browser"):
        until(lambda: answers(port, "/healthz"), 30, "the first instance")
        second = manage(env, "up", "--port", str(free_port()), "--no-browser", check=False)
    assert second.returncode == 1
    assert "Another instance runs on" in second.stderr


def test_up_gets_ready_and_stops_when_asked(tmp_path: Path) -> None:
    env = environment(tmp_path)
    port = free_port()
    with running(env, "up", "--port", str(port), "--no-browser") as process:
        until(lambda: answers(port, "/readyz"), 30, "ready")
        process.terminate()
        assert process.wait(15) == 0
