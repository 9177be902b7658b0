"""Whom we trust, and what a server showed."""

from __future__ import annotations

import functools
import ssl
import warnings
from pathlib import Path

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning

from clients.contract import Certificate
from clients.text import printable

MAX_NAMES = 100


def trust(ca_bundle: str) -> ssl.SSLContext:
    """The system's store plus the authorities in `ca_bundle` (PEM file; empty: none). OSError when it is
    unusable.
    """
    return _trust(ca_bundle, Path(ca_bundle).stat().st_mtime_ns if ca_bundle else 0)


@functools.lru_cache(maxsize=8)
def _trust(ca_bundle: str, _written: int) -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Newer Pythons refuse authorities that lack extensions, as TLS inspection often has; one rule for all.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", ssl.VerifyFlags(0))
    if ca_bundle:
        context.load_verify_locations(ca_bundle)
    return context


def blind() -> ssl.SSLContext:
    """Verifies nothing: only for looking at a certificate that was refused; no request is ever sent through
    it.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def describe(der: bytes | None) -> Certificate | None:
    """A certificate from its DER bytes; None for nothing and for bytes that are no certificate."""
    if not der:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            return _described(x509.load_der_x509_certificate(der))
    except Exception:
        # Hostile bytes: whatever the parser raises, there is nothing to show.
        return None


def _described(seen: x509.Certificate) -> Certificate:
    return Certificate(
        subject=printable(seen.subject.rfc4514_string()),
        issuer=printable(seen.issuer.rfc4514_string()),
        names=_names(seen),
        not_before=seen.not_valid_before_utc.isoformat().replace("+00:00", "Z"),
        not_after=seen.not_valid_after_utc.isoformat().replace("+00:00", "Z"),
    )


def _names(seen: x509.Certificate) -> tuple[str, ...]:
    try:
        alternatives = seen.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(printable(str(name.value)) for name in list(alternatives)[:MAX_NAMES])
