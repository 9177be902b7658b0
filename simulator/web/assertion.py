"""A signed assertion by which an application proves that it holds a certificate's key (RFC 7523)."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import UTC, datetime

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from simulator.tenant.model import App, Key
from simulator.web.aadsts import Refused

ALGORITHMS = ["RS256", "PS256"]


def certificate_of(key: Key) -> x509.Certificate:
    return x509.load_pem_x509_certificate(key.pem.encode())


def thumbprint(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm | None = None) -> str:
    """In the form of the header fields x5t (SHA-1) and x5t#S256 (SHA-256)."""
    digest = certificate.fingerprint(algorithm or hashes.SHA1())  # noqa: S303
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def check(assertion: str, app: App, audiences: Iterable[str]) -> None:
    """Refused unless a registered, valid certificate signed it for this service, in time and as this application."""
    try:
        header = jwt.get_unverified_header(assertion)
    except jwt.PyJWTError:
        raise Refused(50027) from None
    key = _registered(header, app)
    certificate = certificate_of(key)
    if (key.ends or certificate.not_valid_after_utc) < datetime.now(UTC):
        raise Refused(700027, "[Reason - The key used is expired.]")
    claims = _claims(assertion, certificate, audiences)
    if claims.get("iss") != app.client_id or claims.get("sub") != app.client_id:
        raise Refused(50012, "The assertion's issuer and subject must be the application.")


def _registered(header: dict[str, object], app: App) -> Key:
    for key in app.keys:
        certificate = certificate_of(key)
        known = {"x5t": thumbprint(certificate), "x5t#S256": thumbprint(certificate, hashes.SHA256())}
        if any(str(header.get(name, "")).rstrip("=") == value for name, value in known.items()):
            return key
    named = header.get("x5t#S256") or header.get("x5t") or header.get("kid") or ""
    raise Refused(700027, f"[Reason - The key was not found., Thumbprint of key used by client: '{named}']")


def _claims(assertion: str, certificate: x509.Certificate, audiences: Iterable[str]) -> dict[str, object]:
    try:
        public = certificate.public_key()
        claims: dict[str, object] = jwt.decode(
            assertion, public, ALGORITHMS, audience=list(audiences),  # type: ignore[arg-type]
            options={"require": ["exp", "iss", "sub", "aud", "jti"]}, leeway=300,
        )  # fmt: skip
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError):
        raise Refused(700024) from None
    except jwt.InvalidAudienceError:
        raise Refused(700023) from None
    except jwt.InvalidSignatureError:
        raise Refused(700027, "[Reason - The provided signature value did not match.]") from None
    except (jwt.PyJWTError, TypeError):
        raise Refused(50027) from None
    return claims
