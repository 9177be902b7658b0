from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine import filelock

HOLD = """
import sys
from pathlib import Path
from engine import filelock
with filelock.held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_and_a_dead_one_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "up.lock"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(filelock.Taken), filelock.held(path):
            pass
        child.kill()
    with filelock.held(path):
        assert path.exists()
