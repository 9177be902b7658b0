"""Certificates for tests, and the files in which people bring them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from sync import certificates
from sync.certificates import Pair

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
PASSWORD = b"open sesame"


@cache
def pair(name: str = "Example", bits: int = 2048) -> Pair:
    return certificates.make(name, bits, 24, datetime.now(UTC))


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def curve_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def certificate(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, start: int = -1, days: int = 365
) -> x509.Certificate:
    """Self-signed; `start` and `days` count from NOW."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example")])
    begin = NOW + timedelta(days=start)
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )


def pem(key: PrivateKeyTypes | None, *shown: x509.Certificate, password: bytes | None = None) -> bytes:
    """A PEM file with these certificates and, if given, the key."""
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    parts = [one.public_bytes(serialization.Encoding.PEM) for one in shown]
    if key is not None:
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
        parts.append(key.private_bytes(*form))
    return b"".join(parts)


def pfx(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None,
    shown: x509.Certificate | None,
    password: bytes = PASSWORD,
) -> bytes:
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"retain", key, shown, None, locked)
