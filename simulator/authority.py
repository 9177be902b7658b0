"""The throw-away certificate authority: every name gets its certificate when it is first asked for."""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Kind = Literal["good", "inspected", "misnamed", "expired"]

MISNAMED = "portal.gateway.example.net"


class Authority:
    """Issues server certificates of every kind; `pem` is what clients must trust for the good ones."""

    def __init__(self) -> None:
        self._root_key, self._root = _root("Practice authority")
        self._other_key, self._other = _root("Example network inspection")
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._lock = threading.Lock()
        self._cached = lru_cache(maxsize=2000)(self._make)

    @property
    def pem(self) -> str:
        """The authority's own certificate, PEM text."""
        return self._root.public_bytes(serialization.Encoding.PEM).decode("ascii")

    def context(self, kind: Kind, name: str) -> ssl.SSLContext:
        """A server context whose certificate is of this kind for this host name. Cached per kind and name."""
        with self._lock:
            return self._cached(kind, name)

    def _make(self, kind: Kind, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with tempfile.TemporaryDirectory(prefix="simulator-") as folder:
            file = Path(folder) / "host.pem"
            file.touch(0o600)
            file.write_bytes(self._chain(kind, MISNAMED if kind == "misnamed" else name))
            context.load_cert_chain(file)
        return context

    def _chain(self, kind: Kind, name: str) -> bytes:
        signer, issuer = (
            (self._other_key, self._other) if kind == "inspected" else (self._root_key, self._root)
        )
        days = (-400, -35) if kind == "expired" else (-2, 365)
        leaf = _leaf(name, self._leaf_key, signer, issuer, days)
        key = self._leaf_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return key + b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (leaf, issuer))


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _started(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: tuple[int, int]
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _root(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    built = _started(_named(name), _named(name), key.public_key(), (-500, 3650))
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    built = built.add_extension(_usage(authority=True), critical=True)
    return key, built.sign(key, hashes.SHA256())


def _general(name: str) -> x509.GeneralName:
    """A host name, or the address of a host that was asked for without one."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _leaf(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate,
    days: tuple[int, int],
) -> x509.Certificate:
    built = _started(_named(name), issuer.subject, key.public_key(), days)
    for extension, critical in (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.SubjectAlternativeName([_general(name)]), False),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False),
        (_usage(authority=False), True),
    ):
        built = built.add_extension(extension, critical=critical)
    return built.sign(signer, hashes.SHA256())
