"""A run of all prerequisite checks when every answer takes 100 ms, against its slowest single check.

Prints ratios of one run on this machine; the simulated tenant is a process of its own, as in practice. The first run
of a process pays for what later ones find warm. Usage: python3 run.py bench run_at_100_ms
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from multiprocessing import Event, Process, Queue
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

MARK, RUNS, DELAY_MS = 1.5, 4, 100


def serve(folder: str, ready: Any, end: Any) -> None:
    """The simulated tenants, until `end` is set."""
    from simulator.server import Simulator
    from tests.pointing import settings_for

    with Simulator() as simulator:
        domain = simulator.create("healthy")
        simulator.latency(domain, DELAY_MS)
        ready.put((domain, settings_for(simulator, Path(folder))))
        end.wait()


def measure(domain: str) -> None:
    """Runs in the embedded engine of this process, one line each."""
    from django.utils import timezone

    from checks import registry
    from engine import worker
    from wizard import dispatch

    print(f"{'run':<5}{'first verdict':>14}{'whole run':>11}{'slowest check':>15}{'ratio':>7}  slowest")
    checks = [check for check in registry.of_step("prerequisites") if not check.token]
    with worker.running("checks"):
        for number in range(1, RUNS + 1):
            begun = time.monotonic()
            run = dispatch.start_bare(domain, checks, "bench", timezone.now())
            while run.rows.filter(state__in=("queued", "running")).exists():
                time.sleep(0.01)
            whole = time.monotonic() - begun
            rows = list(run.rows.all())
            first = min((row.finished_at - run.made_at).total_seconds() for row in rows if row.finished_at)
            slow = max(rows, key=lambda row: row.duration_ms or 0)
            took = (slow.duration_ms or 0) / 1000
            print(
                f"{number:<5}{first:>12.2f} s{whole:>9.2f} s{took:>13.2f} s{whole / took:>7.2f}  {slow.check_id}"
            )
    print(f"ratio = whole run / slowest check; mark: at most {MARK}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready: Any = Queue()
        end = Event()
        tenants = Process(target=serve, args=(folder, ready, end))
        tenants.start()
        domain, env = ready.get()
        os.environ.update(env | {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"})
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            measure(domain)
        finally:
            end.set()
            tenants.join()


if __name__ == "__main__":
    main()
