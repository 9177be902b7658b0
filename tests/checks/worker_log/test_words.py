"""What a reading says: never more than it knows."""

from __future__ import annotations

from checks.worker_log.phrases import PHRASES
from checks.worker_log.reading import MOST_JOBS, read
from checks.worker_log.words import cap, limits, place, summary

START = b"RetainDredger: Job starting\n"
NO_PROOF = (
    "That is no proof that all is well: no public source lists what this log can say, and another release may write "
    "it in other words."
)
ONE_STRETCH = "No start of a job was seen, so the lines are shown as one stretch."


def test_nothing_found_is_said_honestly() -> None:
    reading = read([START + b"quiet\n" * 1499])
    assert summary(reading) == f"None of the {len(PHRASES)} phrases that we know stands in 1,500 lines."
    assert limits(reading) == (NO_PROOF,)


def test_what_was_found_is_counted_over_the_log_and_for_the_newest_job() -> None:
    one, two = START + b"AccessDenied\nInvalid Password\n", START + b"Invalid Password\n"
    assert summary(read([one + two])) == (
        "2 of the 5 phrases that we know stand in 5 lines; 1 of them in the newest of 2 jobs."
    )
    assert summary(read([one + START])) == (
        "2 of the 5 phrases that we know stand in 4 lines; none of them in the newest of 2 jobs."
    )
    assert limits(read([one + two])) == ()


def test_with_one_job_or_none_there_is_no_newest() -> None:
    assert summary(read([b"AccessDenied"])) == "1 of the 5 phrases that we know stands in 1 line."
    assert summary(read([START + b"AccessDenied"])) == "1 of the 5 phrases that we know stands in 2 lines."
    assert limits(read([b"AccessDenied"])) == (ONE_STRETCH,)


def test_a_cut_log_says_how_far_it_was_read_and_what_to_upload() -> None:
    reading = read([START + b"AccessDenied\n" * 1000], most=1000)
    assert limits(reading) == (
        "Only the first 1,000 bytes were read, up to line 76. The newest lines stand at the end of a log: upload its "
        "last part alone.",
    )


def test_more_jobs_than_are_shown_are_owned_up_to() -> None:
    reading = read([(START + b"AccessDenied\n") * (MOST_JOBS + 1)])
    assert limits(reading) == ("51 jobs start in this log; the newest 50 are shown one by one.",)


def test_the_place_of_a_phrase_is_a_line_or_a_stretch() -> None:
    once, often = read([b"quiet\nAccessDenied"]), read([b"quiet\n" + b"AccessDenied\n" * 1200])
    assert place(once.findings[0]) == "Line 2"
    assert place(often.findings[0]) == "1,200 lines, from 2 to 1,201"


def test_the_cap_is_told_in_megabytes() -> None:
    assert cap() == "At most 64 MB are read."
