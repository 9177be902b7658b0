"""Who signs in for a check: opened in the worker alone, and nowhere to be read afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django import Settings

from checks import registry
from sync import credentials
from sync.models import Connection
from tests.dropped import dropped
from tests.wizard.connections import connection, row_of, run_of
from wizard import dispatch, execution, subjects
from wizard.models import CheckRun, EvidenceItem
from wizard.tasks import run_check

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "Kx8~canary.secret-value"


@pytest.fixture
def made() -> Connection:
    about = connection(client_id="app-id")
    credentials.store_secret(about, "client_secret", SECRET, "x", timezone.now(), timezone.now())
    return about


def executed(folder: Path, about: Connection, **bodies: str) -> CheckRun:
    with dropped(folder, **bodies) as check_id:
        row = row_of(run_of(about, made_at=timezone.now()), check_id, "queued", deadline=5)
        run_check(str(row.pk))
        return CheckRun.objects.get(pk=row.pk)


def test_nothing_to_sign_in_with_is_blocked_by_the_form(tmp_path: Path) -> None:
    look = "clients.sign_in.token('graph')"
    row = executed(tmp_path, connection(), look=look, more=", token=True")
    assert (row.state, row.cause) == ("blocked", "form:credential")


def test_a_check_that_needs_no_sign_in_gets_no_secret(tmp_path: Path, made: Connection) -> None:
    row = executed(tmp_path, made, look="clients.sign_in.token('graph')")
    assert (row.state, row.cause) == ("blocked", "form:credential")


def test_both_rules_of_execution_ask_the_check_who_signs_in(made: Connection) -> None:
    for check_id, signs_in in (("accounts.distinct", False), ("admin.account", True), ("graph.token", True)):
        check, row = registry.get(check_id), row_of(run_of(made), check_id, "queued")
        assert (execution.identity_for(check, row) is not None) is signs_in
        assert bool(execution.signed_by(check)) is signs_in


def test_the_vantage_names_the_application(tmp_path: Path, made: Connection) -> None:
    assert executed(tmp_path, made).vantage["identity"] == "app-id"
    assert executed(tmp_path, connection("Other")).vantage["identity"] is None


def test_with_a_wrong_key_it_could_not_be_checked_and_says_why(
    tmp_path: Path, made: Connection, settings: Settings
) -> None:
    settings.FIELD_KEYS = (Fernet.generate_key().decode(),)
    row = executed(tmp_path, made, more=", token=True")
    assert row.state == "error"
    assert "FIELD_KEYS" in row.summary
    assert executed(tmp_path, made).state == "passed"


def test_a_check_knows_kind_revision_and_end_and_never_the_value(tmp_path: Path, made: Connection) -> None:
    seen = 'return evidence(Item("seen", "text", f"{subject.credential} {subject.credential_ends[:10]}"))'
    row = executed(tmp_path, made, look=seen)
    assert EvidenceItem.objects.get(row=row).value == f"client_secret 1 {timezone.now():%Y-%m-%d}"
    assert SECRET not in repr(subjects.subject_of(made))


def test_a_replaced_credential_puts_the_verdict_out_of_date(tmp_path: Path, made: Connection) -> None:
    row = executed(tmp_path, made, look='return evidence(Item("seen", "text", subject.credential))')
    credentials.store_secret(made, "client_secret", "another", "x", timezone.now())
    assert subjects.fingerprints(subjects.subject_of(made), row.inputs) != row.inputs


def test_a_run_about_a_bare_domain_signs_in_as_nobody(tmp_path: Path) -> None:
    with dropped(tmp_path, more=", token=True") as check_id:
        run = dispatch.start_bare("example.org", [registry.get(check_id)], "a test", timezone.now())
        row = run.rows.get()
        run_check(str(row.pk))
    assert CheckRun.objects.get(pk=row.pk).vantage["identity"] is None
