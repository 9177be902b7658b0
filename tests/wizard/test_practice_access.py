"""From nothing to a green Access in practice, and a missing role given with the buttons of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from checks import registry
from people.models import AuditEvent, Person
from sync import credentials
from sync.models import Connection
from tests.people.persons import browser, support, text_of
from tests.sync.pairs import pair
from wizard import dispatch, practice
from wizard.models import CheckRun, Setup
from wizard.tasks import run_check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(settings: Settings, tmp_path: Path) -> Iterator[Person]:
    settings.DATA_DIR = tmp_path
    yield support()
    practice.stop()


def run_step(about: Connection, step: str) -> dict[str, CheckRun]:
    """The checks of a step after a fresh run."""
    run = dispatch.start(about, registry.of_step(step), "a test", timezone.now())
    for row in run.rows.all():
        run_check(str(row.pk))
    return {row.check_id: row for row in run.rows.all()}


def post(person: Person, name: str, about: Connection, **fields: str) -> str:
    return text_of(browser(person).post(reverse(f"wizard:{name}", args=[about.pk]), fields, follow=True))


def test_filled_in_it_is_green_from_accounts_to_access(person: Person) -> None:
    made = practice.begin(person, "access-healthy", timezone.now())
    assert {row.cause for row in run_step(made, "access").values() if row.state == "blocked"} >= {
        "form:credential"
    }
    page = post(person, "fill", made, step="access")
    made.refresh_from_db()
    assert "What the simulated tenant has ready is filled in." in page
    assert made.client_id in page
    assert Setup.objects.get(connection=made).canary in page
    assert AuditEvent.objects.filter(what="practice fill").exists()
    for step in ("accounts", "access"):
        states = {key: row.state for key, row in run_step(made, step).items()}
        assert set(states.values()) <= {"passed", "skipped"}, states
    assert "Granted" in text_of(browser(person).get(reverse("wizard:step", args=[made.pk, "access"])))


def test_a_certificate_made_here_signs_in_once_the_application_has_it(person: Person) -> None:
    made = practice.begin(person, "access-healthy", timezone.now())
    assert "Make a certificate first." in post(person, "fill-certificate", made)
    practice.fill(made, person, timezone.now())
    credentials.store_certificate(made, pair(), person, timezone.now())
    refused = run_step(made, "access")
    assert refused["graph.token"].state == "failed"
    assert refused["graph.mailbox"].cause == "graph.token"
    assert "has the certificate" in post(person, "fill-certificate", made)
    assert run_step(made, "access")["graph.token"].state == "passed"


def test_a_missing_role_is_given_with_the_buttons_of_the_page(person: Person) -> None:
    made = practice.begin(person, "role-missing", timezone.now())
    practice.fill(made, person, timezone.now())
    row = run_step(made, "access")["role.impersonation"]
    assert row.state == "failed"
    page = text_of(browser(person).get(reverse("wizard:step", args=[made.pk, "access"])))
    assert "apply-role-impersonation-" in page
    for number, block in enumerate(row.remedy):
        if block["kind"] == "command":
            post(person, "apply", made, row=str(row.pk), block=str(number), step="access")
    assert run_step(made, "access")["role.impersonation"].state in ("passed", "waiting")


def test_without_a_simulator_filling_in_says_so(person: Person, settings: Settings) -> None:
    made = practice.begin(person, "access-healthy", timezone.now())
    practice.stop()
    settings.EMBEDDED = False
    assert "Practice needs the embedded set-up" in post(person, "fill", made, step="nothing")
    credentials.store_certificate(made, pair(), person, timezone.now())
    assert "Practice needs the embedded set-up" in post(person, "fill-certificate", made)
