"""Lines of the users file in the general layout, against Python's own csv.writer on values that are ready.

Prints CPU times and ratios of one run on this machine. Usage: python3 run.py bench layout_lines
"""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sync.csv_files import read, scan
from sync.directory import User
from sync.layout.generic import generic
from sync.layout.render import UserLines, pieces
from sync.layout.user_lines import Entry

USERS, PAGE, MARK, RUNS = 100_000, 999, 1.2, 3


def user(number: int) -> User:
    return User(
        id=f"{number:08x}-0000-4000-8000-{number:012x}",
        display_name=f"Jürgen Example {number}",
        given_name="Jürgen",
        surname=f"Example {number}",
        mail=f"user{number}@example.org",
        user_principal_name=f"user{number}@example.org",
        mail_nickname=f"user{number}",
        proxy_addresses=[f"SMTP:user{number}@example.org", f"smtp:u{number}@example.net"],
        account_enabled=True,
        department="Research, Basic" if number % 3 else None,
        show_in_address_list=None,
        office_location=None,
    )


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the best of some runs."""
    found = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def works() -> dict[str, Callable[[], object]]:
    """What is measured, by name; the first is what the others are compared with."""
    layout = generic()
    dialect, header = layout.users.dialect, [column.name for column in layout.users.columns]
    entries: list[Entry] = [(user(number), "user") for number in range(USERS)]
    pages = [entries[at : at + PAGE] for at in range(0, USERS, PAGE)]
    lines = [line or "" for line in UserLines(layout).lines(entries)]
    data = b"".join(pieces(layout.users, lines))
    ready = [row for _, row in scan(io.BytesIO(data), dialect, header)]
    print(f"{USERS} users, {len(header)} columns, {len(data) / 1e6:.1f} MB")
    return {
        "csv.writer, values ready": lambda: csv.writer(io.StringIO(), quoting=csv.QUOTE_ALL).writerows(ready),
        "lines, from records": lambda: [UserLines(layout).lines(page) for page in pages],
        "places, from records": lambda: [UserLines(layout).places(page) for page in pages],
        "scan": lambda: sum(1 for _ in scan(io.BytesIO(data), dialect, header)),
        "read": lambda: read(data),
    }


def main() -> int:
    taken = {name: seconds(work) for name, work in works().items()}
    plain = next(iter(taken.values()))
    print(f"{'':<28}{'CPU s':>8}{'ratio':>8}")
    for name, cpu in taken.items():
        print(f"{name:<28}{cpu:>8.2f}{cpu / plain:>8.2f}")
    good = taken["lines, from records"] <= MARK * plain
    print(f"mark: lines at most {MARK} times csv.writer: {'kept' if good else 'MISSED'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
