"""Consent: the link, and every way in which its answer can come back."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from engine import keeper
from people.models import AuditEvent
from sync.models import Connection
from tests.people.persons import administrator, browser, support, text_of
from tests.wizard.connections import connection
from wizard.models import CheckRun

pytestmark = pytest.mark.django_db

TENANT, OTHER = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
CLIENT_ID = "33333333-3333-3333-3333-333333333333"
BACK = reverse("wizard:consent")


@pytest.fixture
def made() -> Connection:
    keeper.seen("worker", timezone.now())
    return connection(tenant_id=TENANT, client_id=CLIENT_ID)


def asked(client: Client, about: Connection) -> dict[str, list[str]]:
    """The question in the link on the page."""
    return parse_qs(urlsplit(link_on(client, about)).query)


def link_on(client: Client, about: Connection) -> str:
    answer = client.get(reverse("wizard:step", args=[about.pk, "access"]))
    return str(answer.context["consent_link"])


def answered(client: Client, **query: str) -> str:
    return text_of(client.get(BACK, query, follow=True))


def queued() -> list[str]:
    return list(CheckRun.objects.filter(state="queued").values_list("check_id", flat=True))


def test_the_link_asks_for_everything_registered_in_this_tenant(made: Connection) -> None:
    client = browser(administrator())
    link = link_on(client, made)
    query = asked(client, made)
    assert link.startswith(f"https://login.microsoftonline.com/{TENANT}/v2.0/adminconsent?")
    assert query["client_id"] == [CLIENT_ID]
    assert query["scope"] == ["https://graph.microsoft.com/.default"]
    assert query["redirect_uri"] == ["http://testserver/consent/"]
    assert len(query["state"][0]) >= 32


def test_without_an_application_there_is_no_link() -> None:
    assert link_on(browser(administrator()), connection()) == ""


def test_a_cloud_that_is_gone_leaves_no_link() -> None:
    assert link_on(browser(administrator()), connection(cloud="custom", client_id=CLIENT_ID)) == ""


def test_consent_is_proved_by_a_sign_in_that_is_queued(made: Connection) -> None:
    client = browser(administrator())
    state = asked(client, made)["state"][0]
    page = answered(client, state=state, admin_consent="True", tenant=TENANT)
    assert "Consent was given, says the answer. A sign-in now proves it." in page
    assert queued() == ["graph.token"]
    assert AuditEvent.objects.get(what="consent returned").details == {"other_tenant": False}


def test_an_error_comes_first_even_where_consent_is_claimed(made: Connection) -> None:
    client = browser(administrator())
    state = asked(client, made)["state"][0]
    said = "AADSTS65004: declined <script>alert(1)</script>\x1b[31m"
    page = answered(
        client,
        state=state,
        admin_consent="True",
        tenant=TENANT,
        error="access_denied",
        error_description=said,
    )
    assert "Consent was not given. Microsoft says: AADSTS65004: declined" in page
    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert queued() == []
    assert AuditEvent.objects.filter(what="consent refused").exists()


@pytest.mark.parametrize("state", ["", "guessed", "' OR 1=1"])
def test_an_answer_with_a_wrong_state_changes_nothing(made: Connection, state: str) -> None:
    client = browser(administrator())
    asked(client, made)
    answer = client.get(
        BACK, {"state": state, "admin_consent": "True", "tenant": TENANT, "error_description": "<b>hey"}
    )
    assert answer.status_code == 400
    assert "This answer was not expected" in text_of(answer)
    assert "hey" not in text_of(answer)
    assert queued() == []


def test_a_state_is_good_once(made: Connection) -> None:
    client = browser(administrator())
    state = asked(client, made)["state"][0]
    answered(client, state=state, admin_consent="True", tenant=TENANT)
    assert client.get(BACK, {"state": state, "admin_consent": "True"}).status_code == 400


def test_a_state_is_good_in_its_own_session_alone(made: Connection) -> None:
    state = asked(browser(administrator()), made)["state"][0]
    assert browser(support()).get(BACK, {"state": state, "admin_consent": "True"}).status_code == 400
    assert queued() == []


def test_a_state_is_good_for_an_hour(made: Connection) -> None:
    client = browser(administrator())
    state = asked(client, made)["state"][0]
    with travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(BACK, {"state": state, "admin_consent": "True"}).status_code == 400


def test_reading_the_page_again_keeps_a_young_state_and_replaces_an_old_one(made: Connection) -> None:
    client = browser(administrator())
    first = asked(client, made)["state"]
    assert asked(client, made)["state"] == first
    with travel(timezone.now() + timedelta(minutes=31)):
        assert asked(client, made)["state"] != first


def test_another_tenant_is_named_and_only_a_sign_in_decides(made: Connection) -> None:
    client = browser(administrator())
    state = asked(client, made)["state"][0]
    page = answered(client, state=state, admin_consent="True", tenant=OTHER)
    assert "The answer names another tenant than this connection." in page
    assert queued() == ["graph.token"]
    made.refresh_from_db()
    assert made.tenant_id == TENANT


def test_an_answer_without_consent_is_none(made: Connection) -> None:
    client = browser(administrator())
    state = asked(client, made)["state"][0]
    assert "names neither consent nor an error" in answered(client, state=state)
    assert queued() == []


def test_where_no_worker_lives_the_page_says_so() -> None:
    made = connection(tenant_id=TENANT, client_id=CLIENT_ID)
    client = browser(administrator())
    state = asked(client, made)["state"][0]
    assert "No worker has been seen" in answered(client, state=state, admin_consent="True")
    assert queued() == []


def test_a_connection_that_is_gone_is_not_there(made: Connection) -> None:
    client = browser(administrator())
    state = asked(client, made)["state"][0]
    made.delete()
    assert client.get(BACK, {"state": state, "admin_consent": "True"}).status_code == 404
