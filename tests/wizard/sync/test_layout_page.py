"""The page of the layout: upload, look, correct, take."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from sync.layout.shape import Layout
from sync.models import Connection, plan_of
from tests.people.persons import administrator, browser, text_of
from tests.sync.layout.samples import GROUPS, USERS
from tests.wizard.connections import connection
from wizard import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def about(settings: Settings, tmp_path: Path) -> Connection:
    settings.DATA_DIR = tmp_path
    return connection()


@pytest.fixture
def client() -> Client:
    return browser(administrator())


def url(name: str, about: Connection) -> str:
    return reverse(f"wizard:{name}", args=[about.pk])


def upload(client: Client, about: Connection, users: bytes = USERS, groups: bytes = GROUPS) -> object:
    files = {
        "users": SimpleUploadedFile("exchangeusers.csv", users),
        "groups": SimpleUploadedFile("exchangegroups.csv", groups),
    }
    return client.post(url("sync-upload", about), files)


def test_a_pair_is_learned_and_its_columns_are_shown(about: Connection, client: Client) -> None:
    upload(client, about)
    page = text_of(client.get(url("sync-layout", about)))
    assert "the same byte for byte" in page
    assert "UserPrincipalName" in page
    assert "Not compared with the directory yet" in page
    assert plan_of(about).layout == {}


def test_a_learned_layout_counts_once_it_is_taken(about: Connection, client: Client) -> None:
    upload(client, about)
    client.post(url("sync-take", about), {"which": "learned"})
    layout = Layout.of(plan_of(about).layout)
    assert [column.source for column in layout.users.columns] == ["name", "upn", "mail"]
    assert not layout.proven
    assert Connection.objects.get().user_file == "exchangeusers.csv"
    assert (about.folder / "kept.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_column_can_be_corrected_and_is_proved_again(about: Connection, client: Client) -> None:
    upload(client, about)
    client.post(url("sync-correct", about), {"file": "users", "column": "Mail", "source": "upn"})
    draft = samples.draft_of(about)
    assert draft is not None
    assert [proof["source"] for proof in draft["users"]] == ["name", "upn", "upn"]


def test_a_correction_that_names_nothing_known_is_refused(about: Connection, client: Client) -> None:
    upload(client, about)
    client.post(url("sync-correct", about), {"file": "users", "column": "Mail", "source": "shoe size"})
    assert "There is no source" in text_of(client.get(url("sync-layout", about)))


@pytest.mark.parametrize(
    ("users", "words"),
    [
        (b"", "Line 1"),
        (b'"UserPrincipalName","Mail"\r\n"a@example.org"\r\n', "Line 2"),
        (b"PK\x03\x04spreadsheet", "Nothing was learned"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    about: Connection, client: Client, users: bytes, words: str
) -> None:
    page = text_of(upload(client, about, users=users))
    assert "Nothing was learned: the users file is broken" in page
    assert words in page
    assert samples.draft_of(about) is None


def test_both_files_must_be_chosen(about: Connection, client: Client) -> None:
    answer = client.post(url("sync-upload", about), {"users": SimpleUploadedFile("exchangeuser.csv", USERS)})
    assert "Choose the groups file." in text_of(answer)


def test_the_general_form_can_be_taken_and_stays_marked_as_unproven(
    about: Connection, client: Client
) -> None:
    client.post(url("sync-take", about), {"which": "generic"})
    assert not Layout.of(plan_of(about).layout).proven
    assert "Unproven" in text_of(client.get(url("sync-layout", about)))


def test_nothing_can_be_taken_before_something_was_learned(about: Connection, client: Client) -> None:
    client.post(url("sync-take", about), {"which": "learned"})
    assert plan_of(about).layout == {}
    assert "There is no sample to take." in text_of(client.get(url("sync-layout", about)))


def test_what_a_sample_holds_is_escaped(about: Connection, client: Client) -> None:
    users = b'"UserPrincipalName","<script>alert(1)</script>"\r\n"a@example.org","<b>x</b>"\r\n'
    upload(client, about, users=users)
    page = text_of(client.get(url("sync-layout", about)))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
