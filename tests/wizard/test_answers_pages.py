"""The forms of Accounts and Access: what they take, what they refuse at the field, and what they set going."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from engine import keeper
from people.models import AuditEvent
from sync.models import Connection
from tests.people.persons import administrator, browser, support, text_of
from tests.wizard.connections import connection, row_of, run_of
from wizard.models import CheckRun, Setup

pytestmark = pytest.mark.django_db

GUID = "11111111-2222-3333-4444-555555555555"


def send(client: Client, about: Connection, step: str, **fields: str) -> Any:
    return client.post(reverse(f"wizard:{step}-answers", args=[about.pk]), {"archive_via": "graph", **fields})


def step_page(client: Client, about: Connection, step: str) -> str:
    return text_of(client.get(reverse("wizard:step", args=[about.pk, step])))


def report(**changes: Any) -> dict[str, Any]:
    account = {
        "exists": True, "enabled": True, "display_name": "RetainWorker", "alias": "RetainWorker",
        "logon_name": "RetainWorker", "recipient_type": "UserMailbox", "password_never_expires": True,
        "password_must_change": False, "password_expires": None, "role_groups": [],
    }  # fmt: skip
    return {
        "format": "account-report/1", "made": "2026-11-20T10:00:00Z", "host": "EX01", "stored_password": False,
        "administrator": {"user_principal_name": "admin@example.org", **account},
        "impersonation_user": {"user_principal_name": "RetainWorker@example.org", **account}, **changes,
    }  # fmt: skip


def test_answers_are_cleaned_stored_and_noted() -> None:
    made, client = connection(), browser(administrator())
    fields = {"tenant_id": f" {{{GUID.upper()}}} ", "canary": " kim@BÜCHER.example ", "archive_via": "ews"}
    answer = send(client, made, "access", **fields)
    made.refresh_from_db()
    assert answer.status_code == 302
    assert (made.tenant_id, made.archive_via) == (GUID, "ews")
    assert made.setup.canary == "kim@xn--bcher-kva.example"
    assert AuditEvent.objects.get().details == {"keys": ["archive_via", "canary", "tenant_id"]}


def test_a_wrong_answer_is_said_at_its_field_and_what_was_typed_stays() -> None:
    made, client = connection(), browser(administrator())
    page = text_of(send(client, made, "access", tenant_id="example.org", canary="kim", client_id=GUID))
    assert "This is not an id" in page
    assert "“kim” is not an address" in page
    assert f'value="{GUID}"' in page
    assert 'value="kim"' in page
    assert "<title>Error:" in page
    made.refresh_from_db()
    assert made.client_id == ""


def test_nothing_changed_is_said_and_not_noted() -> None:
    made, client = connection(), browser(administrator())
    assert "Nothing was changed." in text_of(
        client.post(reverse("wizard:access-answers", args=[made.pk]), {"archive_via": "graph"}, follow=True)
    )
    assert not AuditEvent.objects.exists()


def test_the_two_accounts_must_differ() -> None:
    made, client = connection(), browser(administrator())
    page = text_of(send(client, made, "accounts", admin_upn="a@example.org", worker_upn="A@example.org"))
    assert "These must be two different users" in page
    assert (
        send(client, made, "accounts", admin_upn="a@example.org", worker_upn="b@example.org").status_code
        == 302
    )
    assert Setup.objects.get().worker_upn == "b@example.org"


@pytest.mark.parametrize(
    ("exchange", "asked", "not_asked"),
    [
        ("online", ["tenant_id", "archive_via", "out_of_scope", "canary"], ["ews_url"]),
        ("server", ["ews_url", "canary"], ["tenant_id", "client_id", "archive_via", "out_of_scope"]),
        ("hybrid", ["tenant_id", "archive_via", "ews_url", "canary"], []),
    ],
)
def test_the_form_asks_what_this_kind_needs(exchange: str, asked: list[str], not_asked: list[str]) -> None:
    page = step_page(browser(administrator()), connection(exchange=exchange), "access")
    assert [key for key in asked if f'name="{key}"' not in page] == []
    assert [key for key in not_asked if f'name="{key}"' in page] == []


@pytest.mark.parametrize(
    ("url", "says"),
    [("http://mail.example.org/EWS/", "It must begin with https://"), ("https://a b", "not an address")],
)
def test_a_password_is_never_sent_to_a_bad_address(url: str, says: str) -> None:
    made, client = connection(exchange="server", road="impersonation"), browser(administrator())
    assert says in text_of(send(client, made, "access", ews_url=url))
    assert (
        send(client, made, "access", ews_url="https://mail.example.org/EWS/Exchange.asmx").status_code == 302
    )


def test_what_waited_for_an_answer_is_queued_and_only_that() -> None:
    keeper.seen("worker", timezone.now())
    made, client = connection(), browser(administrator())
    run = run_of(made)
    row_of(run, "graph.mailbox", "blocked", cause="form:canary")
    row_of(run, "graph.token", "blocked", cause="form:credential")
    row_of(run, "admin.account", "blocked", cause="form:admin_upn")
    send(client, made, "access", canary="kim@example.org")
    queued = CheckRun.objects.filter(state="queued")
    assert [row.check_id for row in queued] == ["graph.mailbox"]
    assert queued[0].run.started_by == "by itself, after mail-admin gave an answer"


def test_where_no_worker_lives_nothing_is_queued() -> None:
    made = connection()
    row_of(run_of(made), "graph.mailbox", "blocked", cause="form:canary")
    send(browser(administrator()), made, "access", canary="kim@example.org")
    assert not CheckRun.objects.filter(state="queued").exists()


def test_emptying_an_answer_queues_nothing() -> None:
    keeper.seen("worker", timezone.now())
    made = connection()
    Setup.objects.update(canary="kim@example.org")
    row_of(run_of(made), "graph.mailbox", "blocked", cause="form:canary")
    send(browser(administrator()), made, "access", canary="")
    assert not CheckRun.objects.filter(state="queued").exists()


def test_support_reads_the_answers_and_sees_no_form() -> None:
    made, client = connection(client_id=GUID, exchange="hybrid"), browser(support())
    for step in ("accounts", "access"):
        page = step_page(client, made, step)
        assert "Only an administrator changes these answers." in page
        assert 'id="save-answers"' not in page
        assert 'id="make"' not in page
    assert GUID in page


# The account report -------------------------------------------------------------------------------------------


def upload(client: Client, about: Connection, content: bytes | None) -> str:
    fields = {"report": SimpleUploadedFile("report.json", content)} if content is not None else {}
    return text_of(client.post(reverse("wizard:account-report", args=[about.pk]), fields, follow=True))


def test_a_good_report_is_stored_and_what_waited_for_it_runs() -> None:
    keeper.seen("worker", timezone.now())
    made, client = connection(exchange="server", road="impersonation"), browser(administrator())
    row_of(run_of(made), "worker.account", "blocked", cause="form:account-report")
    page = upload(client, made, json.dumps(report()).encode())
    assert "The account report is stored." in page
    assert "made on EX01" in page
    assert Setup.objects.get().account_report == report()
    assert CheckRun.objects.get(state="queued").check_id == "worker.account"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "Choose the file."),
        (b"not json", "The file is not JSON: line 1"),
        (b"\xff\xfe", "The file is not UTF-8 text"),
        (b"[" * 100_000, "nested too deep"),
        (b"{}", "format: is missing"),
        (json.dumps(report(stored_password=None)).encode(), "stored_password: must be true or false."),
        (b" " * 300_000, "a report has at most"),
    ],
)
def test_a_bad_report_is_named_with_its_place_and_not_stored(content: bytes | None, says: str) -> None:
    made = connection(exchange="server", road="impersonation")
    assert says in upload(browser(administrator()), made, content)
    assert Setup.objects.get().account_report == {}


def test_the_form_of_a_report_is_filled_in_as_far_as_known() -> None:
    made, client = connection(exchange="server", road="impersonation"), browser(administrator())
    Setup.objects.update(worker_upn="RetainWorker@example.org")
    answer = client.get(reverse("wizard:account-report-template", args=[made.pk]))
    blank = json.loads(answer.content)
    assert blank["impersonation_user"]["user_principal_name"] == "RetainWorker@example.org"
    assert "stored_password: must be true or false." in upload(client, made, answer.content)
    filled = {
        **blank,
        "stored_password": False,
        **{who: {**report()[who]} for who in ("administrator", "impersonation_user")},
    }
    assert "is stored" in upload(client, made, json.dumps(filled).encode())


def test_the_report_is_asked_for_on_own_servers_alone() -> None:
    client = browser(administrator())
    assert 'id="report"' not in step_page(client, connection("Online"), "accounts")
    assert 'id="report"' in step_page(client, connection("Hybrid", exchange="hybrid"), "accounts")
