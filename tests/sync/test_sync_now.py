"""`sync_now` against a cloud on another port, with real processes: the run in its own, the worker in the command's."""

from __future__ import annotations

import pytest

from simulator.server import Simulator
from tests.alone.processes import until
from tests.sync.shell import Installation, installed

FILES = ["exchangegroups.csv", "exchangeuser.csv"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, simulator: Simulator) -> Installation:
    return installed(tmp_path_factory.mktemp("installation"), simulator)


def test_a_pair_is_previewed_published_held_approved_and_restored(here: Installation) -> None:
    domain = here.connect("main", "sync-directory")
    code, report = here.sync("main", "--preview")
    assert (code, report["state"], here.files("main")) == (0, "publishable", {})
    code, report = here.sync("main")
    assert (code, report["state"], report["kind"], report["generation"]) == (0, "published", "incremental", 1)
    first = here.files("main")
    assert list(first) == FILES
    code, report = here.sync("main", "--full")
    assert (code, report["state"], report["kind"]) == (0, "unchanged", "full")

    here.simulator.apply(domain, {"kind": "setting", "text": "directory.left += 200"})
    code, held = here.sync("main")
    assert (code, held["state"], here.files("main")) == (4, "held", first)
    code, said = here.exit_of("sync_now", "main", "--approve", "0" * 64, "--reason", "They left.")
    assert (code, here.files("main")) == (1, first)
    assert "No held pair has this hash" in said
    code, report = here.sync("main", "--approve", held["hash"], "--reason", "They left.")
    assert (code, report["state"], report["hash"]) == (0, "published", held["hash"])
    assert (report["approved_by"], report["reason"]) == ("shell", "They left.")
    assert here.files("main") != first

    code, said = here.exit_of("snapshots", "main", "--restore", "1", "--reason", "They were right.")
    assert code == 0, said
    assert "Generation 1 was restored." in said
    assert here.files("main") == first


def test_a_directory_that_is_not_whole_gives_five(here: Installation) -> None:
    here.connect("broken", "sync-page-cut")
    code, report = here.sync("broken")
    assert (code, report["state"], here.files("broken")) == (5, "incomplete", {})
    assert report["error"]["meaning"] == "The pair that was published last is as it was."


def test_a_refused_sign_in_gives_one_and_names_its_owner(here: Installation) -> None:
    domain = here.connect("refused", "sync-directory")
    here.simulator.apply(domain, {"kind": "setting", "text": "refuse sign-in 7000215"})
    code, report = here.sync("refused", "--preview")
    assert (code, report["state"], report["cause"]) == (1, "failed", "graph.token")


def test_a_second_run_at_once_gives_six_and_does_nothing(here: Installation) -> None:
    domain = here.connect("slow", "sync-directory")
    here.simulator.latency(domain, 1000)
    with here.beside("sync_now", "slow") as first:
        until(lambda: [run for run in here.runs() if run["state"] == "running"], 30, "a run under way")
        code, report = here.sync("slow", "--preview")
        assert (code, report["state"]) == (6, "running")
        here.simulator.latency(domain, 0)
        assert first.wait(60) == 0
    assert list(here.files("slow")) == FILES
