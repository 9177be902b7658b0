"""The sign-in service: whose tenant a domain is, how its users sign in, and tokens for applications."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from simulator.clouds import CLOUDS, Cloud
from simulator.domain import Domain
from simulator.web import aadsts, consent, token_endpoint, tokens
from simulator.web.message import Reply, Request, json_reply, out_of_order, page, redirect

OPENID = re.compile(r"/([^/]+)(?:/v2\.0)?/\.well-known/openid-configuration")
ENDPOINT = re.compile(r"/([^/]+)/(oauth2/v2\.0/token|v2\.0/adminconsent|adminconsent|discovery/v2\.0/keys)")
USER_REALM = re.compile(r"/common/userrealm/([^/]+)")


def answer(request: Request, cloud: Cloud) -> Reply:
    """The reply of the sign-in service of a cloud."""
    found = OPENID.fullmatch(request.path)
    if found:
        return _openid(unquote(found[1]).lower(), request.domain, cloud)
    if request.path.endswith("/discovery/instance"):
        return _instance(request, cloud)
    found = ENDPOINT.fullmatch(request.path)
    if found:
        return _endpoint(request, unquote(found[1]).lower(), found[2], cloud)
    if request.path == "/getuserrealm.srf":
        return _realm(request.query.get("login", ""), request.domain, cloud)
    found = USER_REALM.fullmatch(request.path)
    if found:
        return _realm(unquote(found[1]), request.domain, cloud)
    return redirect("https://www.example.net/") if request.path == "/" else page("Not found", 404)


def _endpoint(request: Request, tenant: str, what: str, cloud: Cloud) -> Reply:
    """One of the pages of a tenant; keys are the same for all."""
    if what.endswith("keys"):
        return json_reply(tokens.keys())
    domain = _named(tenant, request.domain, cloud)
    if what.endswith("token"):
        return token_endpoint.answer(request, tenant, domain, cloud)
    return consent.answer(request, domain, cloud)


def _named(tenant: str, domain: Domain | None, cloud: Cloud) -> Domain | None:
    """The domain, if the tenant is named by it or by its id and lives in this cloud."""
    if domain is None or domain.scenario.tenant == "none" or tenant not in (domain.name, domain.tenant.id):
        return None
    return domain if _home(domain, cloud).login == cloud.login else None


def _home(domain: Domain, cloud: Cloud) -> Cloud:
    """The cloud of the tenant; a cloud that is reached by its address takes every tenant in."""
    scenario = domain.scenario
    return cloud if cloud.key == "custom" else CLOUDS[scenario.home or scenario.cloud]


def _instance(request: Request, cloud: Cloud) -> Reply:
    """Instance discovery: which names the same service has, and where the tenant's configuration is."""
    asked = (
        urlsplit(request.query.get("authorization_endpoint", "")).path.strip("/").split("/")[0] or "common"
    )
    names = [cloud.login, *(["sts.windows.net", "login.windows.net"] if cloud.key == "worldwide" else [])]
    about = {"preferred_network": cloud.login, "preferred_cache": names[-1], "aliases": names}
    return json_reply(
        {
            "tenant_discovery_endpoint": f"https://{cloud.login}/{asked}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [about],
        }
    )


def _openid(tenant: str, domain: Domain | None, cloud: Cloud) -> Reply:
    known = domain is not None and tenant in (domain.name, domain.tenant.id)
    if domain is None or not known or domain.scenario.tenant == "none":
        return aadsts.refusal(90002, cloud, error="invalid_tenant", tenant=tenant)
    scenario, home = domain.scenario, _home(domain, cloud)
    if home.login != cloud.login:
        return _elsewhere(tenant, cloud, home)
    if scenario.tenant == "down":
        return out_of_order()
    if scenario.tenant == "web-page":
        return page("Welcome to the guest network")
    whole = json_reply(_configuration(domain.tenant.id, home))
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
        return aadsts.refusal(90002, cloud, error="invalid_tenant", tenant=tenant)
    return aadsts.refusal(90038, cloud, tenant=tenant, elsewhere=home.instance)


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
