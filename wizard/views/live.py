"""A step as it stands now, and the small answer that brings a page up to date."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clients.contract import OutsideError
from engine import readiness
from sync.models import Connection
from wizard import practice, progress
from wizard.models import CheckRun
from wizard.steps import Step
from wizard.views import rows as rows_module
from wizard.views.rows import Row
from wizard.views.words import took

DELAYS_MS = (200, 200, 400)
EAGER_MS, MOST_EAGER = 300, 10
SLOWEST_MS = 1000
MENDABLE = ("failed", "error")


@dataclass(frozen=True)
class Live:
    """The checks of a step now. `rows` in the order of the catalogue; `no_worker` says why nothing can run."""

    rows: Sequence[Row]
    state: progress.StepState
    elapsed: str
    no_worker: str
    applied: Sequence[str] = ()

    @property
    def running(self) -> bool:
        return self.state.running

    @property
    def waits_for_first(self) -> bool:
        """Nothing of the newest run has ended yet."""
        rows = [line.row for line in self.state.lines if line.row]
        newest = max((row.run.made_at for row in rows), default=None)
        return not any(row.finished for row in rows if row.run.made_at == newest)

    @property
    def again(self) -> list[Row]:
        """What *Run failed again* runs: failed, and what could not be checked."""
        return [row for row in self.rows if row.state in MENDABLE]

    @property
    def attention(self) -> list[Row]:
        """What a person should read, worst first."""
        return [
            row for row in rows_module.worst_first(self.rows) if row.state in ("failed", "warning", "error")
        ]

    @property
    def cursor(self) -> str:
        """What a page that shows these rows has seen."""
        return ".".join(row.mark for row in self.rows)

    @property
    def line(self) -> str:
        """The status line: "9 of 12 finished, 4 s"."""
        if not self.state.finished and not self.running:
            return "Not run yet"
        counted = f"{self.state.finished} of {len(self.rows)} finished"
        return f"{counted}, {self.elapsed}" if self.elapsed else counted

    @property
    def totals(self) -> str:
        """ "2 failed, 1 warning" of what ended; empty while there is nothing to say."""
        count = Counter(row.state for row in self.rows)
        warnings = "warnings" if count["warning"] > 1 else "warning"
        names = {"failed": "failed", "warning": warnings, "error": "could not be checked", "passed": "passed"}
        return ", ".join(f"{count[state]} {word}" for state, word in names.items() if count[state])

    def changed_since(self, seen: str) -> list[Row]:
        """The rows that look different from what a page has seen; all of them when that cannot be told."""
        marks = seen.split(".")
        if len(marks) != len(self.rows):
            return list(self.rows)
        return [row for row, mark in zip(self.rows, marks, strict=True) if row.mark != mark]


def look(connection: Connection, step: Step, now: datetime) -> Live:
    """The step as it stands now."""
    state = progress.state_of(connection, step)
    applied = applied_to(connection)
    return Live(
        rows=rows_module.of_lines(state.lines, applied),
        state=state,
        elapsed=_elapsed(state.lines, now),
        no_worker=trouble(now),
        applied=sorted(applied),
    )


NO_WORKER = (
    "No worker has been seen for a minute, so nothing can run now. Start the program again, or start a worker "
    "beside it; this page then works by itself."
)


def trouble(now: datetime) -> str:
    """Why nothing can run now; empty when a worker lives."""
    return "" if readiness.worker_alive(now) else NO_WORKER


def applied_to(connection: Connection) -> set[str]:
    """What practice has done in the simulated tenant; nothing when it cannot be asked just now."""
    if not connection.practice:
        return set()
    try:
        return practice.applied(connection)
    except OutsideError:
        return set()


def named(connection: Connection, live: Live) -> list[tuple[str, str]]:
    """What practice has done, and what it is called, "" where it has no name. For the page, not for each poll."""
    if not live.applied:
        return []
    try:
        titles = practice.titles(connection, live.applied)
    except OutsideError:
        titles = {}
    return [(text, titles.get(text, "")) for text in live.applied]


def _elapsed(lines: Sequence[progress.Line], now: datetime) -> str:
    """How long it is going on, or how long the newest run took."""
    running = progress.elapsed(lines, now)
    if running:
        return f"{running:.0f} s"
    ended: list[CheckRun] = [line.row for line in lines if line.row and line.row.finished_at]
    if not ended:
        return ""
    newest = max(row.run.made_at for row in ended)
    last = max(row.finished_at for row in ended if row.run.made_at == newest and row.finished_at)
    return took(max(0, round((last - newest).total_seconds() * 1000)))


def delay_ms(polls: int, now: Live) -> int:
    """How long a page waits before its next poll: often until the first verdict is there, then every second."""
    if polls < len(DELAYS_MS):
        return DELAYS_MS[polls]
    return EAGER_MS if polls < MOST_EAGER and now.waits_for_first else SLOWEST_MS


def number(text: str) -> int:
    """A small count out of a query string; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def identifier(text: str) -> uuid.UUID | None:
    """A row's or run's id out of a form or query string, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
