"""sync.fresh: is what Retain reads at most a night old?"""

from __future__ import annotations

from datetime import datetime, timedelta

from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, evidence, failed, passed, warning
from checks.subject import Subject
from checks.sync import words
from clients.contract import Clients
from sync.nights import Seen

NIGHT = timedelta(hours=26)
TWO_NIGHTS = timedelta(hours=50)
_EXPECTED = "a complete run, published or unchanged, under 26 hours old"
_MEANING = "New people cannot sign in to Retain and are not archived until the files are fresh again."
_CONFIRM = "After a complete run this line turns green."


def look(subject: Subject, clients: Clients) -> Evidence:
    """Takes the newest complete run that was published, or found nothing to change, from the history."""
    run = subject.nights.complete
    seen = (
        "none yet" if run is None else f"{run.state}, run {run.number}, finished {run.finished.isoformat()}"
    )
    return evidence(Item("Last complete run", "text", seen))


@check(
    "sync.fresh",
    step="sync",
    title="The files are fresh",
    order=90,
    look=look,
    source="KB 7019065: the address book is to be downloaded every night",
    roads=("application",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain knows only the people in its files: whoever joined since is neither archived nor let in."""
    run = subject.nights.complete
    if run is None:
        return _wanting("No pair has been published yet.", "none yet", words.to_preview())
    if now - run.finished < NIGHT:
        return passed(f"The last complete run was {words.age(run.finished, now)}.", expected=_EXPECTED)
    return _old(run, now)


def _wanting(summary: str, found: str, remedy: Remedy) -> Result:
    return warning(
        summary, meaning=_MEANING, expected=_EXPECTED, found=found, remedy=(remedy,), confirm=_CONFIRM
    )


def _old(run: Seen, now: datetime) -> Result:
    summary = f"The last complete run was {words.age(run.finished, now)}."
    found = f"run {run.number} of {run.finished:%Y-%m-%d %H:%M} UTC"
    remedy = words.to_preview("Open Sync, Nights: the newest runs say what stopped them. Then press Preview.")
    if now - run.finished < TWO_NIGHTS:
        return _wanting(summary, found, remedy)
    return failed(
        summary, meaning=_MEANING, expected=_EXPECTED, found=found, remedy=(remedy,), confirm=_CONFIRM
    )
