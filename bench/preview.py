"""A page of the preview of 100,000 rows, at any page and filter, against a bare count of the same rows.

Prints ratios of one run on this machine. The first look at a run makes its listing, which is told apart. Usage:
python3 run.py bench preview
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

USERS, GROUPS, CHANGED, MARK_MS = 100_000, 5_000, 200, 300
REPEATED = 3


def staged(folder: Path) -> Path:
    """A run in which every 200th user and group differs from the published pair."""
    from sync import difference
    from tests.sync.staged import Person, stage

    def people(salt: str) -> list[Person]:
        return [
            Person(f"user{n:06}@example.org", f"User {n}", "Sales" if n % CHANGED else f"Sales {salt}")
            for n in range(USERS)
        ]

    before, after = people("before"), people("after")
    groups = {
        f"group{n:05}@example.org": [f"user{(n * 17 + m) % USERS:06}@example.org" for m in range(20)]
        for n in range(GROUPS)
    }
    base = stage(folder / "base.sqlite", before[CHANGED:], groups)
    run = stage(folder / "run.sqlite", after[: -CHANGED // 2], groups)
    with closing(sqlite3.connect(run)) as rows:
        difference.compare(rows, base)
    return run


def took(what: Callable[[], object]) -> float:
    """Milliseconds, the best of a few."""
    best = float("inf")
    for _ in range(REPEATED):
        begun = time.perf_counter()
        what()
        best = min(best, (time.perf_counter() - begun) * 1000)
    return best


def count(path: Path) -> None:
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("SELECT count(*) FROM rows WHERE name <> ''").fetchone()


def main() -> None:
    from sync import preview
    from sync.preview import Ask
    from sync.preview.listing import path_for

    asks = {
        "what changes, first page": Ask(),
        "everybody, first page": Ask(change="all"),
        "everybody, middle": Ask(change="all", number=USERS // 100),
        "everybody, last page": Ask(change="all", number=USERS),
        "unchanged, near the end": Ask(change="same", number=1900),
        "removals, one reason": Ask(change="remove", why="gone"),
        "search that finds one": Ask(change="all", text="user 77777"),
        "search that finds nearly all": Ask(change="all", text="example.org", number=900),
        "search that finds nobody": Ask(change="all", text="nobody there"),
        "groups, last page": Ask("group", change="all", number=100),
        "500 rows at once": Ask(change="all", size=500),
    }
    with tempfile.TemporaryDirectory() as folder:
        run = staged(Path(folder))
        begun = time.perf_counter()
        preview.prepare(run)
        print(f"listing made once, at the first look: {(time.perf_counter() - begun) * 1000:.0f} ms")
        bare = took(lambda: count(path_for(run)))
        print(f"{'page':<32}{'ms':>8}{'ratio':>8}")
        print(f"{'bare count of all rows':<32}{bare:>8.1f}{1:>8.2f}")
        for name, ask in asks.items():
            spent = took(lambda ask=ask: preview.page(run, ask))  # type: ignore[misc]
            print(
                f"{name:<32}{spent:>8.1f}{spent / bare:>8.2f}{'' if spent < MARK_MS else '  over the mark'}"
            )
    print(f"ratio = page / bare count; mark: each page under {MARK_MS} ms")


if __name__ == "__main__":
    main()
