"""Syncs whose processes die: the row ends once, the pair is whole, and no process is left behind."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.server import Simulator
from tests.alone.processes import free_port, until
from tests.sync.shell import Installation, installed

pytestmark = pytest.mark.alone

FILES = ["exchangegroups.csv", "exchangeuser.csv"]


@pytest.fixture(scope="module")
def simulator() -> Simulator:  # type: ignore[misc]
    with Simulator() as running:
        yield running


@pytest.fixture
def here(tmp_path: Path, simulator: Simulator) -> Installation:
    """An installation with one connection, `main`, that has published once."""
    made = installed(tmp_path, simulator)
    made.connect("main", "sync-directory")
    assert made.sync("main")[0] == 0
    return made


def domain(here: Installation) -> str:
    return str(json.loads(here.manage("connection", "show", "main", "--format", "json"))["domain"])


def change(here: Installation, text: str, name: str) -> None:
    here.simulator.apply(name, {"kind": "setting", "text": text})


def children(folder: Path) -> list[int]:
    """The processes of syncs that work on this data directory."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            if b"--run" in words and f"DATA_DIR={folder}".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except (OSError, ValueError):
            continue
    return found


def newest(here: Installation) -> dict[str, object]:
    return here.runs()[-1]


def reading(here: Installation) -> list[int]:
    """The child of a run that reads the directory."""
    return children(here.folder / "data") if newest(here)["phase"] else []


def whole(here: Installation) -> None:
    """The pair at the target is one generation."""
    generations = here.folder / "data" / "connections"
    pairs = [
        tuple(hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() for name in FILES)
        for manifest in generations.glob("*/generations/*/manifest.json")
    ]
    files = here.files("main")
    assert list(files) == FILES
    assert tuple(hashlib.sha256(files[name]).hexdigest() for name in FILES) in pairs


def test_a_child_that_is_killed_ends_its_run_in_words(here: Installation) -> None:
    before, name = here.files("main"), domain(here)
    here.simulator.latency(name, 2000)
    with here.beside("sync_now", "main", "--full") as worker:
        (child,) = until(lambda: reading(here), 60, "a run under way")
        os.kill(child, signal.SIGKILL)
        assert worker.wait(30) == 1
    here.simulator.latency(name, 0)
    run = newest(here)
    assert (run["state"], run["attempt"]) == ("failed", 1)
    assert run["summary"] == "The process of this run ended unexpectedly (signal 9)."
    assert (here.files("main"), children(here.folder / "data")) == (before, [])
    assert here.sync("main")[0] == 0, "the next run works as ever"


@pytest.mark.parametrize("also_the_child", [False, True])
def test_a_worker_that_is_killed_takes_its_child_along_and_another_takes_the_run(
    here: Installation, also_the_child: bool
) -> None:
    name = domain(here)
    change(here, "directory.joined += 3", name)
    here.simulator.latency(name, 2000)
    with here.beside("sync_now", "main") as worker:
        (child,) = until(lambda: reading(here), 60, "a run under way")
        worker.send_signal(signal.SIGKILL)
        if also_the_child:
            os.kill(child, signal.SIGKILL)
        until(lambda: not children(here.folder / "data"), 5, "no process is left")
        worker.wait()
    run = newest(here)
    assert (run["state"], run["attempt"]) == ("running", 1)
    here.simulator.latency(name, 0)
    with here.beside("up", "--no-browser", "--port", str(free_port())):
        until(lambda: newest(here)["finished_at"], 60, "the run ends")
    run = newest(here)
    assert (run["state"], run["attempt"]) == ("published", 2)
    assert (len(here.runs()), children(here.folder / "data")) == (2, [])
    whole(here)


def test_a_night_goes_on_after_the_program_was_stopped_and_started(here: Installation) -> None:
    """The whole of it: the tick starts the night, a polite stop hands it back, the next start ends it, once."""
    name = domain(here)
    change(here, "directory.joined += 3", name)
    here.simulator.latency(name, 2000)
    start = datetime.now(UTC) - timedelta(minutes=1)
    here.manage("connection", "set", "main", f"sync_at={start:%H:%M:%S}", "sync_on=on")
    here.write(
        "UPDATE sync_syncplan SET schedule_since = ?", f"{start - timedelta(days=1):%Y-%m-%d %H:%M:%S}"
    )
    with here.beside("up", "--no-browser", "--port", str(free_port())) as program:
        until(lambda: reading(here), 60, "the night is under way")
        program.terminate()
        assert program.wait(40) == 0
    run = newest(here)
    assert (run["state"], run["attempt"], run["purpose"], run["night"]) == (
        "queued",
        0,
        "night",
        f"{start:%Y-%m-%d}",
    )
    assert children(here.folder / "data") == []
    here.simulator.latency(name, 0)
    with here.beside("up", "--no-browser", "--port", str(free_port())):
        until(lambda: newest(here)["finished_at"], 60, "the night ends")
    run = newest(here)
    assert (run["state"], run["attempt"]) == ("published", 1)
    assert [one["purpose"] for one in here.runs()].count("night") == 1
    whole(here)


def test_whenever_everything_is_killed_the_pair_is_whole_again_after_the_next_run(here: Installation) -> None:
    name, chance = domain(here), random.Random(20261120)
    for _ in range(3):
        change(here, "directory.joined += 1", name)
        with here.beside("sync_now", "main") as worker:
            until(lambda: children(here.folder / "data"), 60, "a run under way")
            until_then = time.monotonic() + chance.uniform(0.5, 3.0)
            until(lambda end=until_then: time.monotonic() > end, 10, "the moment of the accident")  # type: ignore[misc]
            for child in children(here.folder / "data"):
                os.kill(child, signal.SIGKILL)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        files = here.files("main")
        assert all(len(files[one]) > 10_000 for one in FILES), "no reader ever sees a short file"
        until(lambda: here.sync("main")[0] == 0, 120, "the next run works")
        whole(here)
        assert here.exit_of("verify", "main")[0] == 0
    assert all(run["finished_at"] for run in here.runs())
    assert children(here.folder / "data") == []
