"""Adding people, new passwords, switching off."""

from __future__ import annotations

import pytest
from django.urls import reverse

from people.models import AuditEvent, Person, Role
from people.roles import REFUSAL
from tests.people.persons import PASSWORD, administrator, browser, support, text_of

pytestmark = pytest.mark.django_db

NEW = {"username": "colleague", "role": "support", "password1": PASSWORD, "password2": PASSWORD}


def whats() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("what", flat=True))


def test_an_administrator_adds_a_supporter_who_can_sign_in() -> None:
    client = browser(administrator())
    answer = client.post(reverse("people:new"), NEW, follow=True)
    assert "colleague can sign in now" in text_of(answer)
    assert Person.objects.get(username="colleague").role == Role.SUPPORT
    form = {"username": "colleague", "password": PASSWORD}
    assert browser().post(reverse("people:sign-in"), form).status_code == 302
    assert whats() == ["create person", "sign in"]


def test_support_is_the_proposed_role() -> None:
    page = text_of(browser(administrator()).get(reverse("people:new")))
    assert 'value="support" ' in page.partition("checked")[0][-200:]


def test_a_name_is_taken_once_whatever_its_capitals() -> None:
    client = browser(administrator())
    answer = text_of(client.post(reverse("people:new"), {**NEW, "username": "Mail-Admin"}))
    assert "already exists" in answer
    assert 'value="Mail-Admin"' in answer


def test_a_role_that_does_not_exist_is_refused() -> None:
    answer = browser(administrator()).post(reverse("people:new"), {**NEW, "role": "owner"})
    assert answer.status_code == 200
    assert not Person.objects.filter(username="colleague").exists()


@pytest.mark.parametrize("name", ["people:people", "people:new"])
def test_support_is_told_that_only_administrators_may(name: str) -> None:
    answer = browser(support()).get(reverse(name))
    assert answer.status_code == 403
    assert REFUSAL in text_of(answer)


def test_switching_somebody_off_ends_their_sessions() -> None:
    other = support()
    theirs, client = browser(other), browser(administrator())
    assert theirs.get("/").status_code == 200
    client.post(reverse("people:switch", args=[other.pk]))
    assert theirs.get("/").status_code == 302
    other.refresh_from_db()
    assert (other.is_active, whats()) == (False, ["switch off person"])
    assert "support-2 can sign in again" in text_of(
        client.post(reverse("people:switch", args=[other.pk]), follow=True)
    )


def test_nobody_switches_off_themselves() -> None:
    person = administrator()
    answer = browser(person).post(reverse("people:switch", args=[person.pk]), follow=True)
    person.refresh_from_db()
    assert person.is_active
    assert "another administrator can" in text_of(answer)


def test_switching_needs_a_post() -> None:
    assert browser(administrator()).get(reverse("people:switch", args=[1])).status_code == 405


def test_a_new_password_ends_the_sessions_that_knew_the_old_one() -> None:
    other = support()
    theirs, client = browser(other), browser(administrator())
    page = reverse("people:new-password", args=[other.pk])
    assert "New password for support-2" in text_of(client.get(page))
    client.post(page, {"new_password1": PASSWORD + "2", "new_password2": PASSWORD + "2"})
    other.refresh_from_db()
    assert other.check_password(PASSWORD + "2")
    assert theirs.get("/").status_code == 302


def test_a_weak_new_password_changes_nothing() -> None:
    other = support()
    page = reverse("people:new-password", args=[other.pk])
    browser(administrator()).post(page, {"new_password1": "short", "new_password2": "short"})
    other.refresh_from_db()
    assert other.check_password(PASSWORD)


def test_ones_own_password_keeps_this_session_and_ends_the_others() -> None:
    person = support()
    here, there = browser(person), browser(person)
    page = reverse("people:own-password")
    form = {"old_password": PASSWORD, "new_password1": PASSWORD + "2", "new_password2": PASSWORD + "2"}
    assert "Your password is changed" in text_of(here.post(page, form, follow=True))
    assert there.get("/").status_code == 302
    assert whats() == ["change own password"]


def test_ones_own_password_needs_the_present_one() -> None:
    form = {"old_password": "wrong", "new_password1": PASSWORD + "2", "new_password2": PASSWORD + "2"}
    answer = browser(support()).post(reverse("people:own-password"), form)
    assert answer.status_code == 200
    assert 'id="id_old_password_error"' in text_of(answer)


def test_nobody_has_the_number_of_a_person_who_is_not_there() -> None:
    assert browser(administrator()).get(reverse("people:new-password", args=[999])).status_code == 404
