"""The page of kept pairs: what they held, compared, downloaded, verified, brought back."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from engine import keeper
from people.models import AuditEvent
from sync.models import Connection, Purpose, SyncRun
from tests.people.persons import administrator, browser, support, text_of
from tests.sync.night_rows import generation
from tests.sync.publications import Site
from tests.wizard.connections import connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def about(settings: Settings, tmp_path: Path) -> Connection:
    """A connection with two kept pairs: of thirty people, and of twenty-eight."""
    settings.DATA_DIR = tmp_path
    keeper.seen("worker", timezone.now())
    made, site = connection(), Site(tmp_path)
    for number, users in enumerate((30, 28), 1):
        site.publish(users)
        generation(made, number, users=users, groups=1, published=number == 2)
    made.folder.parent.mkdir(parents=True)
    shutil.move(site.store.folder, made.folder)
    return made


@pytest.fixture
def client() -> Client:
    return browser(administrator())


def url(name: str, about: Connection, *extra: object) -> str:
    return reverse(f"wizard:sync-{name}", args=[about.pk, *extra])


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert isinstance(answer, StreamingHttpResponse)
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer)


def test_every_pair_is_listed_and_the_published_one_is_marked(about: Connection, client: Client) -> None:
    page = text_of(client.get(url("generations", about)))
    assert page.count("Retain reads this one") == 1
    assert "Generation 2" in page
    assert "Publish generation 1" in page
    assert "Publish generation 2" not in page


def test_a_pair_is_downloaded_byte_for_byte(about: Connection, client: Client) -> None:
    kept = about.folder / "generations" / "1"
    assert body(client, url("download", about, 1, "users")) == (kept / "exchangeuser.csv").read_bytes()
    assert body(client, url("download", about, 1, "groups")) == (kept / "exchangegroups.csv").read_bytes()
    with zipfile.ZipFile(io.BytesIO(body(client, url("download", about, 1, "pair")))) as packed:
        assert packed.read("exchangeuser.csv") == (kept / "exchangeuser.csv").read_bytes()
    assert AuditEvent.objects.filter(what="download pair").count() == 3


@pytest.mark.parametrize(("number", "what"), [(9, "users"), (1, "manifest"), (1, "index")])
def test_nothing_else_can_be_downloaded(about: Connection, client: Client, number: int, what: str) -> None:
    assert client.get(url("download", about, number, what)).status_code == 404


def test_two_pairs_are_compared_row_by_row(about: Connection, client: Client) -> None:
    page = text_of(client.get(url("generations", about) + "?from=1&to=2"))
    assert "From generation 1 to 2" in page
    assert "user0029@example.org" in page
    assert "From generation" not in text_of(client.get(url("generations", about) + "?from=2&to=2"))


def test_comparing_with_what_is_not_there_says_so(about: Connection, client: Client) -> None:
    assert "There is no generation 9" in text_of(client.get(url("generations", about) + "?from=9&to=2"))


def test_a_whole_pair_verifies_and_an_altered_one_does_not(about: Connection, client: Client) -> None:
    answer = client.post(url("verify", about, 1), follow=True)
    assert "Generation 1 is whole" in text_of(answer)
    (about.folder / "generations" / "1" / "exchangeuser.csv").write_bytes(b"")
    answer = client.post(url("verify", about, 1), follow=True)
    assert "Generation 1 is not whole" in text_of(answer)
    assert client.post(url("verify", about, 9)).status_code == 404


def test_an_old_pair_comes_back_only_with_a_reason(about: Connection, client: Client) -> None:
    answer = client.post(url("restore", about, 1), {"reason": " "}, follow=True)
    assert "Say in a few words" in text_of(answer)
    client.post(url("restore", about, 1), {"reason": "They are still paid."})
    made = SyncRun.objects.get()
    assert (made.purpose, made.reason) == (Purpose.RESTORE, "They are still paid.")
    assert made.restores is not None
    assert made.restores.number == 1


def test_support_looks_and_downloads_but_brings_nothing_back(about: Connection) -> None:
    client = browser(support())
    assert "Publish generation 1" not in text_of(client.get(url("generations", about)))
    assert client.post(url("restore", about, 1), {"reason": "x"}).status_code == 403
    assert client.post(url("verify", about, 1)).status_code == 302
