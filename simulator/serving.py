"""Runs the simulator as a process: tells where it is, waits, and ends by itself when its parent is gone."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from simulator import handle
from simulator.domain import ROOT
from simulator.scenarios.model import Scenario
from simulator.server import Simulator

PARENT_SECONDS = 1.0


def listing(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """The catalogue, a line a scenario, under the names of its groups."""
    lines: list[str] = []
    group = ""
    for scenario in scenarios:
        if scenario.group != group:
            group = scenario.group
            lines += ["", group] if lines else [group]
        lines.append(f"  {scenario.name:34}{scenario.summary}")
    return tuple(lines)


def announcement(simulator: Simulator) -> tuple[str, ...]:
    """What the shell shows: settings as environment lines, then every domain with a resolver of its own."""
    told = simulator.handle()
    lines = [*handle.environment(told), ""]
    for scenario in simulator.scenarios():
        domain = f"{scenario.name}.{ROOT}"
        own = simulator.resolvers(domain)
        at = f"   DNS_RESOLVERS={handle.resolvers(own)}" if scenario.view else ""
        lines.append(f"# {domain:48}{scenario.title}{at}")
    return tuple(lines)


def serve(
    say: Callable[[str], object],
    *,
    only: Sequence[str] = (),
    handle_file: Path | None = None,
    state_file: Path | None = None,
    parent: int = 0,
) -> None:
    """Serve until SIGTERM, Ctrl-C or the end of process `parent` (0: nobody is watched).

    `say` takes each line of the announcement. Must run on the main thread, for the sake of the signals.
    """
    ended = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    ca_file = handle_file.with_name(handle_file.name + ".ca.pem").resolve() if handle_file else None
    try:
        with Simulator(state_file, only=only, ca_file=ca_file) as simulator:
            if handle_file is not None:
                handle.write(handle_file, simulator.handle())
            for line in announcement(simulator):
                say(line)
            while not ended.wait(PARENT_SECONDS):
                if parent and not alive(parent):
                    break
            if handle_file is not None:
                handle.remove(handle_file)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def alive(pid: int) -> bool:
    """Is there a process of this number? A parent that died and was buried is gone, whoever has its number now."""
    if sys.platform == "win32":
        return _alive_on_windows(pid)
    if pid == FIRST_PARENT:
        return os.getppid() == pid
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


FIRST_PARENT = os.getppid()


def _alive_on_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    synchronize, still_running = 0x00100000, 0x102
    process = kernel.OpenProcess(synchronize, False, pid)
    if not process:
        return False
    try:
        return bool(kernel.WaitForSingleObject(process, 0) == still_running)
    finally:
        kernel.CloseHandle(process)
