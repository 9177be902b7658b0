"""Credentials of a connection: one of the application, one of the impersonation user, revisions that only grow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django import Settings

from sync import credentials
from sync.certificates import BadUpload
from sync.credentials import BadSecret
from sync.models import Connection, Credential
from sync.secrets import WrongKey
from tests.sync.pairs import certificate, pair, pem, rsa_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Connection:
    return Connection.objects.create(name="Example", domain="example.org", client_id="c", tenant_id="t")


def test_a_secret_is_stored_sealed_and_opened_for_a_sign_in(made: Connection) -> None:
    ends = timezone.now() + timedelta(days=90)
    row = credentials.store_secret(made, "client_secret", "open sesame", "mail-admin", timezone.now(), ends)
    assert "open sesame" not in str(Credential.objects.values_list().get())
    assert (row.revision, row.not_after, row.made_by, str(row)) == (1, ends, "mail-admin", "client_secret 1")
    identity = credentials.identity_of(made)
    assert identity.credential is not None
    assert (identity.key, identity.tenant, identity.client_id) == (str(made.pk), "t", "c")
    assert (identity.credential.secret, identity.credential.revision) == ("open sesame", 1)
    assert identity.password is None
    assert "open sesame" not in repr(identity)


def test_a_certificate_comes_with_its_dates_and_thumbprints(made: Connection) -> None:
    row = credentials.store_certificate(made, pair(), "mail-admin", timezone.now())
    assert (row.thumbprint, row.thumbprint_sha256, row.fingerprint) == (
        pair().sha1,
        pair().sha256,
        pair().sha256,
    )
    assert (row.not_before, row.not_after) == (pair().not_before, pair().not_after)
    opened = credentials.identity_of(made).credential
    assert opened is not None
    assert (opened.kind, opened.secret, opened.certificate) == (
        "certificate",
        pair().private_pem,
        pair().public_pem,
    )


def test_the_application_has_one_credential_and_the_user_another(made: Connection) -> None:
    now = timezone.now()
    credentials.store_secret(made, "client_secret", "one", "x", now)
    credentials.store_secret(made, "worker_password", "two", "x", now)
    credentials.store_certificate(made, pair(), "x", now)
    identity = credentials.identity_of(made, "RetainWorker@example.org")
    assert {row.kind: row.revision for row in Credential.objects.all()} == {
        "worker_password": 2,
        "certificate": 3,
    }
    assert identity.credential is not None
    assert identity.password is not None
    assert (identity.username, identity.credential.kind) == ("RetainWorker@example.org", "certificate")
    assert (identity.password.kind, identity.password.secret) == ("worker_password", "two")


def test_a_revision_never_comes_twice_even_when_an_old_form_saved_the_connection(made: Connection) -> None:
    stale = Connection.objects.get(pk=made.pk)
    credentials.store_secret(made, "client_secret", "one", "x", timezone.now())
    stale.save()
    assert credentials.store_secret(made, "client_secret", "two", "x", timezone.now()).revision == 2


def test_the_fingerprint_tells_values_apart_and_connections_too(made: Connection) -> None:
    other = Connection.objects.create(name="Other", domain="example.net")
    now = timezone.now()

    def fingerprint(about: Connection, secret: str) -> str:
        return credentials.store_secret(about, "client_secret", secret, "x", now).fingerprint

    assert fingerprint(made, "one") == fingerprint(made, "one")
    assert len({fingerprint(made, "one"), fingerprint(made, "two"), fingerprint(other, "one")}) == 3


@pytest.mark.parametrize("bad", ["", "two\nlines", "x" * 1001, "a\x00b"])
def test_what_is_no_secret_is_not_stored(made: Connection, bad: str) -> None:
    with pytest.raises(BadSecret):
        credentials.store_secret(made, "client_secret", bad, "x", timezone.now())
    assert not Credential.objects.exists()


def test_files_bring_secrets(made: Connection) -> None:
    now = timezone.now()
    credentials.store_file(made, "worker_password", "\ufeffgeheim ä \r\n".encode(), "x", now)
    credentials.store_file(made, "certificate", pem(rsa_key(), certificate(rsa_key())), "x", now)
    identity = credentials.identity_of(made)
    assert identity.password is not None
    assert identity.password.secret == "geheim ä "
    assert identity.credential is not None
    with pytest.raises(BadSecret, match="UTF-8"):
        credentials.store_file(made, "client_secret", b"\xff\xfe", "x", now)
    with pytest.raises(BadUpload):
        credentials.store_file(made, "certificate", b"nothing", "x", now)


def test_with_a_wrong_key_nobody_signs_in(made: Connection, settings: Settings) -> None:
    credentials.store_secret(made, "client_secret", "open sesame", "x", timezone.now())
    settings.FIELD_KEYS = (Fernet.generate_key().decode(),)
    with pytest.raises(WrongKey):
        credentials.identity_of(made)


def test_without_a_tenant_id_the_domain_names_the_tenant() -> None:
    bare = Connection.objects.create(name="Bare", domain="example.org")
    identity = credentials.identity_of(bare)
    assert (identity.tenant, identity.credential, identity.password) == ("example.org", None, None)
