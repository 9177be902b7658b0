"""What a run says when it did not end by itself. Words for the page; the details are in the log."""

from __future__ import annotations

from typing import Any

from engine.models import End

UNTOUCHED = "The pair that was published last is as it was."
AGAIN = "Press Publish now, or wait for the next night. If it ends like this twice, look at the log of the worker."

_WORDS: dict[End, str] = {
    "late": "This run did not finish in six hours and was stopped.",
    "lost": "The worker stopped three times during this run.",
    "no-worker": "No worker took this run for ten minutes. Start a worker, or start the program again.",
}


def fields_for(end: End) -> dict[str, Any]:
    """The fields of a run that the reaper ends."""
    return failed(_WORDS[end])


def failed(summary: str, *, cause: str = "", do: str = AGAIN, **more: Any) -> dict[str, Any]:
    """The fields of a run that failed: one sentence, what it means, what to do; `more` goes into the error's detail."""
    error = {"text": summary, "meaning": UNTOUCHED, "do": do, **more}
    return {"state": "failed", "summary": summary, "cause": cause, "phase": "", "detail": {"error": error}}
