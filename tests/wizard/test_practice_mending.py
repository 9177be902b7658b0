"""Practice leads to green by what the page shows, also where only people could act."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from checks import registry
from checks.accounts import report_schema
from people.models import Person
from sync import credentials
from sync.models import Connection
from tests.people.persons import browser, support, text_of
from tests.sync.pairs import pair
from wizard import dispatch, practice
from wizard.models import CheckRun
from wizard.tasks import run_check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(settings: Settings, tmp_path: Path) -> Iterator[Person]:
    settings.DATA_DIR = tmp_path
    yield support()
    practice.stop()


def begun(person: Person, scenario: str) -> Connection:
    made = practice.begin(person, scenario, timezone.now())
    practice.fill(made, person, timezone.now())
    return made


def row_of(about: Connection, check: str) -> CheckRun:
    """The row of this check after a fresh run."""
    run = dispatch.start(about, [registry.get(check)], "a test", timezone.now())
    (row,) = run.rows.all()
    run_check(str(row.pk))
    row.refresh_from_db()
    return row


def page(person: Person, about: Connection, step: str) -> str:
    return text_of(browser(person).get(reverse("wizard:step", args=[about.pk, step])))


def press(person: Person, row: CheckRun, number: int) -> str:
    assert row.connection is not None
    fields = {"row": str(row.pk), "block": str(number), "step": "access"}
    return text_of(
        browser(person).post(reverse("wizard:apply", args=[row.connection.pk]), fields, follow=True)
    )


def test_words_alone_are_carried_out_by_the_people_of_the_simulated_tenant(person: Person) -> None:
    made = begun(person, "permissions-no-user-read")
    row = row_of(made, "graph.permissions")
    assert row.state == "failed"
    assert 'id="apply-graph-permissions-0"' in page(person, made, "access")
    answer = press(person, row, 0)
    assert "Done in the simulated tenant. Where another answer is asked for, fill in what is ready" in answer
    assert 'id="undo-graph-permissions-0"' in answer
    assert row_of(made, "graph.permissions").state == "passed"


def test_a_wrong_answer_is_right_once_it_is_filled_in_again(person: Person) -> None:
    made = begun(person, "signin-wrong-client")
    row = row_of(made, "graph.token")
    press(person, row, 0)
    assert row_of(made, "graph.token").state == "failed"
    practice.fill(made, person, timezone.now())
    made.refresh_from_db()
    assert row_of(made, "graph.token").state == "passed"


def test_lines_that_only_look_are_not_offered_as_deeds(person: Person) -> None:
    made = begun(person, "role-missing")
    row = row_of(made, "role.impersonation")
    kinds = [(block["kind"], block["text"].split()[0]) for block in row.remedy]
    shown = page(person, made, "access")
    offered = [kinds[n] for n in range(len(kinds)) if f'id="apply-role-impersonation-{n}"' in shown]
    assert ("command", "Connect-ExchangeOnline") in kinds
    assert offered == [("command", "New-ManagementRoleAssignment")]


def test_people_are_asked_where_the_line_did_not_help(person: Person) -> None:
    made = begun(person, "server-worker-admin")
    press(person, row_of(made, "role.impersonation"), 0)
    assert 'id="apply-role-impersonation-1"' not in page(person, made, "access")
    row = row_of(made, "role.impersonation")
    assert row.state == "failed"
    assert 'id="apply-role-impersonation-1"' in page(person, made, "access")
    press(person, row, 1)
    assert row_of(made, "role.impersonation").state == "passed"


def test_what_could_not_be_asked_can_be_put_right_too(person: Person) -> None:
    made = begun(person, "graph-down")
    row = row_of(made, "graph.mailbox")
    assert row.state == "error"
    assert "Put this right in the simulated tenant" in page(person, made, "access")
    press(person, row, 0)
    assert row_of(made, "graph.mailbox").state == "passed"


def test_a_role_of_long_ago_is_not_waited_for(person: Person) -> None:
    assert row_of(begun(person, "canary-out-of-scope"), "role.scope").state == "failed"
    assert row_of(begun(person, "role-pending"), "role.scope").state == "waiting"


def test_filling_in_leaves_a_certificate_that_was_made_here(person: Person) -> None:
    made = practice.begin(person, "access-healthy", timezone.now())
    credentials.store_certificate(made, pair(), person, timezone.now())
    practice.fill(made, person, timezone.now())
    present = credentials.application(made)
    assert present is not None
    assert present.public_pem == pair().public_pem
    assert "Uploaded" not in page(person, made, "access")
    practice.register_certificate(made)
    shown = page(person, made, "access")
    assert "The simulated application has this certificate." in shown
    assert "The certificate, uploaded to the application." in shown
    assert row_of(made, "graph.token").state == "passed"


def test_an_application_is_ready_wherever_practice_begins(person: Person) -> None:
    assert row_of(begun(person, "healthy"), "graph.token").state == "passed"


def test_the_simulated_server_reports_about_its_accounts(person: Person, settings: Settings) -> None:
    made = begun(person, "server-worker-admin")
    assert "Download the report of the simulated server" in page(person, made, "accounts")
    address = reverse("wizard:account-report-template", args=[made.pk])
    told = json.loads(browser(person).get(address).content)
    assert report_schema.validate(told) == ()
    assert told["impersonation_user"]["role_groups"][0]["name"] == "Organization Management"
    practice.stop()
    settings.EMBEDDED = False
    assert json.loads(browser(person).get(address).content)["stored_password"] is None
