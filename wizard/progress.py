"""Read side: what the newest rows say about a step and a connection. States are computed here, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from checks import registry
from checks.registry import Check
from checks.subject import Subject
from sync.models import Connection
from wizard import subjects
from wizard.models import CheckRun
from wizard.newest import newest_rows
from wizard.steps import STEPS, Step

PROVED_LATER = ("form:credential", "form:client_id", "graph.token")
GREEN = ("passed", "warning", "skipped")
ORDER = ("failed", "error", "blocked", "waiting", "running", "queued", "warning", "passed", "skipped")


@dataclass(frozen=True)
class Line:
    """One check of a step with its newest row, if it ever ran. `blocks` are the lines that hang on this one."""

    check: Check
    row: CheckRun | None
    outdated: bool = False
    blocks: tuple[Line, ...] = ()

    @property
    def state(self) -> str:
        return self.row.state if self.row else "never"

    @property
    def revision(self) -> str:
        """Changes whenever a reader would see a change."""
        return f"{self.row.pk.hex[:6]}{self.row.revision}" if self.row else "0"


@dataclass(frozen=True)
class StepState:
    """A step in words. `tone` is ok, bad, warn, info or off."""

    step: Step
    words: str
    tone: str
    detail: str = ""
    lines: tuple[Line, ...] = field(default=(), repr=False)

    @property
    def finished(self) -> int:
        return sum(1 for line in self.lines if line.row is not None and line.row.finished)

    @property
    def running(self) -> bool:
        return any(line.state in ("queued", "running") for line in self.lines)

    def with_state(self, *states: str) -> list[Line]:
        return [line for line in self.lines if line.state in states]


def lines_of(connection: Connection, step: str) -> tuple[Line, ...]:
    """The checks of a step in page order with their newest rows; what is blocked by a line is also in its `blocks`."""
    rows = newest_rows(connection)
    subject = _subject_of(connection)
    found = [(check, rows.get(check.id)) for check in registry.of_step(step)]
    lines = [Line(check, row, is_outdated(row, subject)) for check, row in found]
    return tuple(_with_blocked(line, lines) for line in lines)


def _subject_of(connection: Connection) -> Subject | None:
    """The subject as it stands now; None when its cloud is the operator's own and is gone."""
    try:
        return subjects.subject_of(connection)
    except KeyError:
        return None


def is_outdated(row: CheckRun | None, subject: Subject | None) -> bool:
    """Has an answer or a platform fact that this verdict rests on changed since?"""
    if row is None or not row.finished:
        return False
    return subject is None or bool(subjects.fingerprints(subject, row.inputs) != row.inputs)


def _with_blocked(line: Line, lines: Sequence[Line]) -> Line:
    held = tuple(o for o in lines if o.row and o.row.state == "blocked" and o.row.cause == line.check.id)
    return Line(line.check, line.row, line.outdated, held)


def state_of(connection: Connection, step: Step) -> StepState:
    """One step of a connection, in words."""
    if not step.built:
        return StepState(step, "Not in this version", "off")
    if step.slug == "start":
        return StepState(step, "Done", "ok", f"{connection.get_exchange_display()}")
    if step.slug == "review":
        return StepState(step, "To read and print", "off")
    return _judged(step, lines_of(connection, step.slug))


def _judged(step: Step, lines: tuple[Line, ...]) -> StepState:
    hold = [line for line in lines if not line.check.advice]
    states = [line.state for line in hold]
    warned = sum(1 for line in lines if line.state == "warning")
    detail = f"{warned} warning{'s' if warned != 1 else ''}" if warned else ""
    words, tone = _words(hold, states)
    return StepState(step, words, tone, detail, lines)


def _words(hold: Sequence[Line], states: Sequence[str]) -> tuple[str, str]:
    wrong, unknown = states.count("failed"), states.count("error")
    if any(state in ("queued", "running") for state in states):
        return "In progress", "info"
    if wrong:
        return f"Needs attention ({wrong})", "bad"
    if unknown:
        return f"Could not check ({unknown})", "off"
    if "waiting" in states:
        until = min(line.row.retry_at for line in hold if line.row and line.row.retry_at)
        return f"Waiting until {until:%H:%M} UTC", "info"
    if "blocked" in states:
        return _blocked_words(next(line for line in hold if line.state == "blocked")), "off"
    if all(state == "never" for state in states):
        return "Not started", "off"
    if "never" in states:
        return "In progress", "info"
    return ("Out of date", "warn") if any(line.outdated for line in hold) else ("Done", "ok")


def _blocked_words(line: Line) -> str:
    cause = (line.row and line.row.cause) or ""
    if line.check.step == "accounts" and cause in PROVED_LATER:
        return "Entered, proved after Access"
    if cause.startswith("form:"):
        return "Blocked by an empty answer"
    known = {check.id: check.title for check in registry.all_checks()}
    return f"Blocked by {known.get(cause, cause)}"


def overview(connection: Connection) -> tuple[StepState, ...]:
    """Every step of a connection."""
    return tuple(state_of(connection, step) for step in STEPS)


def elapsed(lines: Sequence[Line], now: datetime) -> float:
    """Seconds since the first unfinished row of these lines was queued; 0 when none is unfinished."""
    since = [line.row.queued_at for line in lines if line.row is not None and not line.row.finished]
    return (now - min(since)).total_seconds() if since else 0.0
