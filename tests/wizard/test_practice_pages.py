"""Practice on the pages: the catalogue, a tenant of one's own, a remedy done and undone with a button."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from checks import registry
from clients import simulator_control as control
from people.models import AuditEvent
from sync import network
from sync.models import Connection
from tests.people.persons import administrator, browser, support, text_of
from tests.wizard.connections import connection, row_of, run_of
from wizard import dispatch, practice
from wizard.models import CheckRun
from wizard.tasks import run_check

pytestmark = pytest.mark.django_db(transaction=True)

CATALOGUE = reverse("wizard:practice")


@pytest.fixture
def own_simulator(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """An installation whose simulator starts with the first look at the catalogue."""
    settings.DATA_DIR = tmp_path
    yield
    practice.stop()


def begun(client: Client, scenario: str) -> Connection:
    answer = client.post(reverse("wizard:begin", args=[scenario]))
    made = Connection.objects.get()
    assert answer.headers["Location"] == reverse("wizard:step", args=[made.pk, "prerequisites"])
    return made


def failing_row(about: Connection) -> CheckRun:
    run = dispatch.start(about, [registry.get("dns.autodiscover-cname")], "a test", timezone.now())
    row = run.rows.get()
    run_check(str(row.pk))
    return CheckRun.objects.get(pk=row.pk)


@pytest.mark.usefixtures("own_simulator")
def test_a_remedy_is_done_and_undone_with_buttons() -> None:
    client = browser(support())
    page = text_of(client.get(CATALOGUE))
    assert 'data-scenario="autodiscover-elsewhere"' in page
    assert 'data-begin="autodiscover-elsewhere"' in page
    about = begun(client, "autodiscover-elsewhere")
    row = failing_row(about)
    step = reverse("wizard:step", args=[about.pk, "prerequisites"])
    assert "Do this in the simulated tenant" in text_of(client.get(step))
    number = next(n for n, block in enumerate(row.remedy) if block["kind"] == "record")
    form = {"row": str(row.pk), "block": str(number)}
    page = text_of(client.post(reverse("wizard:apply", args=[about.pk]), form, follow=True))
    assert "Done in the simulated tenant. Run “Autodiscover record” again" in page
    assert "What you changed in the simulated tenant" in page
    page = text_of(
        client.post(
            reverse("wizard:undo", args=[about.pk]), {"text": row.remedy[number]["text"]}, follow=True
        )
    )
    assert "Undone in the simulated tenant" in page
    assert "What you changed in the simulated tenant" not in page
    assert list(AuditEvent.objects.order_by("pk").values_list("what", flat=True)) == [
        "begin practice", "practice apply", "practice undo",
    ]  # fmt: skip


@pytest.mark.usefixtures("own_simulator")
def test_what_was_not_done_is_not_undone_and_unknown_things_are_not_there() -> None:
    client = browser(support())
    about = begun(client, "healthy")
    row = row_of(run_of(about), "dns.mx", "failed", remedy=[])
    undo, apply = (reverse(f"wizard:{name}", args=[about.pk]) for name in ("undo", "apply"))
    assert client.post(undo, {"text": "never done"}).status_code == 404
    assert client.post(apply, {"row": str(row.pk), "block": "0"}).status_code == 404
    assert client.post(apply, {"row": "nonsense", "block": "0"}).status_code == 404
    answer = client.post(reverse("wizard:begin", args=["no-such-scenario"]), follow=True)
    assert "refused" in text_of(answer)


@pytest.mark.usefixtures("own_simulator")
def test_what_the_simulator_cannot_do_is_said() -> None:
    client = browser(support())
    about = begun(client, "healthy")
    block = {
        "kind": "record",
        "text": "not a record",
        "label": "",
        "url": "",
        "action": "add",
        "replaces": [],
    }
    row = row_of(run_of(about), "dns.mx", "failed", remedy=[block])
    page = text_of(
        client.post(reverse("wizard:apply", args=[about.pk]), {"row": str(row.pk), "block": "0"}, follow=True)
    )
    assert "The practice tenant refused" in page
    assert not AuditEvent.objects.filter(what="practice apply").exists()


def test_a_real_tenant_is_never_touched() -> None:
    about = connection()
    row = row_of(run_of(about), "dns.mx", "failed", remedy=[{"kind": "record", "text": "x"}])
    client = browser(administrator())
    assert (
        client.post(reverse("wizard:apply", args=[about.pk]), {"row": str(row.pk), "block": "0"}).status_code
        == 404
    )
    assert client.post(reverse("wizard:undo", args=[about.pk]), {"text": "x"}).status_code == 404


def test_where_practice_cannot_be_offered_the_pages_say_why(settings: Settings) -> None:
    settings.EMBEDDED = False
    client = browser(administrator())
    for page in (CATALOGUE, "/"):
        assert "Practice needs the embedded set-up" in text_of(client.get(page))
    assert "Practice needs" in text_of(client.post(reverse("wizard:begin", args=["healthy"]), follow=True))
    assert not Connection.objects.exists()


@pytest.mark.usefixtures("own_simulator")
def test_a_simulator_that_went_away_is_said_and_nothing_breaks() -> None:
    client = browser(support())
    about = begun(client, "healthy")
    handle = network.simulator_handle()
    assert handle is not None
    control.remove_domain(handle, about.domain)
    page = text_of(client.get(reverse("wizard:step", args=[about.pk, "prerequisites"])))
    assert "This tenant is simulated" in page


def test_a_catalogue_that_cannot_be_had_says_so(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.BASE_DIR = tmp_path, tmp_path
    page = text_of(browser(support()).get(CATALOGUE))
    assert "Practice cannot start now" in page
    assert "did not start" in page


def test_a_practice_page_stands_while_the_simulator_is_away(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    person = support()
    about = connection("Practice", domain="x.practice.test", practice=True, made_by=person)
    assert browser(person).get(reverse("wizard:step", args=[about.pk, "prerequisites"])).status_code == 200
