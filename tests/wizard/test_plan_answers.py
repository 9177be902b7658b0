"""The keys of the nights: same words in, same words out, and what cannot be taken is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.models import Connection, SyncPlan, plan_of
from tests.wizard.connections import connection
from wizard import answers
from wizard.answers import BadAnswer

pytestmark = pytest.mark.django_db

GIVEN = {
    "sync_on": "on", "keep_count": "12", "keep_days": "40", "alert_email": "admin@example.org",
    "alert_webhook": "https://hook.example.org/x", "removals_percent": "2.5", "removals_least": "3",
}  # fmt: skip


def test_a_new_connection_shows_the_usual_values() -> None:
    shown = answers.stored(connection())
    assert {key: shown[key] for key in GIVEN} == {
        "sync_on": "off", "keep_count": "30", "keep_days": "90", "alert_email": "", "alert_webhook": "",
        "removals_percent": "5", "removals_least": "10",
    }  # fmt: skip


def test_what_is_given_is_stored_and_shown() -> None:
    about = connection()
    answers.assign(about, {"sync_at": "02:30", "timezone": "Europe/Berlin", **GIVEN})
    plan = SyncPlan.objects.get(connection=about)
    assert (plan.on, plan.keep_count, plan.limits) == (True, 12, {"percent": 2.5, "least": 3})
    shown = answers.stored(Connection.objects.get(pk=about.pk))
    assert {key: shown[key] for key in GIVEN} == GIVEN
    assert plan.schedule == "02:30:00 Europe/Berlin"
    assert plan.schedule_since is not None
    assert datetime.now(UTC) - plan.schedule_since < timedelta(minutes=1)


def test_a_schedule_that_stays_holds_since_when_it_was_set() -> None:
    about = connection()
    answers.assign(about, {"sync_at": "02:30", "sync_on": "on"})
    before = plan_of(about).schedule_since
    answers.assign(about, {"keep_count": "5"})
    assert plan_of(about).schedule_since == before
    answers.assign(about, {"sync_at": "03:30"})
    assert plan_of(about).schedule == "03:30:00 UTC"


@pytest.mark.parametrize("word", ["off", "no", "false", ""])
def test_the_nights_can_be_switched_off(word: str) -> None:
    about = connection()
    answers.assign(about, {"sync_at": "02:30", "sync_on": "YES"})
    answers.assign(about, {"sync_on": word})
    assert (plan_of(about).on, plan_of(about).schedule) == (False, "")


def test_nights_need_a_time_to_start_at() -> None:
    about = connection()
    with pytest.raises(BadAnswer, match="sync_on: set sync_at first"):
        answers.assign(about, {"sync_on": "on"})
    assert not SyncPlan.objects.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sync_on", "perhaps"),
        ("sync_at", "25:00"),
        ("archive_job_at", "soon"),
        ("timezone", "Berlin"),
        ("keep_count", "0"),
        ("keep_count", "1001"),
        ("keep_days", "-1"),
        ("keep_days", "many"),
        ("alert_email", "admin"),
        ("alert_webhook", "http://hook.example.org/x"),
        ("alert_webhook", "https://"),
        ("removals_percent", "101"),
        ("removals_percent", "nan"),
        ("removals_percent", "a lot"),
        ("removals_least", "1.5"),
        ("removals_least", "-1"),
        ("removals_least", "9999999"),
        ("user_file", "cfg/exchangeuser.csv"),
        ("groups_file", "..\\exchangegroups.csv"),
        ("groups_file", ".."),
    ],
)
def test_what_cannot_be_taken_is_named_and_changes_nothing(key: str, value: str) -> None:
    about = connection()
    with pytest.raises(BadAnswer, match=f"^{key}: "):
        answers.assign(about, {"sync_at": "01:00", key: value} if key != "sync_at" else {key: value})
    assert Connection.objects.get(pk=about.pk).sync_at is None
