"""Certificates made here, and the files that people bring: good ones, and every way in which one can be bad."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sync import certificates
from sync.certificates import LARGEST_UPLOAD, BadUpload
from tests.sync.pairs import NOW, PASSWORD, certificate, curve_key, pair, pem, pfx, rsa_key


def test_a_made_certificate_is_what_entra_takes() -> None:
    made = certificates.make("Retain: Bäcker & Söhne", 2048, 24, NOW)
    shown = x509.load_pem_x509_certificate(made.public_pem.encode())
    key = shown.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 2048
    assert shown.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "Retain: Bäcker & Söhne"
    assert isinstance(shown.signature_hash_algorithm, hashes.SHA256)
    assert made.not_after == datetime(2028, 11, 20, 10, 0, tzinfo=UTC)
    assert made.not_before < NOW
    assert made.sha1 == shown.fingerprint(hashes.SHA1()).hex().upper()
    assert made.sha256 == shown.fingerprint(hashes.SHA256()).hex().upper()
    assert "PRIVATE" not in made.public_pem


def test_the_private_key_shows_in_no_repr() -> None:
    assert "PRIVATE KEY" not in repr(pair())


@pytest.mark.parametrize(("name", "common"), [("x" * 200, "x" * 64), ("\x00\n", "Retain"), ("", "Retain")])
def test_any_name_of_a_connection_makes_a_common_name(name: str, common: str) -> None:
    shown = x509.load_pem_x509_certificate(certificates.make(name, 2048, 6, NOW).public_pem.encode())
    assert shown.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == common


@pytest.mark.parametrize(("bits", "months"), [(1024, 12), (2048, 5), (2048, 37)])
def test_nothing_weaker_or_longer_is_made(bits: int, months: int) -> None:
    with pytest.raises(ValueError, match="not offered"):
        certificates.make("x", bits, months, NOW)


def test_months_end_on_a_day_that_exists() -> None:
    start = datetime(2024, 8, 31, 1, 2, tzinfo=UTC)
    assert certificates.months_after(start, 6) == datetime(2025, 2, 28, 1, 2, tzinfo=UTC)
    assert certificates.months_after(datetime(2026, 12, 1, tzinfo=UTC), 12) == datetime(
        2027, 12, 1, tzinfo=UTC
    )


@pytest.mark.parametrize("locked", [True, False])
def test_pfx_and_pem_bring_the_same_pair(locked: bool) -> None:
    key, shown = rsa_key(), certificate(rsa_key())
    password = PASSWORD if locked else b""
    from_pfx = certificates.read(pfx(key, shown, password), password.decode(), NOW)
    from_pem = certificates.read(pem(key, shown, password=password or None), password.decode(), NOW)
    assert from_pfx == from_pem
    loaded = serialization.load_pem_private_key(from_pfx.private_pem.encode(), None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    assert loaded.private_numbers() == key.private_numbers()


def test_out_of_a_chain_the_certificate_of_the_key_is_taken() -> None:
    own, other = certificate(rsa_key()), certificate(rsa_key(3072))
    found = certificates.read(pem(rsa_key(), other, own), "", NOW)
    assert found.sha1 == own.fingerprint(hashes.SHA1()).hex().upper()


def test_a_password_too_many_does_no_harm() -> None:
    assert certificates.read(pem(rsa_key(), certificate(rsa_key())), "not needed", NOW)


def refusal(content: bytes, password: str = "") -> str:
    with pytest.raises(BadUpload) as problem:
        certificates.read(content, password, NOW)
    return str(problem.value)


def der(shown: x509.Certificate) -> bytes:
    return shown.public_bytes(serialization.Encoding.DER)


def test_each_bad_file_is_refused_in_its_own_words() -> None:
    key, shown = rsa_key(), certificate(rsa_key())
    assert refusal(b"x" * (LARGEST_UPLOAD + 1)).startswith("The file is larger than 64 KB.")
    assert refusal(b" \n") == "The file is empty."
    assert refusal(b"hello") == "This is neither a PFX nor a PEM file."
    assert refusal(pem(None, shown)).startswith("The file holds no private key")
    assert refusal(der(shown)).startswith("The file holds no private key")
    assert refusal(pfx(None, shown), PASSWORD.decode()).startswith("The file holds no private key")
    assert refusal(pfx(key, shown), "wrong") == certificates.NOT_OPENED
    assert refusal(pfx(key, shown)[:-40], PASSWORD.decode()) == certificates.NOT_OPENED
    assert refusal(pem(key, shown, password=PASSWORD), "wrong") == certificates.NOT_OPENED
    assert "Enter its password" in refusal(pem(key, shown, password=PASSWORD))
    assert refusal(pem(key)).endswith("no certificate that can be read.")
    broken = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    assert refusal(broken) == "The private key in the file cannot be read."
    assert refusal(pfx(curve_key(), certificate(curve_key())), PASSWORD.decode()).startswith(
        "The private key is not an RSA"
    )
    assert refusal(pem(key, certificate(rsa_key(3072)), certificate(curve_key()))).startswith(
        "No certificate in the file"
    )
    assert refusal(pem(key, certificate(key, -20, 10))).startswith(
        "The certificate expired on 10 November 2026."
    )
    assert refusal(pem(key, certificate(key, 2))).startswith(
        "The certificate is good only from 22 November 2026"
    )


def test_a_short_key_is_refused() -> None:
    key = rsa.generate_private_key(65537, 1024)
    assert refusal(pem(key, certificate(key))) == "The key has 1024 bits; at least 2048 are needed."


def test_the_public_part_is_the_same_certificate_in_der() -> None:
    assert der(x509.load_pem_x509_certificate(pair().public_pem.encode())) == certificates.der(
        pair().public_pem
    )
