"""What an access token says about itself.

The token came over TLS from the cloud's login host, so it is read and not verified; its resource checks it. Claims:
Microsoft's "Access token claims reference" (aud, tid, appid or azp, oid, roles, iat, exp).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from clients.contract import Cloud, Identity, OutsideError, Resource, SignIn, SignInRefused
from clients.text import printable

APPLICATION_IDS: dict[Resource, str] = {
    "graph": "00000003-0000-0000-c000-000000000000",
    "exchange": "00000002-0000-0ff1-ce00-000000000000",
}
UNREADABLE = "The sign-in service gave a token that cannot be read here."


def address_of(cloud: Cloud, resource: Resource) -> str:
    """The URL by which tokens for this resource are asked for."""
    return cloud.graph if resource == "graph" else cloud.outlook


def sign_in_of(token: str, resource: Resource) -> SignIn:
    """The claims of a token. OutsideError when it is no readable JWT."""
    claims = _claims(token)
    roles = claims.get("roles", [])
    return SignIn(
        resource,
        tenant_id=_text(claims, "tid").lower(),
        client_id=(_text(claims, "appid") or _text(claims, "azp")).lower(),
        object_id=_text(claims, "oid"),
        roles=tuple(sorted(printable(r) for r in roles if isinstance(r, str)))
        if isinstance(roles, list)
        else (),
        audience=_text(claims, "aud"),
        issued=_time(claims, "iat"),
        expires=_time(claims, "exp"),
    )


def verify(found: SignIn, identity: Identity, cloud: Cloud, tenant_id: str) -> None:
    """SignInRefused when the token is not for what was asked. `tenant_id`: "" where only a domain is known."""
    wanted = address_of(cloud, found.resource)
    if found.audience.rstrip("/").lower() not in (wanted.lower(), APPLICATION_IDS[found.resource]):
        raise SignInRefused(
            f"The sign-in service gave a token for {found.audience or 'nothing'}, not for {wanted}.",
            error="other_audience",
        )
    if tenant_id and found.tenant_id != tenant_id.lower():
        raise SignInRefused(
            f"The sign-in service gave a token of the tenant {found.tenant_id or '(none)'}, not of {tenant_id}.",
            error="other_tenant",
        )
    if found.client_id != identity.client_id.lower():
        raise SignInRefused(
            f"The sign-in service gave a token of the application {found.client_id or '(none)'}, "
            f"not of {identity.client_id}.",
            error="other_application",
        )


def _claims(token: str) -> Mapping[str, Any]:
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError, binascii.Error, RecursionError):
        raise OutsideError(UNREADABLE) from None
    if not isinstance(claims, dict):
        raise OutsideError(UNREADABLE)
    return claims


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return printable(value[:300]) if isinstance(value, str) else ""


def _time(claims: Mapping[str, Any], name: str) -> str:
    try:
        return datetime.fromtimestamp(int(claims[name]), UTC).isoformat().replace("+00:00", "Z")
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise OutsideError(UNREADABLE) from None
