"""The sign-in service: whose tenant a domain is, and how its users sign in."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from simulator.clouds import CLOUDS, Cloud
from simulator.domain import Domain
from simulator.web.message import Reply, Request, json_reply, out_of_order, page, redirect

OPENID = re.compile(r"/([^/]+)(?:/v2\.0)?/\.well-known/openid-configuration")
USER_REALM = re.compile(r"/common/userrealm/([^/]+)")


def tenant_id(domain: Domain) -> str:
    """The directory id of the tenant that a domain belongs to: always the same for the same domain."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, domain.name))


def answer(request: Request, cloud: Cloud) -> Reply:
    """The reply of the sign-in service of a cloud."""
    found = OPENID.fullmatch(request.path)
    if found:
        return _openid(unquote(found[1]).lower(), request.domain, cloud)
    if request.path == "/getuserrealm.srf":
        return _realm(request.query.get("login", ""), request.domain, cloud)
    found = USER_REALM.fullmatch(request.path)
    if found:
        return _realm(unquote(found[1]), request.domain, cloud)
    return redirect("https://www.example.net/") if request.path == "/" else page("Not found", 404)


def _openid(tenant: str, domain: Domain | None, cloud: Cloud) -> Reply:
    if domain is None or domain.name != tenant or domain.scenario.tenant == "none":
        return _refused(
            90002, "invalid_tenant", f"Tenant '{tenant}' not found. Check the tenant name.", cloud
        )
    scenario = domain.scenario
    home = CLOUDS[scenario.home or scenario.cloud]
    if home.login != cloud.login:
        return _elsewhere(tenant, cloud, home)
    if scenario.tenant == "down":
        return out_of_order()
    if scenario.tenant == "web-page":
        return page("Welcome to the guest network")
    whole = json_reply(_configuration(tenant_id(domain), home))
    if scenario.tenant == "truncated":
        return Reply(200, whole.body, whole.headers, "truncated")
    if scenario.tenant == "endless":
        return Reply(200, b'{"issuer": "', whole.headers, "endless")
    return whole


def _configuration(tenant: str, cloud: Cloud) -> dict[str, Any]:
    """The OpenID configuration; the keys that Microsoft documents, and the ones that it adds."""
    root = f"https://{cloud.login}/{tenant}"
    return {
        "token_endpoint": f"{root}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": [
            "client_secret_post",
            "private_key_jwt",
            "client_secret_basic",
        ],
        "jwks_uri": f"{root}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{root}/v2.0",
        "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{root}/oauth2/v2.0/devicecode",
        "end_session_endpoint": f"{root}/oauth2/v2.0/logout",
        "tenant_region_scope": {"china": "AS", "worldwide": "EU"}.get(cloud.key, "USGov"),
        **({"tenant_region_sub_scope": cloud.scope} if cloud.scope else {}),
        "cloud_instance_name": cloud.instance,
        "msgraph_host": cloud.graph,
    }


def _elsewhere(tenant: str, cloud: Cloud, home: Cloud) -> Reply:
    if cloud.key != "worldwide":
        return _refused(
            90002, "invalid_tenant", f"Tenant '{tenant}' not found. Check the tenant name.", cloud
        )
    text = f"Tenant '{tenant}' request is being redirected to the National Cloud '{home.instance}'."
    return _refused(90038, "invalid_request", text, cloud)


def _refused(code: int, error: str, text: str, cloud: Cloud) -> Reply:
    """An error as the sign-in service writes it."""
    trace, now = str(uuid.uuid4()), datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return json_reply(
        {
            "error": error,
            "error_description": f"AADSTS{code}: {text} Trace ID: {trace} Timestamp: {now}",
            "error_codes": [code],
            "timestamp": now,
            "trace_id": trace,
            "correlation_id": trace,
            "error_uri": f"https://{cloud.login}/error?code={code}",
        },
        400,
    )


def _realm(user: str, domain: Domain | None, cloud: Cloud) -> Reply:
    name = user.rpartition("@")[2].lower()
    known = domain is not None and domain.name == name and domain.scenario.tenant != "none"
    kind = domain.scenario.realm if known and domain is not None else "unknown"
    if kind == "down":
        return out_of_order()
    if kind == "web-page":
        return page("Welcome to the guest network")
    told: dict[str, Any] = {"State": 4, "UserState": 1, "Login": user, "NameSpaceType": kind.capitalize()}
    if kind != "unknown":
        told |= {"DomainName": name, "CloudInstanceName": cloud.instance, "FederationBrandName": name}
    if kind == "federated":
        told |= {"State": 3, "UserState": 2, "AuthURL": f"https://sts.{name}/adfs/ls/?username={quote(user)}"}
    return json_reply(told)
