"""Certificates for signing in: made here, or read from an uploaded PFX or PEM. RSA, self-signed or not."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KEY_SIZES = (2048, 3072, 4096)
LEAST_MONTHS, MOST_MONTHS = 6, 36
LARGEST_UPLOAD = 64 * 1024
BACKDATED = timedelta(minutes=5)


class BadUpload(ValueError):
    """A file that cannot serve; the text says why and what to do."""


@dataclass(frozen=True)
class Pair:
    """A private key and its certificate, both PEM. Thumbprints in upper-case hex; times aware, UTC."""

    private_pem: str = field(repr=False)
    public_pem: str
    sha1: str
    sha256: str
    not_before: datetime
    not_after: datetime


def make(name: str, bits: int, months: int, now: datetime) -> Pair:
    """A new key and its self-signed certificate, CN `name` (cut at 64 characters), good for `months` from `now`."""
    if bits not in KEY_SIZES or not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise ValueError(f"{bits} bits for {months} months is not offered")
    key = rsa.generate_private_key(65537, bits)
    common_name = "".join(c for c in name if c.isprintable()).strip()[:64] or "Retain"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(months_after(now, months))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pair(key, certificate)


def read(content: bytes, password: str, now: datetime) -> Pair:
    """The pair in a PFX or PEM file. BadUpload says in words what is wrong with it."""
    if len(content) > LARGEST_UPLOAD:
        raise BadUpload(
            f"The file is larger than {LARGEST_UPLOAD // 1024} KB. A key with its certificate is small."
        )
    if not content.strip():
        raise BadUpload("The file is empty.")
    secret = password.encode() or None
    key, certificates = (_from_pem if b"-----BEGIN" in content else _from_pfx)(content, secret)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadUpload("The private key is not an RSA key. Entra applications sign in with RSA here.")
    if key.key_size < KEY_SIZES[0]:
        raise BadUpload(f"The key has {key.key_size} bits; at least {KEY_SIZES[0]} are needed.")
    return _in_time(_pair(key, _own(key, certificates)), now)


def der(public_pem: str) -> bytes:
    """The public part as DER, for a .cer file."""
    certificate = x509.load_pem_x509_certificate(public_pem.encode("ascii"))
    return certificate.public_bytes(serialization.Encoding.DER)


def months_after(moment: datetime, months: int) -> datetime:
    """The same day of the month so many months later, or the last day of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _from_pem(content: bytes, password: bytes | None) -> tuple[object, list[x509.Certificate]]:
    if b"PRIVATE KEY-----" not in content:
        raise BadUpload(NO_KEY)
    key = _pem_key(content, password)
    try:
        return key, x509.load_pem_x509_certificates(content)
    except ValueError:
        raise BadUpload("The file holds a private key but no certificate that can be read.") from None


def _pem_key(content: bytes, password: bytes | None) -> object:
    start = content.rindex(b"-----BEGIN", 0, content.index(b"PRIVATE KEY-----"))
    block = content[start:]
    locked = b"ENCRYPTED" in block
    if locked and password is None:
        raise BadUpload("The private key is protected. Enter its password beside the file.")
    try:
        return serialization.load_pem_private_key(block, password if locked else None)
    except Exception:
        # What a parser raises may quote what it was given.
        raise BadUpload(NOT_OPENED if locked else "The private key in the file cannot be read.") from None


def _from_pfx(content: bytes, password: bytes | None) -> tuple[object, list[x509.Certificate]]:
    if _is_certificate(content):
        raise BadUpload(NO_KEY)
    if not content.startswith(b"\x30"):
        raise BadUpload("This is neither a PFX nor a PEM file.")
    try:
        key, certificate, more = pkcs12.load_key_and_certificates(content, password)
    except Exception:
        raise BadUpload(NOT_OPENED) from None
    if key is None:
        raise BadUpload(NO_KEY)
    return key, [*([certificate] if certificate else []), *more]


NO_KEY = "The file holds no private key: it is the public part alone. Export both together."
NOT_OPENED = "The password does not open this file, or the file is damaged."


def _is_certificate(content: bytes) -> bool:
    try:
        x509.load_der_x509_certificate(content)
    except ValueError:
        return False
    return True


def _own(key: rsa.RSAPrivateKey, certificates: list[x509.Certificate]) -> x509.Certificate:
    """The certificate of this key, out of a chain."""
    for certificate in certificates:
        public = certificate.public_key()
        if (
            isinstance(public, rsa.RSAPublicKey)
            and public.public_numbers() == key.public_key().public_numbers()
        ):
            return certificate
    raise BadUpload("No certificate in the file belongs to its private key.")


def _in_time(pair: Pair, now: datetime) -> Pair:
    if pair.not_after <= now:
        raise BadUpload(f"The certificate expired on {pair.not_after:%d %B %Y}. Make or export a newer one.")
    if pair.not_before > now + BACKDATED:
        raise BadUpload(f"The certificate is good only from {pair.not_before:%d %B %Y %H:%M} UTC on.")
    return pair


def _pair(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> Pair:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Pair(
        private_pem=private.decode("ascii"),
        public_pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        sha1=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 (as Microsoft names it)
        sha256=certificate.fingerprint(hashes.SHA256()).hex().upper(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )
