"""The same journeys on PostgreSQL and Redis, with separate processes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from checks import registry
from simulator.server import Simulator
from tests.alone.processes import ROOT, answers, black_hole, free_port, manage, running, until
from tests.checks.states import OUTCOMES as STATED
from tests.pointing import settings_for

pytestmark = [pytest.mark.services, pytest.mark.alone]

CHECKS = ("-A", "config", "worker", "--pool", "threads", "--concurrency", "24", "-Q", "checks", "-l", "ERROR")
TICK = (
    "-A",
    "config",
    "worker",
    "-B",
    "--pool",
    "threads",
    "--concurrency",
    "1",
    "-Q",
    "tick",
    "-l",
    "ERROR",
)


def states(env: dict[str, str], name: str) -> dict[str, str]:
    words = ("check_tenant", name, "--step", "prerequisites", "--format", "json")
    shown = manage(env, *words, check=False)
    report = json.loads(shown.stdout)
    of_others = {check.id for check in registry.all_checks() if check.token} | set(STATED)
    return {one["check"]: one["status"] for one in report["results"] if one["check"] not in of_others}


def test_the_journey_from_the_shell_gives_the_same_verdicts(
    production: dict[str, str], tmp_path: Path
) -> None:
    with Simulator() as simulator, ExitStack() as stack:
        env = {**production, **settings_for(simulator, tmp_path)}
        stack.enter_context(running(env, *CHECKS, module="celery"))
        for name in ("healthy", "autodiscover-elsewhere", "no-such-domain"):
            scenario = next(one for one in simulator.scenarios() if one.name == name)
            domain = simulator.create(name)
            manage(env, "connection", "create", name, "--domain", domain)
            found = states(env, name)
            assert found == {check: scenario.expects.get(check, "passed") for check in found}
            assert found


def test_the_whole_shape_gets_ready(production: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    schedule = ("-s", str(tmp_path / "beat"))
    bind = ("config.wsgi:application", "-b", f"127.0.0.1:{port}", "--threads", "4")
    with (
        running(production, *CHECKS, module="celery"),
        running(production, *TICK, *schedule, module="celery"),
        running(production, *bind, module="gunicorn"),
    ):
        until(lambda: answers(port, "/readyz"), 60, "ready")


def test_up_serves_the_web_part_only_beside_redis(production: dict[str, str]) -> None:
    port = free_port()
    with running(production, "up", "--port", str(port), "--no-browser"):
        until(lambda: answers(port, "/healthz"), 30, "the web part")
        assert not answers(port, "/readyz"), "no worker was started"


def test_a_killed_worker_loses_no_row(production: dict[str, str], tmp_path: Path) -> None:
    with black_hole() as resolver, ExitStack() as stack:
        env = {**production, "DNS_RESOLVERS": resolver}
        manage(env, "connection", "create", "Main", "--domain", "example.org")
        stack.enter_context(running(env, *TICK, "-s", str(tmp_path / "beat"), module="celery"))
        victim = stack.enter_context(running(env, *CHECKS, module="celery"))
        client = stack.enter_context(running(env, "check_tenant", "Main", "--format", "json"))
        until(lambda: counted(env, "state = 'running'") > 5, 40, "checks under way")
        longest = max(check.deadline for check in registry.all_checks())
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        stack.enter_context(running(env, *CHECKS, module="celery"))
        until(lambda: counted(env, "state IN ('queued', 'running')") == 0, longest + 30, "every row ended")
        assert client.wait(20) == 3
        assert counted(env, "attempt > 2") == 0


def counted(env: dict[str, str], where: str) -> int:
    import psycopg

    with psycopg.connect(env["DATABASE_URL"]) as base:
        found = base.execute(f"SELECT count(*) FROM wizard_checkrun WHERE {where}").fetchone()
    return int(found[0]) if found else 0


def test_the_engines_and_wizards_tests_pass_on_postgresql(production: dict[str, str]) -> None:
    words = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        "--no-cov",
        "--create-db",
    ]
    paths = ["tests/engine", "tests/wizard", "tests/people"]
    env = {name: value for name, value in production.items() if name != "BROKER_URL"}
    done = subprocess.run(
        [sys.executable, *words, *paths], cwd=ROOT, env=env, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-4000:]
