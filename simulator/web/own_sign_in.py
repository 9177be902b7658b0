"""Who comes in at the customer's own Exchange server: by Basic in every request, by NTLM on one kept connection."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets

from simulator.tenant.healthy import worker_password
from simulator.tenant.model import Tenant, User
from simulator.web import ntlm
from simulator.web.message import Reply, Request, sign_in_wanted

NONCE, SIGNED_IN = "ntlm challenge", "ntlm user"


def challenged(request: Request) -> Reply | None:
    """401 with a challenge that is good once and on this connection alone; None unless NTLM is begun."""
    if ntlm.kind(_token(request, "ntlm")) != ntlm.NEGOTIATE:
        return None
    request.connection[NONCE] = nonce = secrets.token_bytes(ntlm.NONCE_BYTES)
    message = base64.b64encode(ntlm.challenge(nonce, request.host)).decode()
    return sign_in_wanted(f"NTLM {message}")


def caller(request: Request, tenant: Tenant, *, basic: bool) -> User | None:
    """The impersonation user, if the request or (NTLM) its connection proves his password. `basic`: is it taken?"""
    if "authorization" not in request.headers:
        return _welcome(tenant, request.connection.get(SIGNED_IN, ""))
    name = _by_ntlm(request, tenant) or (_by_basic(request, tenant) if basic else "")
    return _welcome(tenant, name)


def _by_basic(request: Request, tenant: Tenant) -> str:
    """The name with which the right password came; "" for a wrong one."""
    try:
        name, _, password = _token(request, "basic").decode().partition(":")
    except UnicodeDecodeError:
        return ""
    right = hmac.compare_digest(password.encode(), worker_password(tenant.domain).encode())
    return name if right else ""


def _by_ntlm(request: Request, tenant: Tenant) -> str:
    """The name that its proof is good for; from then on the connection is his, as with IIS."""
    nonce = request.connection.pop(NONCE, b"")
    answer = ntlm.read(_token(request, "ntlm"))
    if answer is None or not nonce or not ntlm.proves(answer, nonce, worker_password(tenant.domain)):
        return ""
    request.connection[SIGNED_IN] = answer.user
    return answer.user


def _token(request: Request, scheme: str) -> bytes:
    """What the header holds for this scheme; empty for another one."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    try:
        return base64.b64decode(text, validate=True) if kind.lower() == scheme else b""
    except (binascii.Error, ValueError):
        return b""


def _welcome(tenant: Tenant, name: str) -> User | None:
    """The user of this name (in any usual form), if it is the impersonation user and may sign in."""
    user = tenant.find(name.rpartition("\\")[2])
    known = user is not None and user.enabled and not user.must_change
    return user if user is not None and known and user.alias.lower() == "retainworker" else None
