"""Step Start: what can be stored, what cannot, and that no failing path clears a field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import Settings

from people.models import AuditEvent
from sync.models import Connection
from tests.people.persons import administrator, browser, support, text_of
from tests.wizard.connections import connection, row_of, run_of
from wizard.forms import StartForm
from wizard.models import CheckRun, Setup

pytestmark = pytest.mark.django_db

NEW = reverse("wizard:new")
CUSTOM = {
    "login": "https://login.example.net", "graph": "https://graph.example.net", "outlook": "https://mail.example.net",
    "autodiscover": "autodiscover.example.net", "mx_suffixes": ["mx.example.net"], "spf_include": "spf.example.net",
}  # fmt: skip


def answers(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Example Ltd",
        "domain": "example.org",
        "exchange": "online",
        "cloud": "worldwide",
        **changes,
    }


def test_a_connection_is_stored_and_leads_to_its_prerequisites() -> None:
    person = administrator()
    answer = browser(person).post(NEW, answers(retain_version="4.10", retain_os="linux", from_groupwise="on"))
    made = Connection.objects.get()
    assert answer.headers["Location"] == reverse("wizard:step", args=[made.pk, "prerequisites"])
    assert (made.domain, made.road, made.made_by, made.practice) == (
        "example.org",
        "application",
        person,
        False,
    )
    assert (made.setup.retain_version, made.setup.retain_os, made.setup.from_groupwise) == (
        "4.10",
        "linux",
        True,
    )
    event = AuditEvent.objects.get()
    assert (event.who, event.what, event.about) == ("mail-admin", "create connection", "Example Ltd")


@pytest.mark.parametrize(
    ("exchange", "road"), [("online", "application"), ("server", "impersonation"), ("hybrid", "application")]
)
def test_the_road_follows_from_where_the_mailboxes_are(exchange: str, road: str) -> None:
    browser(administrator()).post(NEW, answers(exchange=exchange))
    assert Connection.objects.get().road == road


def test_each_road_is_proposed_with_its_dated_reason() -> None:
    page = text_of(browser(administrator()).get(NEW))
    assert "since February 2025" in page
    assert "January 2023" in page
    assert page.count("<b>Road:") == 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the domain"),
        ("localhost", "has no dot"),
        ("user@example.org", "example.org"),
        ("https://example.org/owa", "web address"),
        ("192.0.2.7", "IP address"),
        ("exa mple.org", "no spaces"),
        ("a" * 64 + ".org", "too long"),
        ("a." * 200 + "org", "too long"),
        ("x" * 5000, "too long"),
        ("example..org", "nothing between"),
        ("-- ; DROP TABLE", "no spaces"),
        ("\u202egro.elpmaxe", "invisible"),
        ("practice.test", "simulated"),
        ("t-1.practice.test", "simulated"),
    ],
)
def test_nonsense_for_a_domain_is_refused_at_its_field(typed: str, words: str) -> None:
    answer = browser(administrator()).post(
        NEW, answers(domain=typed, retain_version="4.10", retain_os="windows")
    )
    page = text_of(answer)
    assert not Connection.objects.exists()
    assert not CheckRun.objects.exists()
    summary, _, rest = page.partition('<form method="post" class="card pad"')
    assert 'href="#id_domain"' in summary
    assert words in rest.partition('id="id_domain_error"')[2].partition("</ul>")[0]
    assert 'value="Example Ltd"' in page
    assert 'value="4.10"' in page
    assert '<option value="windows" selected>' in page
    assert "<title>Error:" in page


def test_what_was_typed_stays_in_the_field_and_is_escaped() -> None:
    page = text_of(browser(administrator()).post(NEW, answers(domain='"><script>alert(1)</script>')))
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_letters_of_any_script_are_stored_in_ascii_and_shown_in_letters() -> None:
    client = browser(administrator())
    client.post(NEW, answers(domain="BÜCHER.example"))
    made = Connection.objects.get()
    assert made.domain == "xn--bcher-kva.example"
    assert 'value="bücher.example"' in text_of(client.get(reverse("wizard:start", args=[made.pk])))
    assert "bücher.example (xn--bcher-kva.example)" in text_of(client.get(reverse("wizard:connections")))


def test_a_name_is_given_once() -> None:
    connection("Example Ltd")
    assert "already. Choose another" in text_of(browser(administrator()).post(NEW, answers()))
    assert Connection.objects.count() == 1


@pytest.mark.parametrize(("key", "value"), [("exchange", "lotus"), ("cloud", "mars"), ("retain_os", "plan9")])
def test_a_choice_that_is_none_is_refused(key: str, value: str) -> None:
    answer = browser(administrator()).post(NEW, answers(**{key: value}))
    assert answer.status_code == 200
    assert not Connection.objects.exists()


def test_an_own_server_is_judged_like_a_domain() -> None:
    page = text_of(
        browser(administrator()).post(NEW, answers(exchange="server", autodiscover_host="10.0.0.1"))
    )
    assert 'id="id_autodiscover_host_error"' in page
    browser(administrator("other")).post(
        NEW, answers(exchange="server", autodiscover_host="Mail.Example.org")
    )
    assert Setup.objects.get().autodiscover_host == "mail.example.org"


def test_the_custom_cloud_is_offered_where_the_operator_has_one(settings: Settings) -> None:
    client = browser(administrator())
    assert 'value="custom"' not in text_of(client.get(NEW))
    client.post(NEW, answers(cloud="custom"))
    assert not Connection.objects.exists()
    settings.CUSTOM_CLOUD = json.dumps(CUSTOM)
    assert 'value="custom"' in text_of(client.get(NEW))
    client.post(NEW, answers(cloud="custom"))
    assert Connection.objects.get().cloud == "custom"


def test_a_connection_keeps_the_custom_cloud_that_was_taken_away() -> None:
    about = connection(cloud="custom")
    client = browser(administrator())
    page = text_of(client.get(reverse("wizard:start", args=[about.pk])))
    assert '<option value="custom" selected>' in page
    assert "no longer set up here" in text_of(
        client.get(reverse("wizard:step", args=[about.pk, "prerequisites"]))
    )


def test_changing_the_domain_marks_verdicts_out_of_date() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "passed", inputs={"domain": "the hash of another answer"})
    client = browser(administrator())
    step = reverse("wizard:step", args=[about.pk, "prerequisites"])
    answer = client.post(reverse("wizard:start", args=[about.pk]), answers(domain="example.net"), follow=True)
    assert "out of date" in text_of(answer)
    assert "Out of date" in text_of(client.get(step))
    assert AuditEvent.objects.get().details == {"keys": ["domain", "name"]}


def test_saving_without_a_change_says_so() -> None:
    about = connection("Example Ltd")
    answer = browser(administrator()).post(reverse("wizard:start", args=[about.pk]), answers(), follow=True)
    assert "Nothing was changed" in text_of(answer)
    assert not AuditEvent.objects.exists()


def test_another_place_of_the_mailboxes_changes_the_road() -> None:
    about = connection("Example Ltd")
    browser(administrator()).post(reverse("wizard:start", args=[about.pk]), answers(exchange="server"))
    about.refresh_from_db()
    assert (about.exchange, about.road) == ("server", "impersonation")


def test_saving_start_leads_back_to_the_road_that_follows_from_the_mailboxes() -> None:
    about = connection("Example Ltd", road="impersonation")
    answer = browser(administrator()).post(reverse("wizard:start", args=[about.pk]), answers(), follow=True)
    assert "Verdicts that rest on a changed answer are marked out of date." in text_of(answer)
    about.refresh_from_db()
    assert about.road == "application"
    assert AuditEvent.objects.get().details == {"keys": ["road"]}


def test_a_refused_change_leaves_everything_as_it_was() -> None:
    about = connection("Example Ltd")
    page = text_of(
        browser(administrator()).post(reverse("wizard:start", args=[about.pk]), answers(name="", domain="x"))
    )
    about.refresh_from_db()
    assert (about.name, about.domain) == ("Example Ltd", "example.org")
    assert "Some answers need another look" in page
    assert ">Example Ltd</a>" in page


def test_a_simulated_tenant_keeps_its_domain() -> None:
    person = support()
    about = connection("Practice", domain="x.practice.test", practice=True, made_by=person)
    browser(person).post(reverse("wizard:start", args=[about.pk]), answers(name="Mine", domain="example.org"))
    about.refresh_from_db()
    assert (about.name, about.domain) == ("Mine", "x.practice.test")


def test_deleting_asks_first_and_takes_the_runs_along() -> None:
    about = connection("Example Ltd")
    row_of(run_of(about), "dns.mx", "passed")
    client, page = browser(administrator()), reverse("wizard:delete", args=[about.pk])
    assert "1 saved run of example.org" in text_of(client.get(page))
    assert "Example Ltd is deleted" in text_of(client.post(page, follow=True))
    assert not Connection.objects.exists()
    assert not CheckRun.objects.exists()
    assert AuditEvent.objects.get().what == "delete connection"


class AnyText(TestCase):
    """Whatever is typed, the form stores a clean domain or says why not."""

    @given(st.text(max_size=300))
    def test_any_text_is_a_clean_domain_or_has_words_at_the_field(self, typed: str) -> None:
        form = StartForm(answers(domain=typed))
        if form.is_valid():
            assert form.cleaned_data["domain"].isascii()
            assert "." in form.cleaned_data["domain"]
        else:
            assert list(form.errors) == ["domain"]
