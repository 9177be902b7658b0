"""A log read as a whole: phrases with their lines, jobs newest first."""

from __future__ import annotations

import dataclasses

import pytest

from checks.worker_log.intake import LONGEST_LINE
from checks.worker_log.phrases import PHRASES, Phrase
from checks.worker_log.reading import MOST_JOBS, Job, Reading, read
from checks.worker_log.tally import HIDDEN, Excerpt, Found

OLD = """\
02:00:00 Beginning the dredging saga
02:00:01 mailbox of a@example.org
02:00:02 Invalid Password for RetainWorker
02:00:03 Invalid Password for RetainWorker
03:00:00 RetainDredger: Job starting
03:00:01 No Autodiscover/Endpoint found! b@example.org
04:00:00 RetainDredger: Job starting
04:00:01 mailbox of b@example.org
"""


def phrase(name: str) -> Phrase:
    return next(one for one in PHRASES if one.id == name)


def log(text: str) -> Reading:
    return read([text.encode()])


def test_a_log_is_told_job_by_job_newest_first() -> None:
    password = Found(
        phrase("invalid-password"),
        2,
        3,
        4,
        (
            Excerpt(3, "02:00:02 Invalid Password for RetainWorker"),
            Excerpt(4, "02:00:03 Invalid Password for RetainWorker"),
        ),
    )
    lost = Found(
        phrase("no-autodiscover"),
        1,
        6,
        6,
        (Excerpt(6, "03:00:01 No Autodiscover/Endpoint found! b@example.org"),),
    )
    assert log(OLD) == Reading(
        size=len(OLD),
        lines=8,
        cut=False,
        encodings=("ASCII",),
        starts=3,
        jobs=(
            Job(3, Excerpt(7, "04:00:00 RetainDredger: Job starting"), 7, 8, ()),
            Job(2, Excerpt(5, "03:00:00 RetainDredger: Job starting"), 5, 6, (lost,)),
            Job(1, Excerpt(1, "02:00:00 Beginning the dredging saga"), 1, 4, (password,)),
        ),
        findings=(password, lost),
        known=PHRASES,
    )


def test_lines_before_the_first_start_are_kept_when_they_hold_something() -> None:
    reading = log("AccessDenied room@example.org\nquiet\nRetainDredger: Job starting\nquiet\n")
    assert [
        (job.number, job.start is None, job.first, job.last, len(job.findings)) for job in reading.jobs
    ] == [
        (1, False, 3, 4, 0),
        (0, True, 1, 2, 1),
    ]
    assert [job.number for job in log("quiet\nRetainDredger: Job starting\nquiet\n").jobs] == [1]


def test_a_log_without_a_start_is_one_stretch() -> None:
    reading = log("quiet\nAccessDenied\n")
    assert reading.starts == 0
    assert [(job.number, job.start, job.first, job.last) for job in reading.jobs] == [(0, None, 1, 2)]


def test_a_quiet_log_has_no_findings() -> None:
    reading = log("quiet\n" * 10)
    assert (reading.findings, reading.lines, [job.findings for job in reading.jobs]) == ((), 10, [()])


def test_lines_are_counted_and_only_the_first_are_shown() -> None:
    (found,) = log("quiet\n" + "AccessDenied room@example.org\nquiet\n" * 1000).findings
    assert (found.count, found.first, found.last) == (1000, 2, 2000)
    assert [excerpt.line for excerpt in found.excerpts] == [2, 4, 6]


def test_a_phrase_twice_in_a_line_counts_once_and_two_phrases_count_both() -> None:
    reading = log("AccessDenied AccessDenied ErrorImpersonateUserDenied\n")
    assert [(found.phrase.id, found.count) for found in reading.findings] == [
        ("access-denied", 1),
        ("impersonation-denied", 1),
    ]


def test_shown_lines_hold_no_secrets() -> None:
    reading = log("AADSTS7000215 client_secret=hunter2 RetainDredger: Job starting password=hunter2\n")
    assert "hunter2" not in repr(reading)
    assert reading.jobs[0].start == Excerpt(
        1, "AADSTS7000215 client_secret=[removed] RetainDredger: Job starting password=[removed]"
    )
    assert reading.jobs[0].findings[0].first == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "latin-1"])
def test_phrases_are_found_in_every_encoding(encoding: str) -> None:
    data = ("über\n" * 20 + OLD).encode(encoding)
    reading = read(data[start : start + 11] for start in range(0, len(data), 11))
    assert [found.phrase.id for found in reading.findings] == ["invalid-password", "no-autodiscover"]
    assert reading.starts == 3


def test_a_log_can_come_line_by_line() -> None:
    assert read(line.encode() for line in OLD.splitlines(keepends=True)) == log(OLD)


def test_a_phrase_across_the_division_of_a_long_line_is_found_and_its_part_is_hidden() -> None:
    before = "x" * (LONGEST_LINE - 5)
    (found,) = log(f"{before}AccessDenied password=hunter2 {'y' * LONGEST_LINE}\n").findings
    assert (found.count, found.first) == (1, 1)
    assert found.excerpts == (Excerpt(1, HIDDEN),)


def test_a_phrase_in_the_overlap_of_two_parts_counts_once() -> None:
    (found,) = log("x" * (LONGEST_LINE - 100) + "AccessDenied" + "y" * LONGEST_LINE).findings
    assert (found.count, len(found.excerpts)) == (1, 1)
    assert "AccessDenied" in found.excerpts[0].text


def test_a_start_in_the_overlap_of_a_long_line_starts_one_job() -> None:
    line = "x" * (LONGEST_LINE - 100) + "RetainDredger: Job starting" + "y" * LONGEST_LINE
    assert log(f"quiet\n{line}\nquiet\n").starts == 1


def test_only_the_newest_jobs_are_kept_one_by_one_but_all_are_counted() -> None:
    reading = log("RetainDredger: Job starting\nInvalid Password\n" * (MOST_JOBS + 30))
    assert (reading.starts, len(reading.jobs)) == (MOST_JOBS + 30, MOST_JOBS)
    assert [reading.jobs[0].number, reading.jobs[-1].number] == [MOST_JOBS + 30, 31]
    assert reading.findings[0].count == MOST_JOBS + 30


def test_at_most_the_cap_is_read() -> None:
    reading = read([b"quiet\n" * 100, b"AccessDenied\n"], most=300)
    assert (reading.cut, reading.size, reading.lines, reading.findings) == (True, 300, 50, ())


def test_a_reading_can_be_written_as_plain_data() -> None:
    told = dataclasses.asdict(log(OLD))
    assert told["jobs"][2]["findings"][0]["phrase"]["checks"] == ("worker.password", "worker.account")
