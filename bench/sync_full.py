"""A full run, both files published, against the barest loop that fetches and decodes the same pages.

Ratios of one run on this machine; the tenant is a process of its own whose pages are rendered before the clock starts.
Usage: python3 run.py bench sync_full  (BENCH_USERS=1000000 for another size)
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.tools.measured import Spent, measured
from bench.tools.runs import about, prepare_bare, prepare_run
from bench.tools.tenant import Tenant, tenant

USERS = int(os.environ.get("BENCH_USERS", "100000"))
NUMBERS = f"""directory.users = {USERS}
directory.groups = {USERS // 20}
directory.links = {USERS * 23 // 10}
directory.contacts = {USERS // 100}"""
LARGE = USERS > 100_000
ROUNDS = 1 if LARGE else 3
MARK, LATENCY_MARK, MEMORY_MARK = 2.0, 1.2, 200 if LARGE else 100
LATENCY_MS = 20


def full_run(there: Tenant, folder: Path, name: str, record: bool = False) -> Spent:
    """A first run of a connection, in an installation of its own."""
    own = folder / name
    own.mkdir()
    spent = measured(
        prepare_run, about(there), str(own), True, record, env={**there.env, "DATA_DIR": str(own / "data")}
    )
    assert spent.value["state"] == "published", spent.value["summary"]
    shutil.rmtree(own)
    return spent


def bare_loop(there: Tenant, asked: Any) -> Spent:
    return measured(prepare_bare, asked, there.port, there.env["OUTBOUND_CA_BUNDLE"], env=there.env)


def until(spent: Spent) -> float:
    """Seconds until both files were published, or all pages read."""
    return float(spent.value["published"]) if isinstance(spent.value, dict) else spent.wall


def line(name: str, spent: Spent, bare: float) -> None:
    wall = until(spent)
    tidy = spent.wall - wall
    print(
        f"{name:<34}{wall:>8.2f}{wall / bare:>8.2f}{tidy:>8.2f}{spent.cpu:>8.2f}{spent.peak:>8.0f}",
        flush=True,
    )


def with_latency(there: Tenant, folder: Path, bare: float, full: float, requests: int) -> None:
    """One more full run, with time added to each answer."""
    there.latency(LATENCY_MS)
    slow, in_turn = full_run(there, folder, "slow"), requests * LATENCY_MS / 1000
    line(f"full run, {LATENCY_MS} ms an answer", slow, bare)
    print(
        f"with {LATENCY_MS} ms: {until(slow):.2f} s; mark: {LATENCY_MARK} times {in_turn:.2f} s in turn "
        f"plus {full:.2f} s, which is {LATENCY_MARK * in_turn + full:.2f} s"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with tenant(folder, NUMBERS) as there:
            first = full_run(there, folder, "first", record=True)
            asked = first.value["asked"]
            print(f"{first.value['summary']} {len(asked)} requests.")
            print(f"{'':<34}{'wall s':>8}{'ratio':>8}{'tidy s':>8}{'CPU s':>8}{'MiB':>8}")
            line("full, pages rendered meanwhile", first, until(first))
            bares, fulls = [], []
            for number in range(ROUNDS):
                bares.append(bare_loop(there, asked))
                fulls.append(full_run(there, folder, f"run{number}"))
                line("barest loop", bares[-1], bares[-1].wall)
                line("full run, both files published", fulls[-1], bares[-1].wall)
            bare, full = (statistics.median(map(until, several)) for several in (bares, fulls))
            if not LARGE:
                with_latency(there, folder, bare, full, len(asked))
    print(f"median full / median bare: {full / bare:.2f} (mark: at most {MARK})")
    print(f"peak above idle: {max(one.peak for one in fulls):.0f} MiB (mark: at most {MEMORY_MARK})")


if __name__ == "__main__":
    main()
