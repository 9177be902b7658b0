"""The cron line, read as cron reads it and run by a real shell."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from scripts.cron import cron
from scripts.nightly_run import Host, NightlyRun

RUN = NightlyRun("example", time(2, 5), "Europe/Berlin", date(2026, 11, 20))
ECHO = '#!/bin/sh\nprintf \'%s\\0\' "$PWD" "$DATA_DIR" "$@"\n'


def command_of(text: str) -> str:
    """What cron hands to the shell: no bare percent sign, and the backslashes before the others gone."""
    line = text.splitlines()[-1].split(" ", 5)[5]
    assert not re.search(r"(?<!\\)%", line)
    return line.replace(r"\%", "%")


def test_the_line_runs_sync_now_at_the_time_of_the_zone() -> None:
    lines = cron(RUN).splitlines()
    assert lines[-2:] == [
        "CRON_TZ=Europe/Berlin",
        "5 2 * * * cd /opt/retain-setup && DATA_DIR=/var/lib/retain-setup "
        "/usr/bin/python3 run.py manage sync_now example",
    ]
    assert all(line.startswith("# ") for line in lines[:-2])


def test_the_notes_say_which_cron_knows_zones() -> None:
    assert "CRON_TZ is understood by cronie (Red Hat, SUSE). The cron of Debian and Ubuntu" in cron(RUN)
    assert "Instead of the wizard's own nightly run, not beside it." in cron(RUN)


@pytest.mark.parametrize(
    "name",
    [
        "example",
        "50% off",
        "a'b",
        'a"b',
        "$(touch x)",
        "`touch x`",
        "$HOME",
        "a\\b",
        "; touch x",
        "-v",
        "Größe %%",
        "!x",
    ],
)
def test_a_real_shell_hands_any_name_over_whole(tmp_path: Path, name: str) -> None:
    program, data = tmp_path / "pro gram", tmp_path / "da 'ta' %"
    program.mkdir()
    python = program / "python"
    python.write_text(ECHO)
    python.chmod(0o755)
    host = Host(program=str(program), data=str(data), python=str(python))
    command = command_of(cron(replace(RUN, connection=name, host=host)))
    said = subprocess.run(["sh", "-c", command], capture_output=True, check=True, cwd=tmp_path)
    told = said.stdout.decode().split("\0")[:-1]
    guard = ["--"] if name.startswith("-") else []
    assert told == [str(program), str(data), "run.py", "manage", "sync_now", *guard, name]
    assert sorted(path.name for path in program.iterdir()) == ["python"]
