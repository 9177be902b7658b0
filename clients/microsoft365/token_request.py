"""One sign-in through MSAL: the application asks the login host for a token of a resource.

MSAL gives a refusal as a dict or, for an unknown tenant, as ValueError of its constructor; both become SignInRefused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msal

from clients.contract import Cloud, Credential, Identity, OutsideError, Resource, SignIn, SignInRefused
from clients.microsoft365.certificate import assertion_parts
from clients.microsoft365.claims import address_of, sign_in_of, verify
from clients.microsoft365.door import Door
from clients.microsoft365.login_answers import error_in, refusal_of
from clients.microsoft365.vault import Held
from clients.signed_web import SignedWeb

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
T = TypeVar("T")
ODD = "The sign-in service gave an answer that is neither a token nor a refusal."


def sign_in(
    web: SignedWeb, cloud: Cloud, identity: Identity, credential: Credential, resource: Resource
) -> Held:
    """A new token. `web` is confined to the cloud's login host. SignInRefused, OutsideError, OutOfTime."""
    door, asked_at = Door(web), datetime.now(UTC)
    secret = credential.secret if credential.kind == "client_secret" else assertion_parts(credential)
    app, answer = _in_our_words(
        door, credential, lambda: _asked_of_msal(door, cloud, identity, secret, resource)
    )
    tenant_id = _tenant_id(identity, str(app.authority.token_endpoint))
    return _held(answer, resource, door, asked_at, credential, _verifier(identity, cloud, tenant_id))


def _asked_of_msal(
    door: Door, cloud: Cloud, identity: Identity, secret: str | dict[str, str], resource: Resource
) -> tuple[Any, Mapping[str, Any]]:
    app = msal.ConfidentialClientApplication(
        identity.client_id,
        client_credential=secret,
        authority=f"{cloud.login}/{identity.tenant}",
        http_client=door,
        instance_discovery=False,
        azure_region=False,
    )
    return app, app.acquire_token_for_client([f"{address_of(cloud, resource)}/.default"])


def _in_our_words(door: Door, credential: Credential, ask: Callable[[], T]) -> T:
    """Nothing of MSAL's exceptions gets out, not even as a context: they may quote what was sent or answered."""
    try:
        return ask()
    except (SignInRefused, OutsideError):
        raise
    except Exception as error:
        outcome = _outcome(error, door, credential)
    raise outcome


def _outcome(error: Exception, door: Door, credential: Credential) -> Exception:
    """The refusal behind MSAL's exception, if the last answer was one."""
    said = error_in(door.last.body) if door.last else None
    if said is not None and door.last is not None:
        return refusal_of(said, _secrets(credential), door.last.headers.get("date", ""))
    return OutsideError(f"{ODD} ({type(error).__name__})")


def _held(
    answer: Mapping[str, Any],
    resource: Resource,
    door: Door,
    asked_at: datetime,
    credential: Credential,
    verified: Callable[[SignIn], None],
) -> Held:
    token = answer.get("access_token")
    if answer.get("error"):
        date = door.last.headers.get("date", "") if door.last else ""
        raise refusal_of(answer, _secrets(credential), date)
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise OutsideError(ODD)
    sign_in = sign_in_of(token, resource)
    verified(sign_in)
    return Held(token, sign_in, asked_at, asked_at + timedelta(seconds=_seconds(answer.get("expires_in"))))


def _verifier(identity: Identity, cloud: Cloud, tenant_id: str) -> Callable[[SignIn], None]:
    return lambda sign_in: verify(sign_in, identity, cloud, tenant_id)


def _seconds(value: Any) -> int:
    """How long the token lasts, which MSAL has read as a number; a day at most, whatever the service says."""
    return min(max(int(value or 0), 0), 86_400)


def _tenant_id(identity: Identity, token_endpoint: str) -> str:
    """The tenant's id: as given, or for a domain as the login host names it; "" when it names none."""
    if GUID.fullmatch(identity.tenant):
        return identity.tenant
    first = urlsplit(token_endpoint).path.strip("/").partition("/")[0]
    return first if GUID.fullmatch(first) else ""


def _secrets(credential: Credential) -> tuple[str, ...]:
    return (credential.secret,)
