"""A verdict that rests on a dated fact is out of date from the day on which the fact turns, and then judged anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from checks import registry
from people.models import Person
from sync.models import Connection
from tests.people.persons import administrator, browser, text_of
from tests.wizard.connections import connection, row_of, run_of
from wizard import dispatch, progress, subjects
from wizard.models import CheckRun
from wizard.tasks import run_check

pytestmark = pytest.mark.django_db(transaction=True)

EVE, DAY = date(2025, 1, 31), date(2025, 2, 1)


def noon(day: date) -> travel:
    return travel(datetime.combine(day, time(12), UTC))


def judged(about: Connection, check_id: str, day: date) -> CheckRun:
    """The row of a run on that day."""
    with noon(day):
        run = dispatch.start(about, [registry.get(check_id)], "a test", timezone.now())
        row = run.rows.get()
        run_check(str(row.pk))
        return CheckRun.objects.get(pk=row.pk)


def outdated(row: CheckRun, day: date) -> bool:
    assert row.connection is not None
    with noon(day):
        return progress.is_outdated(row, subjects.subject_of(row.connection))


def access(person: Person, about: Connection, day: date) -> str:
    with noon(day):
        return text_of(browser(person).get(reverse("wizard:step", args=[about.pk, "access"])))


def test_access_marks_the_verdict_on_the_day_and_a_new_run_turns_it_red() -> None:
    made, person = connection(road="impersonation"), administrator()
    eve = judged(made, "role.impersonation", EVE)
    assert (eve.state, eve.inputs["fact:application-impersonation"]) == ("warning", "gated")
    assert "Out of date" not in access(person, made, EVE)
    assert "Out of date" in access(person, made, DAY)
    morning = judged(made, "role.impersonation", DAY)
    assert (morning.state, morning.inputs["fact:application-impersonation"]) == ("failed", "closed")
    assert morning.previous == eve
    assert "Out of date" not in access(person, made, DAY)


@pytest.mark.parametrize(
    ("last_good", "first_stale"),
    [(date(2024, 8, 31), date(2024, 9, 1)), (date(2025, 1, 31), date(2025, 2, 1))],
)
def test_it_is_out_of_date_at_the_gate_and_at_the_end(last_good: date, first_stale: date) -> None:
    row = judged(connection(road="impersonation"), "role.impersonation", last_good)
    assert not outdated(row, last_good)
    assert outdated(row, first_stale)


def test_a_verdict_that_asked_no_fact_stays_through_all_days() -> None:
    row = judged(connection(road="application"), "admin.stored-password", EVE)
    assert row.state == "blocked"  # no administrator is named
    assert not [name for name in row.inputs if name.startswith(subjects.FACT)]
    assert not outdated(row, date(2030, 1, 1))


def test_a_fact_that_a_newer_version_no_longer_knows_makes_it_out_of_date() -> None:
    made = connection()
    row = row_of(run_of(made), "dns.mx", "passed", inputs={"fact:something-old": "open"})
    assert outdated(row, DAY)


def test_the_other_clouds_dates_count_by_their_own() -> None:
    made = connection(road="impersonation", cloud="china")
    row = row_of(run_of(made), "ews.allowed", "passed", inputs={"fact:ews-end": "open"})
    assert not outdated(row, date(2030, 1, 1))
