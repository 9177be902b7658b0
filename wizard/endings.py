"""What a row says when it did not end by itself. Words for the page; the details are in the log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from checks.result import Result, could_not
from engine.models import End

AGAIN = "Press Run again. If it ends like this twice, look at the log of the worker."

_WORDS: dict[End, tuple[str, str]] = {
    "late": (
        "This check did not finish in its time.",
        "It was started and stopped when its deadline passed.",
    ),
    "lost": (
        "The worker stopped three times during this check.",
        "Three attempts were started; none came to an end.",
    ),
    "no-worker": (
        "No worker took this check for ten minutes.",
        "It waited in the queue. Start a worker, or start the program again.",
    ),
}


def crashed() -> Result:
    """A bug inside a check: the page stays calm, the traceback is in the log."""
    return could_not(
        "Something went wrong inside this check.",
        tried="The check stopped with an error of its own, which is in the log.",
        again=AGAIN,
    )


def fields_for(end: End) -> dict[str, Any]:
    """The fields of a row that the reaper ends."""
    summary, tried = _WORDS[end]
    return verdict_fields(could_not(summary, tried=tried, again=AGAIN))


def verdict_fields(result: Result) -> dict[str, Any]:
    """A result as the columns of a CheckRun."""
    return {
        "state": result.status,
        "summary": result.summary,
        "meaning": result.meaning,
        "confirm": result.confirm,
        "expected": result.expected,
        "found": result.found,
        "remedy": [asdict(block) | {"replaces": list(block.replaces)} for block in result.remedy],
        "cause": result.cause,
        "retry_at": result.retry_at,
        "skip_reason": result.skip_reason,
        "progress": "",
    }
