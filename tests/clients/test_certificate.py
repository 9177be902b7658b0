"""Signing in with a certificate: a PS256 assertion, named by SHA-256; unusable ones are refused in words."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import logging
import traceback

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from clients.contract import Credential, SignInRefused
from tests.clients.tenants import CLIENT, LOGIN, TENANT, form_of, identity, microsoft
from tests.clients.web_servers import Authority

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def pem_of(key: Key, passphrase: bytes = b"") -> str:
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        lock = serialization.BestAvailableEncryption(passphrase)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock).decode()


def certificate_of(key: Key) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Retain")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now).not_valid_after(now + dt.timedelta(days=9))
    return builder.sign(key, hashes.SHA256())


def public_pem(key: Key) -> str:
    return certificate_of(key).public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def another() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def test_a_certificate_signs_in_by_an_assertion(authority: Authority, key: rsa.RSAPrivateKey) -> None:
    certificate = certificate_of(key)
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    known = identity(credential=Credential("certificate", pem_of(key), pem))
    with microsoft(authority) as place, place.clients(who=known) as clients:
        assert clients.sign_in.token("graph").tenant_id == TENANT
    form = form_of(place.asked(LOGIN)[1])
    assert "client_secret" not in form
    endpoint = f"https://{LOGIN}/{TENANT}/oauth2/v2.0/token"
    claims = jwt.decode(form["client_assertion"], key.public_key(), algorithms=["PS256"], audience=endpoint)
    assert (claims["iss"], claims["sub"]) == (CLIENT, CLIENT)
    told = jwt.get_unverified_header(form["client_assertion"])
    digest = hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest()
    assert base64.urlsafe_b64decode(told["x5t#S256"]) == digest
    assert "x5t" not in told


def test_a_pair_that_cannot_be_used_is_refused_here(
    authority: Authority,
    key: rsa.RSAPrivateKey,
    another: rsa.RSAPrivateKey,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    curve = ec.generate_private_key(ec.SECP256R1())
    pairs = [
        (pem_of(key), public_pem(another), "does not belong"),
        (pem_of(key), public_pem(curve), "does not belong"),
        (pem_of(key), "nothing", "not a PEM certificate"),
        (pem_of(key, b"locked"), public_pem(key), "without a passphrase"),
        ("c4nary", public_pem(key), "not a PEM key"),
        (pem_of(curve), public_pem(curve), "not an RSA key"),
    ]
    with microsoft(authority) as place:
        for secret, public, words in pairs:
            known = identity(credential=Credential("certificate", secret, public))
            with place.clients(who=known) as clients, pytest.raises(SignInRefused, match=words) as raised:
                clients.sign_in.token("graph")
            assert raised.value.error == "unusable_certificate"
            shown = "".join(traceback.format_exception(raised.value)) + repr(known) + caplog.text
            assert "c4nary" not in shown.replace('("c4nary", ', "")
            assert "PRIVATE KEY" not in shown
        assert place.server.requests == []
