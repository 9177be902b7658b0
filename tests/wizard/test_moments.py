"""When a fact was first seen, and the button that says it was changed just now."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from checks.result import Item, evidence
from engine import keeper
from people.models import AuditEvent
from tests.dropped import dropped
from tests.people.persons import administrator, browser, text_of
from tests.wizard.connections import NOW, after, connection, row_of, run_of
from wizard import moments, progress, subjects
from wizard.models import CheckRun, FirstSeen
from wizard.steps import get
from wizard.tasks import run_check
from wizard.views import rows

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_moment_of_a_fact_stays() -> None:
    made = connection()
    seen = evidence(Item("first seen", "json", ["role-assignment:a"]))
    moments.note(made, seen, NOW)
    moments.note(made, seen, after(60))
    assert moments.of(made) == {"role-assignment:a": NOW}
    assert subjects.subject_of(made).first_seen == {"role-assignment:a": NOW}
    assert moments.of(connection("Other")) == {}
    assert str(FirstSeen.objects.get()) == "role-assignment:a at 2026-11-20 10:00"


def test_evidence_of_a_run_is_remembered(tmp_path: Path) -> None:
    look = 'return evidence(Item("first seen", "json", ["fact"]))'
    with dropped(tmp_path, look=look) as check_id:
        row = row_of(run_of(connection(), made_at=timezone.now()), check_id, "queued", deadline=5)
        run_check(str(row.pk))
    assert FirstSeen.objects.get().key == "fact"


def test_one_more_moment_puts_no_verdict_out_of_date(tmp_path: Path) -> None:
    judge = 'subject.first_seen.get("fact"); return passed("Fine.")'
    with dropped(tmp_path, judge=judge) as check_id:
        made = connection()
        row = row_of(run_of(made, made_at=timezone.now()), check_id, "queued", deadline=5)
        run_check(str(row.pk))
        moments.changed_now(made, check_id, timezone.now())
        line = next(one for one in progress.lines_of(made, "prerequisites") if one.check.id == check_id)
        assert line.row is not None
        assert "first_seen" in line.row.inputs
        assert not line.outdated


def test_the_button_notes_the_moment_and_looks_again() -> None:
    keeper.seen("worker", timezone.now())
    made, client = connection(), browser(administrator())
    row_of(run_of(made), "role.impersonation", "failed", inputs={"first_seen": "x"})
    row_of(run_of(made), "graph.token", "failed", inputs={"domain": "x"})
    page = text_of(client.get(reverse("wizard:step", args=[made.pk, "access"])))
    assert 'id="changed-role-impersonation"' in page
    assert 'id="changed-graph-token"' not in page
    client.post(reverse("wizard:changed", args=[made.pk, "access"]), {"check": "role.impersonation"})
    moment = moments.of(made)["changed:role.impersonation"]
    assert timezone.now() - moment < timedelta(minutes=1)
    assert CheckRun.objects.get(state="queued").check_id == "role.impersonation"
    assert AuditEvent.objects.get().what == "changed just now"


def test_without_a_worker_the_moment_is_kept_all_the_same() -> None:
    made, client = connection(), browser(administrator())
    address = reverse("wizard:changed", args=[made.pk, "access"])
    page = text_of(client.post(address, {"check": "role.impersonation"}, follow=True))
    assert "No worker has been seen" in page
    assert "changed:role.impersonation" in moments.of(made)


@pytest.mark.parametrize("fields", [{}, {"check": "dns.mx"}, {"check": "nothing"}])
def test_the_button_needs_a_check_of_its_step(fields: dict[str, str]) -> None:
    made = connection()
    answer = browser(administrator()).post(reverse("wizard:changed", args=[made.pk, "access"]), fields)
    assert answer.status_code == 404
    assert moments.of(made) == {}


def test_accounts_that_wait_for_access_say_so() -> None:
    made = connection()
    row_of(run_of(made), "admin.account", "blocked", cause="form:credential")
    assert progress.state_of(made, get("accounts")).words == "Entered, proved after Access"
    shown = rows.of_lines(progress.lines_of(made, "accounts"))
    assert "Blocked by an empty answer: the application's credential (on Access)" in [
        row.word for row in shown
    ]
