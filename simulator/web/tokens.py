"""Access tokens: signed here, and verified by every service that takes them."""

from __future__ import annotations

import base64
import hashlib
import time
import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.clouds import Cloud
from simulator.tenant.identity import GRAPH, resource_of
from simulator.tenant.model import Tenant

LIFE = 3_900


@lru_cache(maxsize=1)
def signing_key() -> rsa.RSAPrivateKey:
    """The key of this run's sign-in service."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@lru_cache(maxsize=1)
def key_id() -> str:
    public = signing_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _text(hashlib.sha1(public, usedforsecurity=False).digest())


def keys() -> dict[str, Any]:
    """The public part as a JSON Web Key Set (RFC 7517)."""
    numbers = signing_key().public_key().public_numbers()
    parts = {name: _text(number.to_bytes((number.bit_length() + 7) // 8, "big"))
             for name, number in (("n", numbers.n), ("e", numbers.e))}  # fmt: skip
    return {"keys": [{"kty": "RSA", "use": "sig", "kid": key_id(), "x5t": key_id(), "alg": "RS256", **parts}]}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def issue(tenant: Tenant, resource: str, audience: str) -> str:
    """A token for the service with this application id ("": for all); claims as in Microsoft's tokens, version 1.0."""
    now, app = int(time.time()), tenant.app
    roles = sorted(p for p in app.granted if resource in ("", resource_of(p)))
    claims: dict[str, Any] = {
        "aud": audience, "iss": f"https://sts.windows.net/{tenant.id}/", "iat": now, "nbf": now,
        "exp": now + LIFE, "app_displayname": app.name, "appid": app.client_id, "appidacr": "1",
        "idp": f"https://sts.windows.net/{tenant.id}/", "idtyp": "app", "oid": app.object_id,
        "sub": app.object_id, "tid": tenant.id, "uti": str(uuid.uuid4()), "ver": "1.0",
    }  # fmt: skip
    if roles:
        claims["roles"] = roles
    return jwt.encode(claims, signing_key(), "RS256", {"kid": key_id(), "x5t": key_id()})


@lru_cache(maxsize=1024)
def tenant_of(token: str) -> str:
    """The tenant id that a token names, unverified; "" when it is none."""
    try:
        return str(jwt.decode(token, options={"verify_signature": False}).get("tid", ""))
    except jwt.PyJWTError:
        return ""


def audience_of(resource: str, cloud: Cloud) -> str:
    return f"https://{cloud.graph if resource == GRAPH else cloud.outlook}"


def verify(token: str, audience: str) -> Mapping[str, Any]:
    """The claims. jwt.PyJWTError: forged, over, or not for this audience."""
    claims = _verified(token, audience)
    if claims["exp"] <= time.time():
        raise jwt.ExpiredSignatureError("Signature has expired")
    return claims


@lru_cache(maxsize=1024)
def _verified(token: str, audience: str) -> Mapping[str, Any]:
    """The claims of a token that was good when it was first seen: a pull shows the same one a thousand times."""
    claims: Mapping[str, Any] = jwt.decode(token, signing_key().public_key(), ["RS256"], audience=audience)
    return claims
