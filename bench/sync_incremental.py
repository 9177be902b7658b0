"""A night on which 0.5 % of the people changed, against a full run of the same tenant.

Ratios of one run on this machine; pages are rendered before the clock starts. Usage:
python3 run.py bench sync_incremental
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.sync_full import NUMBERS, USERS, until
from bench.tools.measured import Spent, measured
from bench.tools.runs import about, prepare_run
from bench.tools.tenant import Tenant, tenant

CHANGES = (
    f"directory.renamed += {USERS * 3 // 1000}",
    f"directory.joined += {USERS // 1000}",
    f"directory.left += {USERS // 1000}",
    f"directory.regrouped += {USERS // 1000}",
)
REQUESTS_MARK, WALL_MARK = 0.05, 0.25


def one_run(there: Tenant, own: Path, full: bool) -> Spent:
    own.mkdir(exist_ok=True)
    spent = measured(
        prepare_run, about(there), str(own), full, env={**there.env, "DATA_DIR": str(own / "data")}
    )
    assert (spent.value["state"], spent.value["full"]) == ("published", full), spent.value
    return spent


def line(name: str, spent: Spent, full: Spent) -> None:
    asked = len(spent.value["asked"])
    parts = asked / len(full.value["asked"]), until(spent) / until(full)
    print(
        f"{name:<30}{asked:>10}{parts[0]:>8.1%}{until(spent):>9.2f}{parts[1]:>8.1%}{spent.cpu:>8.2f}",
        flush=True,
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with tenant(folder, NUMBERS) as there:
            one_run(there, folder / "warm", full=True)
            full = one_run(there, folder / "timed", full=True)
            shutil.copytree(folder / "timed", folder / "again")
            print(f"{'':<30}{'requests':>10}{'':>8}{'wall s':>9}{'':>8}{'CPU s':>8}")
            line("full run", full, full)
            for change in CHANGES:
                there.change(change)
            one_run(there, folder / "timed", full=False)
            changed = one_run(there, folder / "again", full=False)
            line("incremental, 0.5 % changed", changed, full)
            print(changed.value["summary"])
    print(
        f"marks: at most {REQUESTS_MARK:.0%} of the requests and {WALL_MARK:.0%} of the wall time of the full run"
    )


if __name__ == "__main__":
    main()
