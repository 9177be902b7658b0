"""Real processes of the product on a data directory of their own."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process: ours without what would lead it elsewhere."""
    drop = ("DATABASE_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE", "DATA_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    return {**kept, "DATA_DIR": str(data), **(more or {})}


def manage(env: Mapping[str, str], *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """One management command to its end."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, check=check, capture_output=True, text=True, timeout=120
    )


@contextmanager
def running(env: Mapping[str, str], *words: str, module: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process for as long as the block runs: `manage.py` with these words, or `python -m module`."""
    command = [sys.executable, *(["-m", module] if module else ["manage.py"]), *words]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet, text=True)
    try:
        yield process
    finally:
        ended(process)


def ended(process: subprocess.Popen[Any]) -> None:
    """Ask it to end, and see to it that it does."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def serving(env: Mapping[str, str], log: Path) -> Iterator[tuple[str, str]]:
    """`up` on a free port while the block runs: its address and, on new data, the link of the first administrator."""
    command = [sys.executable, "manage.py", "up", "--no-browser", "--port", str(free_port())]
    with log.open("w+") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            found = until(partial(_greeting, log, process), 60, "the link of the first administrator")
            yield found["address"], found["link"]
        finally:
            ended(process)


def _greeting(log: Path, process: subprocess.Popen[Any]) -> re.Match[str] | None:
    said = log.read_text()
    assert process.poll() is None, said
    return re.search(r"Ready on (?P<address>http://\S+)/.*?(?P<link>http://\S+/first/\S+)\s", said, re.DOTALL)


def until(done: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer of `done`; AssertionError naming `what` when it does not come in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = done()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def answers(port: int, path: str) -> bool:
    """Does this page of a local server answer with success?"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def rows(data: Path) -> list[tuple[str, str, int]]:
    """(check, state, attempt) of every row, read beside the running program."""
    path = data / "retain-setup.sqlite3"
    if not path.exists():
        return []
    base = sqlite3.connect(path, timeout=20)
    try:
        return base.execute("SELECT check_id, state, attempt FROM wizard_checkrun").fetchall()
    finally:
        base.close()


@contextmanager
def black_hole() -> Iterator[str]:
    """A name server that takes every question and never answers: "address:port"."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{udp.getsockname()[1]}"
