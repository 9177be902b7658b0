"""`manage rotate_keys`: all secrets under the new key, or nothing at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from engine import filelock
from people.models import AuditEvent
from sync import credentials
from sync.models import Connection, Credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings: Settings, tmp_path: Path) -> Connection:
    settings.DATA_DIR = tmp_path
    connection = Connection.objects.create(name="Example", domain="example.org")
    credentials.store_secret(connection, "client_secret", "one", "x", timezone.now())
    credentials.store_secret(connection, "worker_password", "two", "x", timezone.now())
    return connection


def rotate() -> str:
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def refusal() -> str:
    with pytest.raises(CommandError) as problem:
        call_command("rotate_keys")
    assert problem.value.returncode == 1
    return str(problem.value)


def test_after_it_the_old_key_can_go(made: Connection, settings: Settings) -> None:
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = (new, *settings.FIELD_KEYS)
    assert rotate() == "2 stored secrets sealed with the first key.\n"
    settings.FIELD_KEYS = (new,)
    identity = credentials.identity_of(made)
    assert identity.credential is not None
    assert identity.password is not None
    assert (identity.credential.secret, identity.password.secret) == ("one", "two")
    assert AuditEvent.objects.get().details == {"secrets": 2}


def test_one_that_cannot_be_opened_stops_it_and_nothing_is_changed(
    made: Connection, settings: Settings
) -> None:
    Credential.objects.filter(kind="worker_password").update(sealed="damaged")
    before = list(Credential.objects.values_list("sealed", flat=True))
    settings.FIELD_KEYS = (Fernet.generate_key().decode(), *settings.FIELD_KEYS)
    assert refusal().endswith("Nothing was changed.")
    assert list(Credential.objects.values_list("sealed", flat=True)) == before


def test_beside_a_running_program_it_refuses(made: Connection, settings: Settings) -> None:
    with filelock.held(settings.DATA_DIR / "up.lock"):
        assert "Stop it first" in refusal()


def test_one_secret_is_one_secret(made: Connection) -> None:
    Credential.objects.filter(kind="client_secret").delete()
    assert rotate() == "1 stored secret sealed with the first key.\n"
