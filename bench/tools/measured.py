"""What one piece of work takes in a process of its own: wall and processor time, and memory above the idle process."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Spent:
    """`wall` and `cpu` in seconds, `peak` in MiB above what the process held before; `value`: what the work gave."""

    wall: float
    cpu: float
    peak: float
    value: Any


def measured(prepare: Callable[..., Callable[[], Any]], *about: Any, env: Mapping[str, str]) -> Spent:
    """`prepare(*about)` in a fresh process with this environment gives the work; the clock runs for the work alone.
    RuntimeError with the traceback when it goes wrong there."""
    fresh = get_context("spawn")
    here, there = fresh.Pipe()
    process = fresh.Process(target=_run, args=(there, prepare, about, dict(env)))
    process.start()
    there.close()
    try:
        spent: Spent | str = here.recv()
    except EOFError:
        spent = "The process died."
    process.join()
    if isinstance(spent, str):
        raise RuntimeError(spent)
    return spent


def _run(
    answer: Any, prepare: Callable[..., Callable[[], Any]], about: tuple[Any, ...], env: dict[str, str]
) -> None:
    os.environ.update(env)
    try:
        work = prepare(*about)
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        idle, cpu, begun = _memory("VmRSS"), time.process_time(), time.perf_counter()
        value = work()
        wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
        answer.send(Spent(wall, cpu, _memory("VmHWM") - idle, value))
    except BaseException:
        answer.send(traceback.format_exc())


def _memory(name: str) -> float:
    """A line of /proc/self/status (Linux), in MiB."""
    line = next(
        one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(name + ":")
    )
    return int(line.split()[1]) / 1024
