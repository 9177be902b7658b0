"""How long a run of all prerequisite checks takes when every answer takes 100 ms, against its slowest single check.

Prints ratios of one run on this machine. Usage: python run.py bench run_at_100_ms
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from simulator.server import Simulator
from tests.alone.processes import environment, manage
from tests.pointing import settings_for

MARK = 1.5


def seconds(stamp: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(stamp).timestamp()


def report_of(env: dict[str, str], domain: str) -> dict[str, Any]:
    done = manage(env, "check_tenant", domain, "--format", "json", check=False)
    return dict(json.loads(done.stdout))


def main() -> None:
    with tempfile.TemporaryDirectory() as data, Simulator() as simulator:
        env = environment(Path(data), settings_for(simulator, Path(data)))
        manage(env, "migrate", "--verbosity", "0")
        domain = simulator.create("healthy")
        simulator.latency(domain, 100)
        report = report_of(env, domain)
        took = {r["check"]: r["duration_ms"] / 1000 for r in report["results"]}
        begun = min(seconds(r["queued"]) for r in report["results"])
        ends = sorted(seconds(r["finished"]) - begun for r in report["results"])
    slowest = max(took, key=lambda check: took[check])
    print(f"{'check':<30}{'seconds':>9}")
    for check, value in sorted(took.items(), key=lambda pair: -pair[1]):
        print(f"{check:<30}{value:>9.2f}")
    print(f"\nfirst verdict after {ends[0]:.2f} s, last after {ends[-1]:.2f} s; slowest check {slowest}")
    print(f"whole run / slowest check = {ends[-1] / took[slowest]:.2f} (mark: at most {MARK})")


if __name__ == "__main__":
    main()
