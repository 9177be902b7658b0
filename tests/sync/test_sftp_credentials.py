"""What the SFTP target is signed in to with: one password or one key, sealed, opened for workers."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from clients.contract.sftp import SftpSecret
from sync import credentials
from sync.credentials import BadSecret
from tests.sync import night_rows as nights
from tests.sync.night_rows import NOW

pytestmark = pytest.mark.django_db


def key(passphrase: bytes = b"") -> str:
    closing = (
        serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    )
    return (
        ed25519.Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, closing)
        .decode()
    )


def test_a_password_is_stored_sealed_and_opened() -> None:
    about = nights.connection()
    assert credentials.sftp_secret(about) is None
    row = credentials.store_file(about, "sftp_password", b"open sesame\n", "Ada", NOW)
    assert "open sesame" not in row.sealed
    assert credentials.sftp_secret(about) == SftpSecret("password", "open sesame")


def test_a_key_takes_the_place_of_a_password_and_leaves_the_application_alone() -> None:
    about, text = nights.connection(), key()
    credentials.store_file(about, "client_secret", b"something", "Ada", NOW)
    credentials.store_file(about, "sftp_password", b"open sesame", "Ada", NOW)
    credentials.store_file(about, "sftp_key", text.encode(), "Ada", NOW)
    assert sorted(about.credentials.values_list("kind", flat=True)) == ["client_secret", "sftp_key"]
    secret = credentials.sftp_secret(about)
    assert secret is not None
    assert (secret.kind, secret.text) == ("key", text.rstrip("\n"))
    assert credentials.reseal_all() == 2
    assert credentials.sftp_secret(about) == secret


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("nonsense", "cannot be read"),
        (key(b"a passphrase"), "protected by a passphrase"),
        ("x" * 30_000, "too long for a private key"),
    ],
)
def test_a_key_that_nobody_could_use_is_refused(text: str, match: str) -> None:
    about = nights.connection()
    with pytest.raises(BadSecret, match=match):
        credentials.store_file(about, "sftp_key", text.encode(), "Ada", NOW)
    assert credentials.sftp_secret(about) is None
