"""Publishing dies at every file operation; the pair does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.alone.processes import ROOT

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied, which Windows cannot do"),
]


def outcome(folder: Path, what: str) -> int:
    """What a process of its own found out; its complaint where something was not as it must be."""
    command = [sys.executable, "-m", "tests.alone.publishing", str(folder), what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout))


@pytest.mark.parametrize("start", ["first", "second", "foreign", "restore"])
def test_killed_before_any_operation_the_pair_becomes_one_generation(tmp_path: Path, start: str) -> None:
    assert outcome(tmp_path, f"kill-{start}") > 50


@pytest.mark.parametrize("start", ["first", "second", "foreign"])
def test_a_disk_that_fills_up_at_any_operation_loses_nothing(tmp_path: Path, start: str) -> None:
    assert outcome(tmp_path, f"fail-{start}") > 50


def test_a_recovery_that_is_killed_again_and_again_still_ends_well(tmp_path: Path) -> None:
    assert outcome(tmp_path, "kill-recovery") > 50


def test_killed_at_any_time_the_pair_is_whole(tmp_path: Path) -> None:
    assert outcome(tmp_path, "kill-any") >= 1
