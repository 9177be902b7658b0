"""The one-time link of the first administrator."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from people import first_link
from people.models import AuditEvent, FirstLink, Person, Role
from tests.people.persons import PASSWORD, administrator, browser, support, text_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def form(**changes: str) -> dict[str, str]:
    return {"username": "first", "password1": PASSWORD, "password2": PASSWORD, **changes}


def test_only_the_hash_of_a_token_is_kept() -> None:
    token = first_link.make(NOW)
    assert token not in FirstLink.objects.get().token_hash


def test_a_newer_link_takes_the_place_of_the_older() -> None:
    older, newer = first_link.make(NOW), first_link.make(NOW)
    assert (first_link.good(older), first_link.good(newer)) == (False, True)


def test_a_link_is_good_once() -> None:
    token = first_link.make(NOW)
    person = first_link.use(token, "first", PASSWORD)
    assert (person.role, person.check_password(PASSWORD)) == (Role.ADMINISTRATOR, True)
    with pytest.raises(first_link.BadLink):
        first_link.use(token, "second", PASSWORD)
    assert Person.objects.count() == 1


def test_nobody_makes_a_link_beside_an_administrator() -> None:
    administrator()
    with pytest.raises(first_link.AdministratorExists):
        first_link.make(NOW)


def test_a_supporter_alone_does_not_close_the_link() -> None:
    support()
    assert first_link.good(first_link.make(NOW))


def test_an_older_link_is_void_once_there_is_an_administrator() -> None:
    token = first_link.make(NOW)
    administrator()
    assert not first_link.good(token)
    with pytest.raises(first_link.BadLink):
        first_link.use(token, "second", PASSWORD)
    assert FirstLink.objects.exists()


def test_the_greeting_holds_a_good_link() -> None:
    words = first_link.greeting("http://127.0.0.1:8000/")
    token = words.rstrip("/").rpartition("/")[2]
    assert first_link.good(token)
    assert f"http://127.0.0.1:8000{reverse('people:first', args=[token])}" in words


def test_there_is_no_greeting_beside_an_administrator() -> None:
    administrator()
    assert first_link.greeting("http://127.0.0.1:8000") == ""


def test_the_link_makes_the_administrator_and_signs_in() -> None:
    client = browser()
    page = reverse("people:first", args=[first_link.make(NOW)])
    assert "This link is good once" in text_of(client.get(page))
    answer = client.post(page, form())
    assert answer.headers["Location"] == reverse("wizard:connections")
    assert "What would you like to do first?" in text_of(client.get(reverse("wizard:connections")))
    assert list(AuditEvent.objects.values_list("who", "what")) == [
        ("first", "create first administrator"),
        ("first", "sign in"),
    ]
    assert client.get(page).status_code == 404


def test_a_short_password_is_refused_at_its_field() -> None:
    page = reverse("people:first", args=[first_link.make(NOW)])
    answer = text_of(browser().post(page, form(password1="short", password2="short")))
    assert "at least 12 characters" in answer
    assert 'value="first"' in answer
    assert not Person.objects.exists()


def test_two_different_passwords_are_refused() -> None:
    page = reverse("people:first", args=[first_link.make(NOW)])
    assert "match" in text_of(browser().post(page, form(password2=PASSWORD + "x")))
    assert not Person.objects.exists()


def test_an_invented_link_says_what_to_do() -> None:
    answer = browser().get(reverse("people:first", args=["invented"]))
    assert answer.status_code == 404
    assert "admin_link" in text_of(answer)


def test_two_who_open_the_link_at_once_get_one_account() -> None:
    """The second one's form was open when the first one sent theirs."""
    token = first_link.make(NOW)
    page = reverse("people:first", args=[token])
    first, second = browser(), browser()
    assert (first.get(page).status_code, second.get(page).status_code) == (200, 200)
    first.post(page, form())
    assert second.post(page, form(username="second")).status_code == 404
    assert Person.objects.count() == 1
