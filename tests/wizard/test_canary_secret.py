"""After a whole journey no secret is anywhere in clear: database, log, broker, evidence, pages, reports."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import signals
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from checks import registry
from clients import simulator_control
from people.models import AuditEvent
from sync import credentials
from sync.models import Connection, Credential
from sync.secrets import WrongKey
from tests.people.persons import administrator, browser, text_of
from tests.wizard.connections import connection
from wizard import dispatch, practice, report
from wizard.models import CheckRun, Run
from wizard.tasks import run_check

pytestmark = pytest.mark.django_db(transaction=True)

OWN = "Kx8~canary.secret-value"


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """Everything that goes to the broker."""
    messages: list[str] = []

    def note(body: Any = None, headers: Any = None, **_: Any) -> None:
        messages.append(repr(body) + repr(headers))

    signals.before_task_publish.connect(note)
    yield messages
    signals.before_task_publish.disconnect(note)


@pytest.fixture
def made(settings: Settings, tmp_path: Path) -> Iterator[Connection]:
    settings.DATA_DIR = tmp_path
    yield practice.begin(administrator(), "hybrid-access-healthy", timezone.now())
    practice.stop()


def run_everything(about: Connection) -> Run:
    checks = [*registry.of_step("accounts"), *registry.of_step("access")]
    run = dispatch.start(about, checks, "mail-admin", timezone.now())
    for row in run.rows.all():
        run_check(str(row.pk))
    return run


def pages(client: Client, about: Connection, run: Run) -> Iterator[str]:
    own = [
        ("step", about.pk, "accounts"),
        ("step", about.pk, "access"),
        ("tasks", about.pk),
        ("expiries", about.pk),
    ]
    for name, *args in [*own, ("run", run.pk), ("download", run.pk), ("credential", about.pk, "secret")]:
        yield text_of(client.get(reverse(f"wizard:{name}", args=args)))


def stored() -> bytes:
    """The database as it lies on disk, with what is still in its log."""
    main = Path(database.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in main.parent.glob(main.name + "*"))


def test_no_secret_is_in_clear_after_a_whole_journey(
    made: Connection, sent: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = browser()
    client.force_login(made.made_by)  # type: ignore[arg-type]
    client.post(reverse("wizard:fill", args=[made.pk]), {"step": "access"})
    assert set(Credential.objects.values_list("kind", flat=True)) == {"client_secret", "worker_password"}
    run = run_everything(made)
    client.post(
        reverse("wizard:credential", args=[made.pk, "secret"]), {"secret": OWN, "own_password": "wrong"}
    )
    credentials.store_secret(made, "client_secret", OWN, "x", timezone.now())
    run = run_everything(made)
    assert CheckRun.objects.get(run=run, check_id="graph.token").state == "failed"
    secrets = secrets_of(made)
    everywhere = {
        "database": stored().decode("latin-1"),
        "log": caplog.text,
        "broker": "\n".join(sent),
        "report": json.dumps([report.report_of(one) for one in Run.objects.all()]),
        "trail": json.dumps(list(AuditEvent.objects.values_list("details", flat=True))),
        "pages": "\n".join(pages(client, made, run)),
    }
    assert len(secrets) == 3
    assert sent
    assert [
        (where, secret) for where, text in everywhere.items() for secret in secrets if secret in text
    ] == []


def secrets_of(about: Connection) -> set[str]:
    told = simulator_control.describe(practice.simulator(), about.domain)["credential"]
    return {OWN, *(str(secret) for secret in told.values())}


def test_an_error_report_with_all_its_variables_holds_no_secret(settings: Settings) -> None:
    about = connection()
    settings.FIELD_KEYS = ("no key",)
    try:
        credentials.store_secret(about, "client_secret", OWN, "x", timezone.now())
    except WrongKey:
        reporter = ExceptionReporter(None, *sys.exc_info())
        shown = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert "store_secret" in shown
    assert OWN not in shown.replace(f'{OWN!r}, "x"', "")


def test_where_the_keys_are_broken_the_form_says_so_and_stores_nothing(settings: Settings) -> None:
    about, client = connection(), browser(administrator())
    settings.FIELD_KEYS = ("no key",)
    fields = {"secret": OWN, "own_password": "correct horse battery staple"}
    page = text_of(client.post(reverse("wizard:credential", args=[about.pk, "secret"]), fields))
    assert "FIELD_KEYS holds something that is not a key" in page
    assert OWN not in page
    assert not Credential.objects.exists()
