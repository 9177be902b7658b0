"""`sync_now`, `snapshots` and `verify`: words in, words and exit codes out. The journey is in test_sync_now.py."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sync import dispatch, run_report
from sync.models import Purpose, SyncRun
from tests.sync import night_rows as nights
from tests.sync.night_rows import NOW
from tests.sync.tenants import Office

pytestmark = pytest.mark.django_db(transaction=True)  # the commands start a worker of their own

FILES = ["exchangegroups.csv", "exchangeuser.csv"]


def ran(*words: str) -> tuple[int, str]:
    """Exit code and standard output."""
    out = io.StringIO()
    try:
        call_command(*words, stdout=out)
    except CommandError as problem:
        return problem.returncode, str(problem)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_published_pair_is_intact_until_somebody_touches_it(healthy: Office) -> None:
    name = healthy.connection.name
    assert ran("verify", name) == (1, f"{name}: Nothing was published yet.\n")
    healthy.run()
    assert ran("verify", name) == (0, f"{name}: the published pair is intact.\n")
    (healthy.target / FILES[1]).write_bytes(b"")
    code, said = ran("verify", name)
    assert (code, said) == (1, f"{name}: At the target: {FILES[1]} was altered since it was published.\n")
    healthy.run()
    assert ran("verify", name)[0] == 0
    healthy.target.rename(healthy.target.with_name("elsewhere"))
    code, said = ran("verify", name)
    assert code == 1
    assert "The target could not be looked at" in said


def test_a_damaged_generation_is_not_intact(healthy: Office) -> None:
    run = healthy.run()
    assert run.generation is not None
    (run.generation.folder / FILES[0]).write_bytes(b"altered")
    code, said = ran("verify", healthy.connection.name)
    assert code == 1
    assert f"Generation 1: {FILES[0]}" in said


def test_generations_are_listed_newest_first(healthy: Office) -> None:
    first = healthy.run()
    healthy.change("directory.joined += 3")
    second = healthy.run()
    code, said = ran("snapshots", healthy.connection.name)
    assert code == 0
    assert [line[:7] for line in said.splitlines()] == ["*     2", "      1"]
    assert second.hash[:12] in said.splitlines()[0]
    _, said = ran("snapshots", healthy.connection.name, "--format", "json")
    listed = json.loads(said)
    assert [(one["number"], one["how"], one["published"]) for one in listed] == [
        (2, "published", True),
        (1, "published", False),
    ]
    assert (listed[1]["hash"], listed[1]["run"]) == (first.hash, str(first.pk))


def test_a_restore_beside_a_run_does_nothing(healthy: Office) -> None:
    healthy.run()
    dispatch.start(healthy.connection, Purpose.PREVIEW, "Ada", timezone.now())
    code, said = ran("snapshots", healthy.connection.name, "--restore", "1")
    assert (code, said) == (1, "Another run is under way: run 2. Nothing was done.")


def test_a_run_beside_a_run_gives_six_and_says_whose_it_is(healthy: Office) -> None:
    healthy.run()
    run, _ = dispatch.start(healthy.connection, Purpose.PREVIEW, "Ada", timezone.now())
    code, said = ran("sync_now", healthy.connection.name, "--format", "json")
    assert (code, json.loads(said)) == (6, {"format": "sync-run/1", "id": str(run.pk), "state": "queued"})
    assert SyncRun.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sync_now"], "Name a connection."),
        (["sync_now", "nobody"], "There is no connection “nobody”."),
        (["sync_now", "Example", "--approve", "0" * 64], "--approve and --reason go together."),
        (["sync_now", "Example", "--reason", "They left."], "--approve and --reason go together."),
        (
            ["sync_now", "Example", "--preview", "--approve", "0" * 64, "--reason", "x"],
            "--approve publishes; it cannot be combined with --preview.",
        ),
        (["snapshots", "nobody"], "There is no connection “nobody”."),
        (["snapshots", "Example", "--restore", "x"], "There is no generation x of Example."),
        (["verify", "nobody"], "There is no connection “nobody”."),
    ],
)
def test_words_that_do_not_fit_give_two(words: list[str], said: str) -> None:
    nights.connection()
    assert ran(*words) == (2, said)
    assert SyncRun.objects.count() == 0


def test_a_worker_without_the_token_of_a_run_does_nothing() -> None:
    run, _ = dispatch.start(nights.connection(), Purpose.PREVIEW, "Ada", NOW)
    assert ran("sync_now", "--run", str(run.pk))[0] == 2
    SyncRun.objects.update(state="running", owner_token="")
    assert ran("sync_now", "--run", str(run.pk))[0] == 2
    assert SyncRun.objects.get().state == "running"


@pytest.mark.parametrize(
    ("state", "code"),
    [("published", 0), ("unchanged", 0), ("publishable", 0), ("failed", 1), ("held", 4), ("incomplete", 5)],
)
def test_each_end_has_its_exit_code(state: str, code: int) -> None:
    assert run_report.exit_code(SyncRun(state=state)) == code


def told(**detail: Any) -> list[str]:
    state = detail.pop("state")
    run = nights.run(nights.connection(), state, NOW, hash="d" * 64, detail=detail)
    *said, saved = run_report.lines(run)
    assert saved == f"Saved as run 1 ({run.pk})."
    return said


def test_a_held_run_tells_how_to_approve_it() -> None:
    findings = [{"text": "12 of 100 users would go.", "verdict": "hold"}]
    assert told(state="held", findings=findings) == [
        "Example: It was held.",
        "  held: 12 of 100 users would go.",
        f'  approve within 24 hours: manage sync_now "Example" --approve {"d" * 64} --reason "why it is right"',
    ]


def test_values_that_do_not_fit_are_told_one_by_one() -> None:
    error = {"meaning": "The pair is as it was.", "do": "Mend them.", "each": ["a: “Ł”.", "b: “Ż”."]}
    assert told(state="failed", error=error) == [
        "Example: It was failed.",
        "  a: “Ł”.",
        "  b: “Ż”.",
        "  meaning: The pair is as it was.",
        "  do this: Mend them.",
    ]


def test_what_is_refused_cannot_be_approved() -> None:
    assert told(state="held", findings=[{"text": "It would be empty.", "verdict": "refuse"}]) == [
        "Example: It was held.",
        "  held: It would be empty.",
    ]


def test_a_failure_tells_what_it_means_and_what_to_do() -> None:
    assert told(state="failed", error={"meaning": "The pair is as it was.", "do": "Try again."}) == [
        "Example: It was failed.",
        "  meaning: The pair is as it was.",
        "  do this: Try again.",
    ]
