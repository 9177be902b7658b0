"""A worker log read: which of the known phrases it holds, job by job, newest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from checks.worker_log.intake import MOST_BYTES, Intake, Piece, pieces
from checks.worker_log.phrases import JOB_START, PHRASES, Phrase, may_hold_any
from checks.worker_log.redaction import around
from checks.worker_log.tally import Excerpt, Found, Tally

MOST_JOBS = 50


@dataclass(frozen=True)
class Job:
    """The lines from one start of a job to the next. `number`: counted from 1 in the order of the log; 0 is what stands
    before the first start that the log shows, and `start` is then None."""

    number: int
    start: Excerpt | None
    first: int
    last: int
    findings: tuple[Found, ...]


@dataclass(frozen=True)
class Reading:
    """All that a page shows. `size` in bytes, as far as read; `jobs`: the newest ones, newest first, `starts`: how many
    the log holds; `findings`: over the whole log."""

    size: int
    lines: int
    cut: bool
    encodings: tuple[str, ...]
    starts: int
    jobs: tuple[Job, ...]
    findings: tuple[Found, ...]
    known: tuple[Phrase, ...] = PHRASES


def read(chunks: Iterable[bytes], most: int = MOST_BYTES) -> Reading:
    """Reads an upload in one pass, in little memory. `chunks`: its bytes in order, in pieces of any size, or its lines.

    NotALog for an empty or packed file. At most `most` bytes are read.
    """
    intake, whole = Intake(), Tally()
    jobs: deque[_Open] = deque([_Open(0, None, 1)], maxlen=MOST_JOBS)
    for piece in pieces(chunks, intake, most):
        if may_hold_any(piece.text):
            _take(piece, jobs, whole)
    starts = jobs[-1].number
    return Reading(
        intake.size,
        intake.lines,
        intake.cut,
        tuple(sorted(intake.encodings)),
        starts,
        _closed(jobs, intake.lines),
        whole.found(),
    )


@dataclass
class _Open:
    number: int
    start: Excerpt | None
    first: int
    tally: Tally = field(default_factory=Tally)


def _take(piece: Piece, jobs: deque[_Open], whole: Tally) -> None:
    newest = jobs[-1]
    if JOB_START.search(piece.text) and (newest.start is None or newest.first != piece.number):
        newest = _Open(newest.number + 1, Excerpt(piece.number, around(piece.text, JOB_START)), piece.number)
        jobs.append(newest)
    for phrase in PHRASES:
        if phrase.pattern.search(piece.text):
            whole.add(phrase, piece)
            newest.tally.add(phrase, piece)


def _closed(jobs: deque[_Open], lines: int) -> tuple[Job, ...]:
    """Newest first. What stands before the first start counts only if something was found there, or nothing follows."""
    closed, last = [], lines
    for job in reversed(jobs):
        if job.number or job.tally.found() or len(jobs) == 1:
            closed.append(Job(job.number, job.start, job.first, last, job.tally.found()))
        last = job.first - 1
    return tuple(closed)
