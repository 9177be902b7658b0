"""What a reading says in sentences: what was found, how far it was read, and what that proves."""

from __future__ import annotations

from checks.worker_log.intake import MOST_BYTES
from checks.worker_log.reading import MOST_JOBS, Reading
from checks.worker_log.tally import Found


def summary(reading: Reading) -> str:
    """One sentence: how many of the phrases stand in the log, and whether the newest job has any."""
    lines = _counted(reading.lines, "line")
    known = len(reading.known)
    if not reading.findings:
        return f"None of the {known} phrases that we know stands in {lines}."
    verb = "stands" if len(reading.findings) == 1 else "stand"
    told = f"{len(reading.findings)} of the {known} phrases that we know {verb} in {lines}"
    if reading.starts < 2:
        return f"{told}."
    newest = len(reading.jobs[0].findings)
    return f"{told}; {newest or 'none'} of them in the newest of {reading.starts} jobs."


def limits(reading: Reading) -> tuple[str, ...]:
    """What to know before trusting the summary."""
    said = []
    if reading.cut:
        said.append(
            f"Only the first {_size(reading.size)} were read, up to line {reading.lines:,}. The newest lines stand at "
            "the end of a log: upload its last part alone."
        )
    if reading.starts > MOST_JOBS:
        said.append(
            f"{reading.starts:,} jobs start in this log; the newest {MOST_JOBS} are shown one by one."
        )
    if not reading.starts:
        said.append("No start of a job was seen, so the lines are shown as one stretch.")
    if not reading.findings:
        said.append(
            "That is no proof that all is well: no public source lists what this log can say, and another release may "
            "write it in other words."
        )
    return tuple(said)


def place(found: Found) -> str:
    """Where a phrase stands: Line 7; or 12 lines, from 7 to 90."""
    if found.count == 1:
        return f"Line {found.first:,}"
    return f"{found.count:,} lines, from {found.first:,} to {found.last:,}"


def cap() -> str:
    """How much of an upload is read, for the form."""
    return f"At most {_size(MOST_BYTES)} are read."


def _size(size: int) -> str:
    return f"{size // (1024 * 1024):,} MB" if size >= 1024 * 1024 else f"{size:,} bytes"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
