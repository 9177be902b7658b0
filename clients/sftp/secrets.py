"""Private keys as text, and signing in with them or with a password."""

from __future__ import annotations

import io
from typing import Any, Final

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from clients.contract.sftp import SftpFault, SftpSecret

_CLOSED: Final = "The private key is protected by a passphrase. Store one without, used for nothing but this."
_UNREADABLE: Final = (
    "The private key cannot be read. It must be in OpenSSH or PEM form: Ed25519, ECDSA or RSA."
)


def check_secret(secret: SftpSecret) -> None:
    """SftpFault ("secret") unless this can be signed in with."""
    if secret.kind == "key":
        _key(secret.text)
    elif not secret.text:
        raise SftpFault("secret", "The password is empty.")


def sign_in(transport: Any, user: str, secret: SftpSecret) -> None:
    """Sign in over a connection whose host key was found right. SftpFault ("sign-in", "secret")."""
    key = _key(secret.text) if secret.kind == "key" else None
    try:
        more = (
            transport.auth_publickey(user, key)
            if key is not None
            else transport.auth_password(user, secret.text)
        )
    except paramiko.BadAuthenticationType as error:
        raise SftpFault("sign-in", _other_way(user, secret, error.allowed_types)) from None
    except paramiko.AuthenticationException as error:
        if "timeout" in str(error).lower():
            raise TimeoutError from None
        raise SftpFault("sign-in", f"The server refused {user} with this {secret.kind}.") from None
    if more:
        raise SftpFault("sign-in", _other_way(user, secret, more))


def _other_way(user: str, secret: SftpSecret, ways: list[str]) -> str:
    listed = " or ".join(way for way in ways if way.isprintable())[:100] or "nothing else"
    return f"The server does not let {user} in with a {secret.kind} alone; it asks for {listed}."


def _key(text: str) -> paramiko.PKey:
    """A private key, in whichever of the usual forms it stands. Pasted text may have lost or gained line ends."""
    key = _loaded(text.strip().replace("\r\n", "\n").encode() + b"\n")
    match key:
        case Ed25519PrivateKey():
            return paramiko.Ed25519Key.from_private_key(_pem(key, PrivateFormat.OpenSSH))
        case EllipticCurvePrivateKey():
            return paramiko.ECDSAKey.from_private_key(_pem(key, PrivateFormat.TraditionalOpenSSL))
        case RSAPrivateKey():
            return paramiko.RSAKey.from_private_key(_pem(key, PrivateFormat.TraditionalOpenSSL))
    raise SftpFault("secret", _UNREADABLE)


def _pem(
    key: Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey, form: PrivateFormat
) -> io.StringIO:
    """In the form that paramiko reads of this kind."""
    return io.StringIO(key.private_bytes(Encoding.PEM, form, NoEncryption()).decode())


def _loaded(pem: bytes) -> object:
    load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in pem else load_pem_private_key
    try:
        return load(pem, password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        closed = isinstance(error, TypeError) or "password" in str(error).lower()
        raise SftpFault("secret", _CLOSED if closed else _UNREADABLE) from None
