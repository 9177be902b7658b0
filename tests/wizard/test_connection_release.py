"""`manage connection set` queues what waited for the answer, as saving a form does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from engine import keeper
from engine.models import Heartbeat
from sync.models import Connection
from tests.wizard.connections import connection, row_of, run_of
from wizard.models import CheckRun, Run

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = {
    "graph.mailbox": "form:canary",
    "graph.token": "form:credential",
    "role.impersonation": "form:worker_password",
    "admin.account": "form:admin_upn",
    "dns.mx": "dns.domain",
}


@pytest.fixture
def made() -> Connection:
    """A connection with checks that wait for an answer each, and a worker that lives."""
    keeper.seen("worker", timezone.now())
    about = connection("Main")
    run = run_of(about)
    for check_id, cause in WAITING.items():
        row_of(run, check_id, "blocked", cause=cause)
    return about


def changed(*words: str) -> str:
    out = io.StringIO()
    call_command("connection", "set", "Main", *words, stdout=out)
    return out.getvalue()


def queued() -> list[str]:
    return sorted(CheckRun.objects.filter(state="queued").values_list("check_id", flat=True))


def test_an_answer_queues_what_waited_for_it_and_only_that(made: Connection) -> None:
    said = changed("canary=kim@example.org", "retain_version=24.2")
    assert queued() == ["graph.mailbox"]
    assert "Queued, since it waited for this: Canary mailbox through Graph." in said
    run = Run.objects.get(rows__state="queued")
    assert (run.connection, run.started_by) == (made, "by itself, after the shell gave an answer")


@pytest.mark.parametrize(
    ("kind", "released"),
    [("client_secret", ["graph.token"]), ("worker_password", ["graph.token", "role.impersonation"])],
)
def test_a_stored_secret_queues_what_could_not_sign_in(
    made: Connection, tmp_path: Path, kind: str, released: list[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("open sesame\n")
    changed("--secret-file", f"{kind}={secret}")
    assert queued() == released


def test_a_program_that_runs_sends_what_the_shell_queued(made: Connection) -> None:
    changed("canary=kim@example.org")
    assert CheckRun.objects.get(state="queued").sent_at is None


def test_an_answer_that_is_emptied_queues_nothing(made: Connection) -> None:
    changed("canary=kim@example.org")
    CheckRun.objects.filter(state="queued").delete()
    assert "Queued" not in changed("canary=")
    assert queued() == []


def test_where_no_worker_lives_the_shell_queues_nothing(made: Connection) -> None:
    Heartbeat.objects.all().delete()
    assert "Queued" not in changed("canary=kim@example.org")
    assert queued() == []
