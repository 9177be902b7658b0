"""What the checks of the target get to know: where files go and may go, and never a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from checks import registry
from engine import keeper, leases
from sync import credentials
from sync.models import Connection, Credential, plan_of
from tests.checks.states import KEY
from tests.wizard.connections import connection, row_of, run_of
from wizard import dispatch, releases
from wizard.execution import execute
from wizard.models import CheckRun
from wizard.subjects import subject_of
from wizard.views import words

pytestmark = pytest.mark.django_db


def test_the_roots_are_those_of_the_operator(settings: Settings, tmp_path: Path) -> None:
    settings.ALLOWED_TARGET_ROOTS = [str(tmp_path), " /srv/gone ", ""]
    subject = subject_of(connection(target="/srv/cfg"))
    assert (subject.target, subject.target_roots) == ("/srv/cfg", (str(tmp_path), "/srv/gone"))


def test_practice_has_a_folder_of_its_own_and_no_other(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.ALLOWED_TARGET_ROOTS = tmp_path, ["/srv"]
    about = connection(practice=True, domain="one.practice.test")
    folder = tmp_path / "practice" / str(about.pk) / "target"
    subject = subject_of(about)
    assert (subject.target, subject.target_roots) == (str(folder), (str(folder),))
    assert subject.folder == str(tmp_path / "connections" / str(about.pk))
    assert folder.is_dir()


def test_of_the_password_of_the_server_only_kind_and_revision_are_known() -> None:
    about = connection(target="sftp://retain@files.example.org/cfg")
    assert subject_of(about).sftp_credential == ""
    credentials.store_secret(about, "sftp_password", "open sesame", "Ada", timezone.now())
    assert subject_of(about).sftp_credential == str(Credential.objects.get())
    assert "open sesame" not in repr(subject_of(about))


def judged(about: Connection, check_id: str) -> CheckRun:
    """A check as the worker runs it."""
    run = dispatch.start(about, [registry.get(check_id)], "Ada", timezone.now())
    claimed = leases.claim(CheckRun, run.rows.get().pk, timezone.now())
    assert claimed is not None
    execute(claimed)
    return CheckRun.objects.get(pk=claimed.pk)


def test_a_folder_below_a_root_is_tried_by_the_worker(settings: Settings, tmp_path: Path) -> None:
    settings.ALLOWED_TARGET_ROOTS = [str(tmp_path)]
    row = judged(connection(target=str(tmp_path)), "sync.path")
    assert (row.state, list(tmp_path.iterdir())) == ("passed", [])
    assert {"target", "target_roots", "folder"} <= set(row.inputs)


def test_without_a_target_a_row_waits_for_the_answer() -> None:
    row = judged(connection(), "sync.path")
    assert (row.state, row.cause) == ("blocked", "form:target")


def test_the_worker_opens_the_password_of_the_server_only_for_the_session(settings: Settings) -> None:
    about = connection(target="sftp://retain@127.0.0.1/cfg")
    plan = plan_of(about)
    plan.sftp_host_key = KEY
    plan.save()
    assert judged(about, "sync.spelling").cause == "form:sftp_credential"
    credentials.store_secret(about, "sftp_password", "open sesame", "Ada", timezone.now())
    row = judged(about, "sync.spelling")
    assert row.state == "error"  # the outbound guard lets nobody on to this machine
    assert "sftp_credential" not in row.summary


@pytest.mark.parametrize("key", ["target", "workstation", "sync_at", "sftp_credential"])
def test_a_missing_answer_has_words_and_a_page(key: str) -> None:
    assert words.FORMS[key]
    assert words.page_of(key) == ("prerequisites" if key == "workstation" else "sync")


@pytest.mark.parametrize(
    ("check_id", "key", "given"),
    [
        ("workstation.powershell", "workstation", {}),
        ("sync.path", "target", {"target": "/srv/cfg"}),
        ("sync.schedule", "sync_at", {"sync_at": "02:30"}),
        ("sync.path", "sftp_credential", {}),
    ],
)
def test_an_answer_releases_what_waited_for_it(check_id: str, key: str, given: dict[str, str]) -> None:
    keeper.seen("worker", timezone.now())
    about = connection(**given)
    row_of(run_of(about), check_id, "blocked", cause=f"form:{key}")
    released = releases.after(about, [key], "Ada", timezone.now())
    assert released is not None
    assert [row.check_id for row in CheckRun.objects.filter(run=released)] == [check_id]
