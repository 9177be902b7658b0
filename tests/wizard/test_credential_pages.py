"""Storing credentials on the page: write-only, asked for one's own password first, and in the audit trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from people.models import AuditEvent, Person
from sync import credentials
from sync.models import Connection, Credential
from tests.people.persons import PASSWORD, administrator, browser, text_of
from tests.sync.pairs import certificate, pem, pfx, rsa_key
from tests.wizard.connections import connection

pytestmark = pytest.mark.django_db

SECRET = "Kx8~canary.secret-value"
TODAY = timezone.now()


@pytest.fixture
def made() -> Connection:
    return connection()


@pytest.fixture
def person() -> Person:
    return administrator()


def address(about: Connection, how: str) -> str:
    return reverse("wizard:credential", args=[about.pk, how])


def store(client: Client, about: Connection, how: str, **fields: Any) -> str:
    """The page after sending the form; empty when it was taken."""
    answer = client.post(address(about, how), {"own_password": PASSWORD, **fields})
    return "" if answer.status_code == 302 else text_of(answer)


def test_a_certificate_is_made_and_its_public_part_downloaded(made: Connection, person: Person) -> None:
    client = browser(person)
    assert store(client, made, "make", bits="2048", months="12") == ""
    row = Credential.objects.get()
    page = text_of(client.get(reverse("wizard:step", args=[made.pk, "access"])))
    assert row.thumbprint in page
    assert row.thumbprint_sha256 in page
    assert "PRIVATE KEY" not in page
    cer = client.get(reverse("wizard:certificate", args=[made.pk, "cer"]))
    public = client.get(reverse("wizard:certificate", args=[made.pk, "pem"]))
    assert (
        x509.load_der_x509_certificate(cer.content).fingerprint(hashes.SHA256()).hex().upper()
        == row.fingerprint
    )
    assert public.content.decode() == row.public_pem
    assert (
        cer.headers["Content-Disposition"]
        == f'attachment; filename="example-{row.thumbprint[:8].lower()}.cer"'
    )
    assert client.get(reverse("wizard:certificate", args=[made.pk, "pfx"])).status_code == 404
    event = AuditEvent.objects.get(what="store credential")
    assert event.details == {"kind": "certificate", "revision": 1, "how": "make"}


def test_without_a_certificate_there_is_nothing_to_download(made: Connection, person: Person) -> None:
    credentials.store_secret(made, "client_secret", SECRET, "x", timezone.now())
    assert browser(person).get(reverse("wizard:certificate", args=[made.pk, "cer"])).status_code == 404


def test_ones_own_password_is_asked_once_in_ten_minutes(made: Connection, person: Person) -> None:
    client = browser(person)
    with travel(TODAY, tick=False) as clock:
        assert "Enter the password with which you sign in here." in store(
            client, made, "secret", own_password="", secret="x"
        )
        wrong = store(client, made, "secret", own_password="not it", secret=SECRET)
        assert "This is not the password with which you sign in here." in wrong
        assert SECRET not in wrong
        assert not Credential.objects.exists()
        assert store(client, made, "secret", secret=SECRET) == ""
        clock.shift(timedelta(minutes=9))
        assert 'name="own_password"' not in text_of(client.get(address(made, "secret")))
        clock.shift(timedelta(minutes=2))
        assert 'name="own_password"' in text_of(client.get(address(made, "secret")))
        assert "Enter the password" in store(client, made, "secret", own_password="", secret="x")


def test_a_password_that_was_right_is_not_asked_for_again_beside_another_fault(
    made: Connection, person: Person
) -> None:
    page = store(browser(person), made, "secret", secret="")
    assert "Enter the value of the secret." in page
    assert 'name="own_password"' not in page


def test_the_confirmation_of_one_session_is_not_that_of_another(made: Connection, person: Person) -> None:
    assert store(browser(person), made, "secret", secret=SECRET) == ""
    assert 'name="own_password"' in text_of(browser(person).get(address(made, "secret")))


def test_a_secret_is_never_shown_again(made: Connection, person: Person) -> None:
    client = browser(person)
    store(client, made, "secret", secret=SECRET, ends=f"{timezone.now() + timedelta(days=20):%Y-%m-%d}")
    row = Credential.objects.get()
    for page in (address(made, "secret"), reverse("wizard:step", args=[made.pk, "access"])):
        shown = text_of(client.get(page))
        assert SECRET not in shown
        assert "no. 1" in shown
    assert row.fingerprint in shown
    assert "Client secret expires" in text_of(client.get(reverse("wizard:tasks", args=[made.pk])))


def test_the_id_of_a_secret_is_told_from_its_value(made: Connection, person: Person) -> None:
    page = store(browser(person), made, "secret", secret=" 01234567-89ab-cdef-0123-456789abcdef ")
    assert "This looks like the secret&#x27;s ID, not its Value." in page
    assert "01234567" not in page
    assert not Credential.objects.exists()


def test_a_day_that_is_over_and_a_second_line_are_refused_at_their_fields(
    made: Connection, person: Person
) -> None:
    page = store(browser(person), made, "secret", secret="one\ntwo", ends="2020-01-01")
    assert "This day is over." in page
    assert "one line of printable characters" in page


def upload(content: bytes, password: str = "") -> dict[str, Any]:
    return {"file": SimpleUploadedFile("retain.pfx", content), "password": password}


def test_a_pfx_is_taken_with_its_password(made: Connection, person: Person) -> None:
    key = rsa_key()
    content = pfx(key, certificate(key, 0, 4000))
    with travel(TODAY.replace(year=2027)):
        assert store(browser(person), made, "upload", **upload(content, "open sesame")) == ""
    assert Credential.objects.get().kind == "certificate"


def test_a_bad_file_is_refused_at_its_field(made: Connection, person: Person) -> None:
    key = rsa_key()
    client = browser(person)
    assert "holds no private key" in store(client, made, "upload", **upload(pem(None, certificate(key))))
    assert "larger than 64 KB" in store(client, made, "upload", **upload(b"x" * 70_000))
    assert "The password does not open" in store(
        client, made, "upload", **upload(pfx(key, certificate(key)), "wrong")
    )
    assert "The file is empty." in store(client, made, "upload", **upload(b""))
    assert "Choose the file." in store(client, made, "upload")
    assert not Credential.objects.exists()


def test_the_password_of_the_impersonation_user_belongs_to_own_servers(person: Person) -> None:
    server = connection("Server", exchange="server", road="impersonation")
    client = browser(person)
    assert store(client, server, "password", secret=SECRET) == ""
    assert Credential.objects.get().kind == "worker_password"
    assert (
        "It takes the place of the password of the impersonation user that is stored now (no. 1)."
        in text_of(client.get(address(server, "password")))
    )
    assert client.get(address(server, "make")).status_code == 404
    assert client.get(address(connection("Online"), "password")).status_code == 404
    assert client.get(address(server, "nothing")).status_code == 404


def test_replacing_says_what_it_takes_the_place_of(made: Connection, person: Person) -> None:
    client = browser(person)
    store(client, made, "secret", secret=SECRET)
    at_once = "the client secret that is stored now (no. 1), which stops signing in from here at once."
    until = "Until Entra has the new one, sign-ins fail."
    for how, words in (("make", f"{at_once} {until}"), ("upload", f"{at_once} {until}"), ("secret", at_once)):
        page = text_of(client.get(address(made, how)))
        assert words in page
        assert (until in page) == (how != "secret")


def test_what_was_left_empty_is_asked_for_by_its_name(made: Connection, person: Person) -> None:
    assert "Enter the value of the secret." in store(browser(person), made, "secret", secret="")
    server = connection("Server", exchange="server", road="impersonation")
    assert "Enter the password." in store(browser(person), server, "password", secret="")


def test_guessing_a_password_here_locks_out_as_at_the_door(made: Connection, person: Person) -> None:
    client = browser(person)
    answers = [
        client.post(address(made, "secret"), {"own_password": "not it", "secret": SECRET}) for _ in range(11)
    ]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Too many attempts" in text_of(answers[-1])
    assert not AccessAttempt.objects.filter(post_data__contains=SECRET).exists()
