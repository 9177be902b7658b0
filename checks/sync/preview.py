"""sync.preview: is what the directory holds now complete, and within the limits?"""

from __future__ import annotations

from datetime import datetime, timedelta

from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, evidence, failed, passed, warning
from checks.subject import Subject
from checks.sync import words
from clients.contract import Clients
from sync.nights import Seen

FRESH = timedelta(hours=26)
GOOD = ("published", "unchanged", "publishable")
_EXPECTED = "a complete preview within the limits, at most 26 hours old"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Takes the newest finished run of this connection from its history; starts none."""
    run = subject.nights.newest
    seen = (
        "none yet" if run is None else f"{run.state}, run {run.number}, finished {run.finished.isoformat()}"
    )
    told = [] if run is None else [Item("What it said", "text", run.summary)]
    return evidence(Item("Newest run", "text", seen), told)


@check(
    "sync.preview",
    step="sync",
    title="The newest preview is complete and within the limits",
    order=40,
    look=look,
    source="design of this program: nothing is published without proof of completeness",
    roads=("application",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """A preview shows what the next publish would do to Retain's users before it does it."""
    run = subject.nights.newest
    if run is None or now - run.finished > FRESH:
        return _none_fresh(run, now)
    if run.state in GOOD:
        return passed(f"Run {run.number}, {words.age(run.finished, now)}: {run.summary}", expected=_EXPECTED)
    if run.state == "held":
        return _held(run)
    return failed(
        run.summary,
        meaning=words.UNTOUCHED,
        expected=_EXPECTED,
        found=f"run {run.number}: {run.state}",
        remedy=(
            Remedy("text", run.do or "Mend what the run says."),
            words.to_preview("Then press Preview again."),
        ),
        confirm="The next preview reads the whole directory, and this line turns green.",
    )


def _none_fresh(run: Seen | None, now: datetime) -> Result:
    found = "none yet" if run is None else f"run {run.number}, {words.age(run.finished, now)}"
    return warning(
        "There is no preview yet."
        if run is None
        else f"The newest preview is old: {words.age(run.finished, now)}.",
        meaning="Nobody has seen what a publish would change now.",
        expected=_EXPECTED,
        found=found,
        remedy=(words.to_preview(),),
        confirm="After the preview this line turns green, or says what holds it.",
    )


def _held(run: Seen) -> Result:
    return warning(
        run.summary,
        meaning=words.UNTOUCHED + " The new pair waits for a person.",
        expected=_EXPECTED,
        found="; ".join(run.findings) or "over a limit",
        remedy=(
            words.to_preview(
                "Open Sync, Preview. If the removals are right, approve them; if not, mend the directory."
            ),
        ),
        confirm="After the approval, or the next preview within the limits, this line turns green.",
    )
