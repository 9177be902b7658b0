"""What the rows of this room promise: the database holds it, whoever writes."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from engine.models import End
from people.models import Person
from sync.models import Alarm, Connection, Generation, Notice, Purpose, SyncPlan, SyncRun, plan_of
from tests.sync import night_rows as nights
from tests.sync.night_rows import NOW

pytestmark = pytest.mark.django_db


def under_way(about: Connection, **changes: object) -> SyncRun:
    number = SyncRun.objects.filter(connection=about).count() + 1
    fields = {"number": number, "purpose": Purpose.PREVIEW, "started_by": "a test", "queued_at": NOW}
    return SyncRun.objects.create(connection=about, **{**fields, **changes})


def test_two_runs_of_a_connection_are_never_unfinished_together() -> None:
    first, second = nights.connection("First"), nights.connection("Second")
    under_way(first)
    under_way(second, state="running")
    with pytest.raises(IntegrityError), transaction.atomic():
        under_way(first, state="running")


def test_a_night_has_one_run_and_other_runs_have_no_night() -> None:
    about = nights.connection()
    nights.run(about, "published", NOW, night=NOW.date())
    for _ in range(2):
        nights.run(about, "published", NOW, purpose=Purpose.PUBLISH)
    with pytest.raises(IntegrityError), transaction.atomic():
        nights.run(about, "failed", NOW, night=NOW.date())


def test_one_generation_is_published() -> None:
    about = nights.connection()
    nights.generation(about, 1)
    nights.generation(about, 2, published=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        nights.generation(about, 3, published=True)


def test_an_alarm_of_a_kind_is_open_once() -> None:
    about = nights.connection()
    for over in (NOW, NOW, None):
        Alarm.objects.create(connection=about, kind="held", since=NOW, over=over, text="It waits.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.create(connection=about, kind="held", since=NOW, text="It waits.")
    assert Alarm.objects.open().count() == 1


def test_practice_rows_are_seen_by_who_made_them_alone() -> None:
    maker = Person.objects.create_user("maker")
    other = Person.objects.create_user("other")
    about = nights.connection(practice=True, made_by=maker)
    nights.plan(about)
    nights.run(about, "published", NOW)
    nights.generation(about, 1)
    Alarm.objects.create(connection=about, kind="held", since=NOW, text="It waits.")
    for model in (SyncPlan, SyncRun, Generation, Alarm):
        rows = model._default_manager
        assert rows.visible_to(maker).count() == 1
        assert rows.visible_to(other).count() == 0


@pytest.mark.parametrize("end", ["late", "lost", "no-worker"])
def test_a_run_that_the_reaper_ends_failed_in_words(end: End) -> None:
    run = under_way(nights.connection())
    fields = run.ending(end, NOW)
    assert fields["state"] == "failed"
    assert fields["summary"] == fields["detail"]["error"]["text"]
    assert fields["detail"]["error"]["meaning"] == "The pair that was published last is as it was."
    assert fields["detail"]["error"]["do"]
    SyncRun.objects.filter(pk=run.pk).update(**fields)


def test_a_plan_that_nobody_made_yet_has_the_usual_values() -> None:
    about = nights.connection()
    plan = plan_of(about)
    assert plan._state.adding
    assert (plan.on, plan.keep_count, plan.keep_days) == (False, 30, 90)
    plan.keep_count = 0
    with pytest.raises(ValidationError, match="keep_count"):
        plan.full_clean()


def test_files_lie_below_the_data_directory() -> None:
    about = nights.connection()
    run = nights.run(about, "published", NOW)
    kept = nights.generation(about, 7)
    assert run.staging_path == settings.DATA_DIR / "runs" / f"{run.pk}.sqlite"
    assert kept.folder == settings.DATA_DIR / "connections" / str(about.pk) / "generations" / "7"


def test_rows_say_what_they_are() -> None:
    about = nights.connection()
    run = nights.run(about, "held", NOW, took=90)
    alarm = Alarm.objects.create(connection=about, kind="held", since=NOW, text="It waits.")
    notice = Notice.objects.create(alarm=alarm, channel="email", event="begins", made_at=NOW, next_at=NOW)
    assert str(run) == "sync 1 of Example: held"
    assert (run.finished, run.took) == (True, 90.0)
    assert str(nights.generation(about, 3)) == "generation 3 of Example"
    assert str(nights.plan(about)) == "plan of Example"
    assert str(notice) == "Example: held begins by email"
    assert under_way(about).took is None
