"""Who gets what at every address: administrator, support, stranger, and the practice of somebody else."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from people.models import Person
from sync import credentials
from sync.models import Connection, Credential
from tests.people.persons import administrator, browser, support
from tests.sync.pairs import pair
from tests.wizard.connections import NOW, connection, row_of, run_of

pytestmark = pytest.mark.django_db

STEP = "prerequisites"
OF_CONNECTION = (
    "tasks",
    "start",
    "runs",
    "step",
    "status",
    "expiries",
    "account-report-template",
    "certificate",
    "review",
    "windows",
    "bundle",
    "worker-log",
    "sync-path",
    "sync-layout",
    "sync-preview",
    "sync-nights",
    "sync-generations",
    "sync-coverage",
)
POSTED = ("run-step", "changed", "apply", "undo", "sync-start", "sync-change")
FILLED = (
    "fill",
    "fill-certificate",
)  # one's own practice needs the simulator for them: see test_practice_pages
SETTINGS = (
    "accounts-answers",
    "access-answers",
    "account-report",
    "credential",
    "windows-host",
    "upload-probe",
    "upload-application",
    "sync-host-key",
    "sync-target",
    "sync-choice",
    "sync-limits",
    "sync-schedule",
    "sync-upload",
    "sync-correct",
    "sync-take",
    "sync-approve",
)
# They need a run or a kept pair: see test_sync_pages.
OF_RUNS = ("sync-progress", "sync-verify", "sync-restore", "sync-download")
OPEN_TO_ALL = ("connections", "bare-runs", "checks")
ANSWER_FROM_OUTSIDE = ("consent",)  # see test_consent
WITHOUT_PRACTICE = ("practice", "begin")  # they need the simulator: see test_practice_pages


@pytest.fixture
def made() -> Connection:
    about = connection("Example", made_by=administrator("owner"))
    credentials.store_certificate(about, pair(), "owner", NOW)
    return about


EXTRA = {
    **{name: [STEP] for name in ("step", "status", "run-step", "changed")},
    "credential": ["make"],
    "certificate": ["cer"],
}


def address(name: str, about: Connection) -> str:
    extra = EXTRA.get(name, [])
    return reverse(f"wizard:{name}", args=[about.pk, *extra])


def statuses(client: Client, about: Connection, more: tuple[str, ...] = FILLED) -> dict[str, int]:
    """What a person gets at each page of a connection."""
    run = run_of(about)
    row_of(run, "dns.mx", "failed")
    pages = {name: address(name, about) for name in (*OF_CONNECTION, "delete", "credential")}
    pages |= {name: reverse(f"wizard:{name}", args=[run.pk]) for name in ("run", "download")}
    found = {name: client.get(page).status_code for name, page in pages.items()}
    return found | {
        f"post {name}": client.post(address(name, about)).status_code
        for name in (*POSTED, *SETTINGS, *more, "start", "delete")
    }


def test_every_address_is_in_this_matrix() -> None:
    known = {
        *OF_CONNECTION,
        *POSTED,
        *FILLED,
        *SETTINGS,
        *OF_RUNS,
        *ANSWER_FROM_OUTSIDE,
        *OPEN_TO_ALL,
        *WITHOUT_PRACTICE,
        "delete",
        "run",
        "download",
        "new",
        "check",
    }
    names = {key for key in get_resolver("wizard.urls").reverse_dict if isinstance(key, str)}
    assert names == known


def test_an_administrator_opens_everything(made: Connection) -> None:
    got = statuses(browser(administrator()), made)
    assert {name: status for name, status in got.items() if not name.startswith("post")} == dict.fromkeys(
        (*OF_CONNECTION, "delete", "credential", "run", "download"), 200
    )
    assert got["post delete"] == 302


def test_support_reads_everything_and_changes_nothing(made: Connection) -> None:
    got = statuses(browser(support()), made)
    reading = (*OF_CONNECTION, "run", "download")
    assert {name: got[name] for name in reading} == dict.fromkeys(reading, 200)
    assert (got["delete"], got["post delete"], got["post start"]) == (403, 403, 403)
    assert {got["credential"], *(got[f"post {name}"] for name in SETTINGS)} == {403}
    assert got["post run-step"] == 302
    assert Connection.objects.filter(pk=made.pk).exists()
    assert Credential.objects.get().revision == 1


def test_support_sees_no_form_of_settings(made: Connection) -> None:
    client = browser(support())
    page = client.get(address("start", made)).content.decode()
    assert 'name="domain"' not in page
    assert "Only an administrator changes these answers" in page
    assert client.get(reverse("wizard:new")).status_code == 403
    assert client.post(reverse("wizard:new"), {"name": "x", "domain": "example.net"}).status_code == 403


def test_a_stranger_is_led_to_sign_in_from_everywhere(made: Connection) -> None:
    got = statuses(browser(), made)
    assert set(got.values()) == {302}
    for name in OPEN_TO_ALL:
        assert browser().get(reverse(f"wizard:{name}")).status_code == 302


@pytest.mark.parametrize("person", [administrator, support])
def test_the_practice_of_somebody_else_is_not_there(person: type[Person]) -> None:
    theirs = connection("Practice", domain="x.practice.test", practice=True, made_by=administrator("owner"))
    credentials.store_certificate(theirs, pair(), "owner", NOW)
    got = statuses(browser(person()), theirs)
    assert set(got.values()) == {404}
    assert (
        "x.practice.test"
        not in browser(Person.objects.last()).get(reverse("wizard:connections")).content.decode()
    )


def test_ones_own_practice_is_ones_own_also_for_support() -> None:
    person = support()
    own = connection("Practice", domain="x.practice.test", practice=True, made_by=person)
    got = statuses(browser(person), own, more=())
    assert (got["tasks"], got["start"], got["delete"], got["post delete"]) == (200, 200, 200, 302)
    assert (got["credential"], got["post accounts-answers"]) == (200, 302)


@pytest.mark.parametrize("name", [*OPEN_TO_ALL])
def test_open_pages_open_for_everyone_who_signed_in(name: str) -> None:
    assert browser(support()).get(reverse(f"wizard:{name}")).status_code == 200


def test_what_never_existed_is_not_there() -> None:
    client, nowhere = browser(administrator()), uuid.uuid4()
    assert client.get(reverse("wizard:tasks", args=[nowhere])).status_code == 404
    assert client.get(reverse("wizard:run", args=[nowhere])).status_code == 404
    assert client.get(reverse("wizard:check", args=["dns.nothing"])).status_code == 404
    assert client.get("/c/not-an-id/").status_code == 404


@pytest.mark.parametrize("slug", ["nothing"])
def test_a_step_that_this_version_lacks_is_not_there(made: Connection, slug: str) -> None:
    client = browser(administrator())
    assert client.get(reverse("wizard:step", args=[made.pk, slug])).status_code == 404
    assert client.post(reverse("wizard:run-step", args=[made.pk, slug])).status_code == 404


def test_running_needs_a_post(made: Connection) -> None:
    assert browser(administrator()).get(address("run-step", made)).status_code == 405


def test_no_change_without_a_csrf_token(made: Connection) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator())
    for name in ("run-step", "changed", *SETTINGS, "start", "delete"):
        answer = client.post(address(name, made))
        assert answer.status_code == 403
        assert "Please send the form again" in answer.content.decode()
    assert Connection.objects.filter(pk=made.pk).exists()
