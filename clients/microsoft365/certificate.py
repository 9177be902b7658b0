"""The certificate that an application signs in with, made ready for MSAL or refused with words that help."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from clients.contract import Credential, SignInRefused

UNUSABLE = "unusable_certificate"


def assertion_parts(credential: Credential) -> dict[str, str]:
    """MSAL's `client_credential` for a PEM key and its PEM certificate; it then signs with PS256 and names the
    certificate by SHA-256. SignInRefused when the two cannot be used."""
    key = _key(credential.secret)
    try:
        certificate = x509.load_pem_x509_certificate(credential.certificate.encode())
        public = certificate.public_key()
    except Exception:
        # Whatever the parser raises may quote what it was given.
        raise SignInRefused("The stored certificate is not a PEM certificate.", error=UNUSABLE) from None
    if (
        not isinstance(public, rsa.RSAPublicKey)
        or public.public_numbers() != key.public_key().public_numbers()
    ):
        raise SignInRefused(
            "The stored private key does not belong to the stored certificate.", error=UNUSABLE
        )
    return {"private_key": credential.secret, "public_certificate": credential.certificate}


def _key(pem: str) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except Exception:
        raise SignInRefused(
            "The stored private key is not a PEM key without a passphrase.", error=UNUSABLE
        ) from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SignInRefused("The stored private key is not an RSA key.", error=UNUSABLE)
    return key
