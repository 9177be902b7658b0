"""The single next thing to do on a connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wizard import steps
from wizard.progress import Line, StepState
from wizard.views import words


@dataclass(frozen=True)
class Banner:
    """`button` leads to `step`, at `check` where there is one. Tone as everywhere."""

    title: str
    text: str
    tone: str
    step: str = ""
    button: str = ""
    check: str = ""


def next_thing(overview: Sequence[StepState]) -> Banner:
    """What to do first. What is running, failed or unknown goes before what was never looked at."""
    built = [state for state in overview if state.step.built]
    for find in (_running, _failed, _unknown, _held, _waiting, _never, _outdated):
        for state in built:
            banner = find(state)
            if banner is not None:
                return banner
    return Banner(
        "Nothing to do: every step of this version is done.",
        "Run the checks again whenever something changes, or read the saved reports below.",
        "ok",
    )


def _first(state: StepState, *states: str) -> Line | None:
    return next((line for line in state.with_state(*states) if not line.check.advice), None)


def _on(line: Line, title: str, text: str, tone: str) -> Banner:
    return Banner(title, text, tone, line.check.step, "Open", line.check.id)


def _running(state: StepState) -> Banner | None:
    if not state.running:
        return None
    text = f"{state.finished} of {len(state.lines)} finished so far."
    return Banner(f"Checks of {state.step.title} are running", text, "info", state.step.slug, "Watch")


def _failed(state: StepState) -> Banner | None:
    line = _first(state, "failed")
    if line is None:
        return None
    return _on(line, f"Next: mend “{line.check.title}”", line.row.summary if line.row else "", "bad")


def _unknown(state: StepState) -> Banner | None:
    line = _first(state, "error")
    if line is None:
        return None
    text = f"{line.row.summary if line.row else ''} Nothing is proved wrong; run it again."
    return _on(line, f"Next: run “{line.check.title}” again", text, "off")


def _held(state: StepState) -> Banner | None:
    line = _first(state, "blocked")
    if line is None or line.row is None or not (line.row.cause or "").startswith("form:"):
        return None
    key = (line.row.cause or "").partition(":")[2]
    step = steps.get(words.page_of(key))
    text = f"“{line.check.title}” waits for an answer that is still empty: {words.FORMS.get(key, key)}."
    return Banner("Next: give the missing answer", text, "warn", step.slug, f"Open {step.title}")


def _waiting(state: StepState) -> Banner | None:
    line = _first(state, "waiting")
    if line is None or line.row is None or line.row.retry_at is None:
        return None
    title = f"Nothing to do until {line.row.retry_at:%H:%M} UTC"
    return _on(line, title, f"{line.row.summary} It is checked again by itself.", "info")


def _never(state: StepState) -> Banner | None:
    if _first(state, "never") is None:
        return None
    started = any(line.row for line in state.lines)
    title = f"Next: run the {'remaining ' if started else ''}checks of {state.step.title}"
    return Banner(title, state.step.lead, "info", state.step.slug, "Open")


def _outdated(state: StepState) -> Banner | None:
    if not any(line.outdated for line in state.lines):
        return None
    text = "An answer has changed since, or the verdicts are too old to rely on."
    return Banner(f"Next: run the checks of {state.step.title} again", text, "warn", state.step.slug, "Open")


def detail_of(state: StepState) -> str:
    """One line about a step for the task list: what is wrong with it, else what it is for."""
    line = _first(state, "failed") or _first(state, "error")
    said = [line.row.summary] if line and line.row else []
    return " ".join([*said, state.detail] if state.detail and state.step.built else said) or state.step.lead
