"""The forms of the step: what is stored, and what is said at the field when it cannot be."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from people.models import AuditEvent
from sync.choice import Choice
from sync.models import Connection, plan_of
from tests.people.persons import administrator, browser, support, text_of
from tests.wizard.connections import connection
from wizard import answers

pytestmark = pytest.mark.django_db

TARGET = {
    "target": "/opt/beginfinite/retain/RetainServer/WEB-INF/cfg/",
    "retain_os": "linux",
    "user_file": "exchangeusers.csv",
    "groups_file": "exchangegroups.csv",
    "known_user": "ann@example.org",
}
SCHEDULE = {
    "sync_on": "on",
    "sync_at": "02:30",
    "timezone": "Europe/Berlin",
    "archive_job_at": "05:00",
    "alert_email": "",
    "alert_webhook": "",
    "keep_count": "20",
    "keep_days": "60",
}
CHOICE = {"kinds": ["user", "shared"], "disabled": "on", "licences": [], "domains": "", "groups": ""}


@pytest.fixture
def about() -> Connection:
    return connection()


@pytest.fixture
def client() -> Client:
    return browser(administrator())


def url(name: str, about: Connection) -> str:
    return reverse(f"wizard:{name}", args=[about.pk])


def test_the_page_of_the_step_has_every_form(about: Connection, client: Client) -> None:
    page = text_of(client.get(reverse("wizard:step", args=[about.pk, "sync"])))
    for name in ("target", "sync_at", "timezone", "kinds", "percent", "known_user"):
        assert f'name="{name}"' in page
    assert "No public source shows the columns" in page


def test_a_target_is_stored_in_its_corrected_form(about: Connection, client: Client) -> None:
    answer = client.post(url("sync-target", about), TARGET)
    assert answer["Location"].endswith("/sync/#target")
    stored = answers.stored(Connection.objects.get())
    assert stored["target"] == "/opt/beginfinite/retain/RetainServer/WEB-INF/cfg"
    assert (stored["user_file"], stored["known_user"]) == ("exchangeusers.csv", "ann@example.org")
    assert AuditEvent.objects.get(what="change connection").details["keys"] == [
        "known_user",
        "target",
        "user_file",
    ]


def test_a_path_that_no_rule_mends_is_said_at_its_field(about: Connection, client: Client) -> None:
    page = text_of(client.post(url("sync-target", about), TARGET | {"target": "cfg/here"}))
    assert 'role="alert"' in page
    assert 'value="cfg/here"' in page
    assert Connection.objects.get().target == ""


@pytest.mark.parametrize("name", ["folder/exchangeuser.csv", "exchangeuser.txt", ".csv", "a|b.csv"])
def test_a_file_name_is_a_plain_name(about: Connection, client: Client, name: str) -> None:
    page = text_of(client.post(url("sync-target", about), TARGET | {"user_file": name}))
    assert "One answer needs another look" in page


def test_two_files_need_two_names(about: Connection, client: Client) -> None:
    page = text_of(client.post(url("sync-target", about), TARGET | {"user_file": "exchangegroups.csv"}))
    assert "The two files need two names." in page


def test_the_path_linter_answers_while_one_types(about: Connection, client: Client) -> None:
    asked = {"target": "C:\\Retain\\cfg\\", "retain_os": "windows"}
    fragment = text_of(client.get(url("sync-path", about), asked))
    assert 'data-ok="yes"' in fragment
    assert "C:\\Retain\\cfg</pre>" in fragment
    assert text_of(client.get(url("sync-path", about), {"target": " "})).strip() == ""


def test_a_password_in_an_address_is_never_shown_again(about: Connection, client: Client) -> None:
    asked = {"target": "sftp://retain:hunter2hunter2@files.example.org/cfg", "retain_os": "linux"}
    assert "hunter2hunter2" not in text_of(client.get(url("sync-path", about), asked))


def test_a_schedule_is_stored_with_its_zone(about: Connection, client: Client) -> None:
    assert client.post(url("sync-schedule", about), SCHEDULE).status_code == 302
    stored = answers.stored(Connection.objects.get())
    assert (stored["sync_on"], stored["sync_at"], stored["timezone"]) == ("on", "02:30:00", "Europe/Berlin")
    assert (plan_of(about).keep_count, plan_of(about).keep_days) == (20, 60)
    page = text_of(client.get(reverse("wizard:step", args=[about.pk, "sync"])))
    assert "The next starts:" in page


def test_a_night_without_a_time_is_refused_at_the_field(about: Connection, client: Client) -> None:
    page = text_of(client.post(url("sync-schedule", about), SCHEDULE | {"sync_at": ""}))
    assert "Enter when the nightly run starts." in page
    assert not plan_of(about).on


def test_a_schedule_can_be_switched_off_again(about: Connection, client: Client) -> None:
    client.post(url("sync-schedule", about), SCHEDULE)
    without = {key: value for key, value in SCHEDULE.items() if key != "sync_on"} | {"archive_job_at": ""}
    assert client.post(url("sync-schedule", about), without).status_code == 302
    assert not plan_of(about).on
    assert Connection.objects.get().archive_job_at is None


def test_a_webhook_without_tls_is_refused_at_its_field(about: Connection, client: Client) -> None:
    page = text_of(
        client.post(url("sync-schedule", about), SCHEDULE | {"alert_webhook": "http://example.org/x"})
    )
    assert "https://" in page
    assert 'role="alert"' in page
    assert plan_of(about).alert_webhook == ""


def test_filters_are_stored_as_a_choice(about: Connection, client: Client) -> None:
    group = "0F8FAD5B-D9CB-469F-A165-70867728950E"
    given = CHOICE | {"domains": "Example.org, bücher.example.net", "groups": f"{group}\n"}
    assert client.post(url("sync-choice", about), given).status_code == 302
    stored = Choice.of(plan_of(about).choice)
    assert stored.domains == ("example.org", "xn--bcher-kva.example.net")
    assert (stored.groups, stored.kinds) == ((group.lower(),), ("user", "shared"))
    assert AuditEvent.objects.filter(what="change choice").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kinds": []}, "or nobody is archived"),
        ({"domains": "not a domain!"}, "Some answers need another look"),
        ({"groups": "Sales"}, "is no object id"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(
    about: Connection, client: Client, wrong: dict[str, object], words: str
) -> None:
    page = text_of(client.post(url("sync-choice", about), CHOICE | wrong))
    assert words in page or "One answer needs another look" in page
    assert plan_of(about).choice == {}


def test_limits_change_only_with_a_reason(about: Connection, client: Client) -> None:
    page = text_of(client.post(url("sync-limits", about), {"percent": "20", "least": "50", "reason": ""}))
    assert "Say in a few words why the limits change." in page
    client.post(
        url("sync-limits", about),
        {"percent": "20", "least": "50", "reason": "A school: classes leave in July."},
    )
    assert plan_of(about).limits == {"percent": 20.0, "least": 50}
    assert (
        AuditEvent.objects.get(what="change limits").details["reason"] == "A school: classes leave in July."
    )


def test_support_reads_the_answers_and_gets_no_form(about: Connection) -> None:
    page = text_of(browser(support()).get(reverse("wizard:step", args=[about.pk, "sync"])))
    assert 'id="save-target"' not in page
    assert 'id="save-schedule"' not in page
