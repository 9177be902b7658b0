"""From the press of *Run checks* to the first verdict on the page, in Chromium, on the embedded engine.

Prints milliseconds, each on a fresh connection; the first run of a process pays for what later ones find warm. Needs
what the browser journeys need. Usage: python3 run.py bench first_verdict
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

MARK_MS, ROUNDS = 1000, 2
SCENARIOS = ("healthy", "autodiscover-elsewhere", "no-such-domain", "slow")


def measure() -> None:
    from tests.journeys import site, step_page, visits

    found: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        site.running(Path(folder)) as running,
        visits.chromium() as browser,
    ):
        page = visits.Visits(browser, running.url, running.session).begin().new_page()
        for scenario in SCENARIOS * ROUNDS:
            step_page.practise(page, scenario)
            step_page.watch(page)
            step_page.run_checks(page)
            found.append(step_page.first_verdict_ms(page))
            print(f"{scenario:<24}{found[-1]:>6.0f} ms   {page.locator('#count').inner_text()}")
    middle, worst = statistics.median(found), max(found)
    print(f"first verdict: median {middle:.0f} ms, worst {worst:.0f} ms (mark: under {MARK_MS} ms)")


def main() -> None:
    if find_spec("playwright") is None:
        print("Left out: it needs Playwright and a Chromium; python3 run.py test installs the first.")
        return
    measure()


if __name__ == "__main__":
    main()
