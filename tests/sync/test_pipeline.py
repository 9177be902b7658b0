"""Runs from the directory to the two files, against simulated tenants over real TLS."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings
from time_machine import travel

from engine import leases
from simulator.server import Simulator
from sync import approval, dispatch, pipeline
from sync.approval import CannotPublish
from sync.models import Generation, Purpose, SyncPlan, SyncRun
from tests.sync.tenants import Office, done, office

pytestmark = pytest.mark.django_db

FILES = ["exchangegroups.csv", "exchangeuser.csv"]


def sizes(run: SyncRun) -> tuple[int, int]:
    """How many users and groups the pair of this run holds; each tenant has people of its own."""
    return run.detail["changes"]["users"]["after"], run.detail["changes"]["groups"]["after"]


def in_words(run: SyncRun) -> str:
    return "{} users and {} groups".format(*sizes(run))


def approved(about: Office, pair_hash: str) -> SyncRun:
    run, joined = approval.approve(
        about.connection, pair_hash, "Ada", "They left the company.", timezone.now()
    )
    assert not joined
    return done(run)


# Publishing -----------------------------------------------------------------------------------------------------


def test_a_first_run_publishes_both_files(healthy: Office) -> None:
    run = healthy.run()
    assert (run.state, run.full, run.base, run.cause) == ("published", True, None, ""), run.detail
    assert list(healthy.files()) == FILES
    generation = Generation.objects.get()
    assert (run.generation, run.hash) == (generation, generation.hash)
    assert (generation.number, generation.published, generation.how) == (1, True, "published")
    assert (generation.run, generation.users, generation.groups) == (run, *sizes(run))
    assert run.summary == f"Published for the first time: {in_words(run)}."
    assert run.detail["certificate"]["complete"] is True
    assert healthy.files()["exchangeuser.csv"].count(b"\r\n") >= generation.users > 400
    assert run.requests > 0
    assert run.received > 100_000
    assert run.finished_at is not None


def test_a_second_run_reads_what_changed_and_changes_nothing(healthy: Office) -> None:
    first = healthy.run()
    before = healthy.files()
    second = healthy.run()
    assert (second.state, second.full, second.base) == ("unchanged", False, 1)
    assert second.summary == f"Nothing to change: the published pair holds {in_words(first)}."
    assert (second.hash, second.generation) == (first.hash, first.generation)
    assert second.requests < first.requests
    assert healthy.files() == before
    assert Generation.objects.count() == 1


def test_people_who_join_and_leave_are_published(healthy: Office) -> None:
    first = healthy.run()
    healthy.change("directory.joined += 3")
    healthy.change("directory.left += 4")
    run = healthy.run()
    assert (run.state, run.full, run.base) == ("published", False, 1)
    told = run.detail["changes"]["users"]
    assert sizes(run)[0] == sizes(first)[0] + told["add"] - told["remove"]
    assert (told["add"], told["remove"]) == (3, 4)
    assert run.summary.startswith(f"Published {in_words(run)}: 3 users added, 4 removed; ")
    assert [(one.number, one.published) for one in Generation.objects.all()] == [(2, True), (1, False)]


def test_files_that_somebody_altered_are_written_again(healthy: Office) -> None:
    healthy.run()
    before = healthy.files()
    (healthy.target / "exchangeuser.csv").write_text("nothing")
    (healthy.target / "exchangegroups.csv").unlink()
    run = healthy.run()
    assert run.state == "published"
    assert run.summary.startswith(
        "Nothing changed in the directory, but the files at the target were missing"
    )
    assert healthy.files() == before
    assert Generation.objects.filter(how="found").count() == 1, "what somebody put there is kept"


def test_a_night_takes_the_rows_of_the_last_one_over_when_nobody_needs_them(healthy: Office) -> None:
    first = healthy.run()
    healthy.change("directory.joined += 2")
    second = healthy.run()
    assert (second.state, first.staging_path.exists(), second.staging_path.exists()) == (
        "published", False, True,
    )  # fmt: skip


def test_rows_that_a_person_may_still_publish_stay(healthy: Office) -> None:
    healthy.run()
    healthy.change("directory.joined += 2")
    preview = healthy.run(Purpose.PREVIEW)
    healthy.change("directory.joined += 1")
    assert healthy.run(Purpose.PREVIEW).full is False
    run = done(approval.publish_preview(preview, "Ada", timezone.now()).run)
    assert (run.state, run.detail["changes"]["users"]["add"]) == ("published", 2)


def test_a_run_whose_pair_reached_nobody_is_still_one_to_build_on(healthy: Office) -> None:
    healthy.run()
    healthy.change("directory.joined += 2")
    users = healthy.target / "exchangeuser.csv"
    users.unlink()
    users.mkdir()
    failed = healthy.run()
    assert (failed.state, failed.full) == ("failed", False)
    users.rmdir()
    run = healthy.run()
    assert (run.state, run.full, run.detail["changes"]["users"]["add"]) == ("published", False, 2)


def test_after_seven_days_the_directory_is_read_as_a_whole_again(healthy: Office) -> None:
    healthy.run()
    assert healthy.run().full is False
    assert healthy.run(full=True).full is True, "a person may insist"
    assert healthy.run().full is False
    with travel(timezone.now() + timedelta(days=8), tick=True):
        assert healthy.run().full is True


def test_other_filters_or_names_begin_anew(healthy: Office) -> None:
    healthy.run()
    SyncPlan.objects.create(connection=healthy.connection, choice={"kinds": ["user"]})
    run = healthy.run()
    assert run.full is True
    assert run.state == "held", "leaving out all rooms removes many"
    SyncPlan.objects.all().delete()
    healthy.connection.user_file = "exchangeusers.csv"
    healthy.connection.save()
    run = healthy.run()
    assert (run.state, sorted(healthy.files())) == ("published", [*FILES, "exchangeusers.csv"])
    assert any("exchangeuser.csv" in note for note in run.detail["notes"])


def test_a_practice_connection_has_a_folder_of_its_own(healthy: Office, settings: Settings) -> None:
    """Its target is the folder below DATA_DIR, and no other may be written."""
    about = healthy.connection
    about.target = ""
    about.save()
    run = healthy.run()
    assert (run.state, run.cause) == ("failed", "form:target"), "a real connection names its target"
    settings.ALLOWED_TARGET_ROOTS = []
    about.target = str(healthy.target)
    about.save()
    run = healthy.run()
    assert (run.state, run.cause) == ("failed", "sync.path")
    assert "ALLOWED_TARGET_ROOTS" in run.summary


# Previews, and what the guard holds -----------------------------------------------------------------------------


def test_a_preview_publishes_nothing_and_says_what_would_change(healthy: Office) -> None:
    preview = healthy.run(Purpose.PREVIEW)
    assert preview.state == "publishable"
    assert preview.summary == f"Can be published, with {in_words(preview)}: the first pair."
    assert (healthy.files(), Generation.objects.count()) == ({}, 0)
    run, _ = approval.publish_preview(preview, "Ada", timezone.now())
    asked = healthy.asked()
    run = done(run)
    assert (run.state, run.hash, run.continues) == ("published", preview.hash, preview)
    assert healthy.asked() == asked, "what was shown is published, not read again"
    assert healthy.run(Purpose.PREVIEW).state == "unchanged"
    (healthy.target / "exchangeuser.csv").unlink()
    assert healthy.run(Purpose.PREVIEW).state == "publishable"


def test_a_preview_needs_no_target(healthy: Office) -> None:
    healthy.run()
    for target in ("", "relative/folder", str(healthy.target / "gone")):
        healthy.connection.target = target
        healthy.connection.save()
        assert healthy.run(Purpose.PREVIEW).state == "unchanged"
        assert healthy.run().state == "failed"


def test_many_removals_are_held_and_approved_once(healthy: Office) -> None:
    first = healthy.run()
    before = healthy.files()
    healthy.change("directory.left += 200")
    held = healthy.run()
    assert (held.state, held.base, held.generation) == ("held", 1, None)
    gone = held.detail["changes"]["users"]["remove"]
    assert held.summary.startswith(
        f"Held, nothing was published. {gone} of {sizes(first)[0]} users would go."
    )
    assert healthy.files() == before
    run = approved(healthy, held.hash)
    assert (run.state, run.hash, run.approved_by) == ("published", held.hash, "Ada")
    assert run.generation is not None
    assert (run.generation.how, run.generation.users) == ("approved", sizes(first)[0] - gone)
    with pytest.raises(CannotPublish, match="Another pair was published"):
        approved(healthy, held.hash)


def test_an_approval_publishes_what_was_staged_whatever_the_directory_says_now(healthy: Office) -> None:
    healthy.run()
    undo = healthy.change("directory.left += 200")
    held = healthy.run(Purpose.PREVIEW)
    healthy.simulator.undo(healthy.connection.domain, undo)
    run = approved(healthy, held.hash)
    assert (run.state, run.hash) == ("published", held.hash)
    assert run.generation is not None
    assert run.generation.users == sizes(held)[0]


def test_an_approval_after_the_layout_was_changed_publishes_nothing(healthy: Office) -> None:
    healthy.run()
    healthy.change("directory.left += 200")
    held, before = healthy.run(), healthy.files()
    healthy.connection.user_file = "exchangeusers.csv"
    healthy.connection.save()
    run = approved(healthy, held.hash)
    assert run.state == "failed"
    assert "were changed since" in run.summary
    assert healthy.files() == before


def test_rows_that_somebody_altered_are_not_the_approved_pair(healthy: Office) -> None:
    healthy.run()
    healthy.change("directory.left += 200")
    held, before = healthy.run(), healthy.files()
    with sqlite3.connect(held.staging_path) as rows:
        rows.execute("DELETE FROM users WHERE rowid = (SELECT min(rowid) FROM users WHERE line <> '')")
    rows.close()
    run = approved(healthy, held.hash)
    assert run.state == "failed"
    assert "another pair than the one that was shown" in run.summary
    assert healthy.files() == before


def test_a_limit_of_its_own_lets_more_go(healthy: Office) -> None:
    SyncPlan.objects.create(connection=healthy.connection, limits={"percent": 60.0, "least": 10})
    healthy.run()
    healthy.change("directory.left += 200")
    assert healthy.run().state == "published"


def test_an_empty_directory_is_refused_and_cannot_be_approved(healthy: Office) -> None:
    healthy.run()
    before = healthy.files()
    healthy.change("directory.unlisted = 1")
    run = healthy.run()
    assert (run.state, run.hash) == ("held", "")
    assert "An empty file is never published" in run.summary
    assert healthy.files() == before


# What goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("graph /users page 1 answers mangled", "An answer was cut off or not what Graph sends."),
        ("graph /users page 1 answers cut", "An answer was cut off or not what Graph sends."),
        ("directory.miscounted = 3", "Microsoft Graph counted"),
    ],
)
def test_a_directory_that_is_not_whole_leaves_the_pair_alone(
    healthy: Office, fault: str, reason: str
) -> None:
    healthy.run()
    before = healthy.files()
    healthy.change(fault)
    run = healthy.run(full=True)
    assert (run.state, run.hash) == ("incomplete", "")
    assert run.summary.startswith("The whole directory could not be read, so nothing was published.")
    assert reason in run.summary
    assert run.detail["error"]["meaning"] == "The pair that was published last is as it was."
    assert (healthy.files(), Generation.objects.count()) == (before, 1)


def test_after_an_incomplete_night_the_next_one_builds_on_the_last_whole_one(healthy: Office) -> None:
    healthy.run()
    undo = healthy.change("directory.miscounted = 3")
    assert healthy.run().state == "incomplete"
    healthy.simulator.undo(healthy.connection.domain, undo)
    run = healthy.run()
    assert (run.state, run.full) == ("unchanged", False)


def test_a_refused_sign_in_names_the_check_that_owns_it(healthy: Office) -> None:
    healthy.change("refuse sign-in 7000215")
    run = healthy.run()
    assert (run.state, run.cause) == ("failed", "graph.token")
    assert run.summary == "Microsoft refused the sign-in, so nothing was read."
    assert "AADSTS7000215" in run.detail["error"]["said"]


def test_a_missing_permission_names_the_check_that_owns_it(healthy: Office) -> None:
    healthy.change("revoke User.Read.All")
    run = healthy.run()
    assert (run.state, run.cause) == ("failed", "graph.permissions")
    assert "User.Read.All" in run.summary


def test_without_a_credential_there_is_nothing_to_sign_in_with(healthy: Office) -> None:
    healthy.connection.credentials.all().delete()
    run = healthy.run()
    assert (run.state, run.cause) == ("failed", "form:credential")


def test_a_cloud_that_cannot_be_reached_is_incomplete(healthy: Office, settings: Settings) -> None:
    settings.OUTBOUND_CONNECT_TO = "::127.0.0.1:9"
    run = healthy.run()
    assert (run.state, run.cause) == ("incomplete", "")


def test_practice_without_the_simulator_says_so(pointed: Simulator, tmp_path: Path) -> None:
    about = office(pointed, "sync-directory", tmp_path / "cfg", practice=True)
    about.connection.target = ""
    about.connection.save()
    run = about.run()
    assert (run.state, run.summary) == ("failed", "The simulated tenants are not running.")
    assert (tmp_path / "data" / "practice" / str(about.connection.pk) / "target").is_dir()


def test_a_target_that_is_gone_fails_before_anything_is_asked(healthy: Office) -> None:
    healthy.target.rmdir()
    run = healthy.run()
    assert (run.state, run.cause) == ("failed", "sync.path")
    assert healthy.asked() == 0


def test_a_run_that_was_taken_over_writes_nothing_more(healthy: Office) -> None:
    started = dispatch.start(healthy.connection, Purpose.PUBLISH, "Ada", timezone.now())
    claimed = leases.claim(SyncRun, started.run.pk, timezone.now())
    assert claimed is not None
    SyncRun.objects.update(owner_token="somebody else's")
    pipeline.run(claimed)
    run = SyncRun.objects.get()
    assert (run.state, run.owner_token, run.summary) == ("running", "somebody else's", "")
    assert healthy.files() == {}


# Restoring ------------------------------------------------------------------------------------------------------


def test_an_older_generation_is_restored_as_a_new_one(healthy: Office) -> None:
    first = healthy.run()
    before = healthy.files()
    healthy.change("directory.joined += 3")
    healthy.run()
    run = healthy.run(Purpose.RESTORE, restores=Generation.objects.get(number=1), reason="They were right.")
    assert (run.state, run.hash, run.base) == ("published", first.hash, 2)
    assert run.summary == "Generation 1 was restored."
    assert healthy.files() == before
    generation = Generation.objects.get(published=True)
    assert (generation.number, generation.how, generation.run) == (3, "restored", run)
    again = healthy.run()
    assert (again.state, again.base) == ("published", 3), "the next run compares with what was restored"


def test_a_damaged_generation_is_not_restored(healthy: Office) -> None:
    healthy.run()
    healthy.change("directory.joined += 3")
    healthy.run()
    before = healthy.files()
    old = Generation.objects.get(number=1)
    (old.folder / "exchangeuser.csv").write_text("altered")
    run = healthy.run(Purpose.RESTORE, restores=old)
    assert run.state == "failed"
    assert "is not whole any more" in run.summary
    assert healthy.files() == before


def test_generations_beyond_those_that_are_kept_are_removed(healthy: Office) -> None:
    SyncPlan.objects.create(connection=healthy.connection, keep_count=2)
    for _ in range(4):
        healthy.change("directory.joined += 1")
        healthy.run()
    assert list(Generation.objects.values_list("number", flat=True)) == [4, 3]
    assert sorted(path.name for path in Generation.objects.first().folder.parent.iterdir()) == ["3", "4"]  # type: ignore[union-attr]
