"""sync.schedule: does a night end before Retain's archive job begins?"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, evidence, failed, passed, warning
from checks.subject import Subject
from clients.contract import Clients
from sync import schedule

MINUTES_A_DAY = 24 * 60
USUAL = 600.0  # seconds, while nobody knows how long a run takes here
SOURCE = "KB 7019065: the script runs nightly; wiki Address_Book: before the archive job"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Takes the time of the nightly run, its next starts, how long runs took, and the time of the archive job."""
    zone = ZoneInfo(subject.timezone)
    starts = [[start.astimezone(zone).strftime("%a %d %b %Y %H:%M %Z")] for start in subject.nights.starts]
    took = subject.nights.duration
    return evidence(
        Item(
            "Nightly run", "text", f"at {subject.sync_at} {subject.timezone}" if subject.nights.on else "off"
        ),
        Item("Next starts", "table", {"columns": ["Start"], "rows": starts}),
        Item("Usual duration", "text", "not known yet" if took is None else f"{took:.0f} seconds"),
        Item("Archive job", "text", subject.archive_job_at or "not told"),
    )


@check(
    "sync.schedule",
    step="sync",
    title="The nightly run ends before the archive job",
    order=80,
    look=look,
    source=SOURCE,
    roads=("application",),
    needs=("sync_at",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain archives whom the files name: a run after the archive job is a day late for every newcomer."""
    if not subject.nights.on:
        return _failed(
            "The nightly run is switched off.", "off", "Open Sync, Schedule, and switch the nightly run on."
        )
    if not subject.archive_job_at:
        return _untold(subject)
    took = USUAL if subject.nights.duration is None else subject.nights.duration
    gap = _gap(subject, now)
    found = f"starts {subject.sync_at}, archive job {subject.archive_job_at}, a run takes {took / 60:.0f} min"
    if gap < took:
        earlier = _earlier(subject.archive_job_at, took)
        return _failed(
            "The nightly run ends after the archive job has begun.",
            found,
            f"Start it at {earlier} or earlier.",
        )
    if gap < 2 * took:
        return _tight(found, _earlier(subject.archive_job_at, took))
    return passed(
        f"Every night at {subject.sync_at} {subject.timezone}, before the archive job at {subject.archive_job_at}.",
        found=found,
    )


def _gap(subject: Subject, now: datetime) -> float:
    """Seconds from the next start to the archive job after it, in real time."""
    start = schedule.next_starts(time.fromisoformat(subject.sync_at), subject.timezone, now, 1)[0]
    return schedule.gap_before(
        start, time.fromisoformat(subject.archive_job_at), subject.timezone
    ).total_seconds()


def _earlier(job: str, took: float) -> str:
    """A start that leaves three times the duration and half an hour at least, on a quarter of an hour."""
    at = time.fromisoformat(job)
    start = int(at.hour * 60 + at.minute - max(3 * took / 60, 30)) // 15 * 15 % MINUTES_A_DAY
    return f"{start // 60:02}:{start % 60:02}"


def _failed(summary: str, found: str, do: str) -> Result:
    return failed(
        summary,
        meaning="People who joined since are archived a day later, or never when nobody notices.",
        expected="on every night, and over before the archive job",
        found=found,
        remedy=(Remedy("text", do, label="In this wizard"),),
        confirm="Run this check again: it shows the next five starts.",
    )


def _tight(found: str, earlier: str) -> Result:
    return warning(
        "Little time is left between the nightly run and the archive job.",
        meaning="On a slow night the archive job begins with yesterday's files.",
        expected="at least twice the usual duration",
        found=found,
        remedy=(Remedy("text", f"Start the nightly run at {earlier} or earlier.", label="In this wizard"),),
        confirm="Run this check again: the gap is large enough.",
    )


def _untold(subject: Subject) -> Result:
    return warning(
        f"The nightly run starts at {subject.sync_at}; when Retain's archive job begins is not told.",
        meaning="Nobody can say whether the files are fresh when Retain reads them.",
        expected="a start before the archive job",
        found="time of the archive job not entered",
        remedy=(
            Remedy(
                "text",
                "Enter the time of the archive job under Schedule; the Retain console shows it.",
                "In this wizard",
            ),
        ),
        confirm="Run this check again: it compares the two times.",
    )
