"""The token end point: client credentials, by secret or by signed assertion."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote_plus

from simulator.clouds import Cloud
from simulator.domain import Domain
from simulator.tenant.identity import EXCHANGE, GRAPH
from simulator.tenant.model import App, Tenant
from simulator.web import aadsts, assertion, faults, tokens
from simulator.web.aadsts import Refused
from simulator.web.message import Reply, Request, json_reply

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def answer(request: Request, wanted: str, domain: Domain | None, cloud: Cloud) -> Reply:
    """A token or a refusal. `wanted`: the tenant as the path names it; `domain` None: there is no such tenant."""
    form = _form(request)
    if domain is None:
        return aadsts.refusal(90002, cloud, tenant=wanted)
    reply = _decided(request, form, domain.tenant, cloud)
    return faults.spoil(faults.of(domain, "sign-in"), request, reply)


def _decided(request: Request, form: Mapping[str, str], tenant: Tenant, cloud: Cloud) -> Reply:
    named = {"app": form.get("client_id", ""), "tenant": tenant.id, "scope": form.get("scope", "")}
    try:
        if tenant.refuse:
            raise Refused(tenant.refuse)
        _grant(form)
        resource, audience = _resource(form, cloud)
        _application(form, tenant.app)
        _credential(form, tenant.app, _audiences(request, tenant, cloud))
    except Refused as refused:
        correlation = request.headers.get("client-request-id", "")
        return aadsts.refusal(
            refused.code, cloud, reason=refused.reason, correlation=correlation, **named
        )  # fmt: skip
    token = tokens.issue(tenant, resource, audience)
    told = {"token_type": "Bearer", "expires_in": tokens.LIFE - 1, "ext_expires_in": tokens.LIFE - 1}
    return json_reply({**told, "access_token": token}, Cache_Control="no-store, no-cache")


def _form(request: Request) -> dict[str, str]:
    """The fields of the body; the client's id and secret may come in the Authorization header instead."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(text).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return form
        form |= {"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)}
    return form


def _grant(form: Mapping[str, str]) -> None:
    if not form.get("client_id"):
        raise Refused(900144)
    if form.get("grant_type") != "client_credentials":
        raise Refused(70003)


def _resource(form: Mapping[str, str], cloud: Cloud) -> tuple[str, str]:
    """The application id of the service that the scope names, and the audience of its tokens.

    Where the cloud has names of its own nobody can tell the services apart: "" stands for both.
    """
    scope = form.get("scope", "")
    resource = scope.removesuffix("/.default").rstrip("/").lower()
    if not scope.endswith("/.default"):
        raise Refused(70011)
    known = {tokens.audience_of(GRAPH, cloud): GRAPH, tokens.audience_of(EXCHANGE, cloud): EXCHANGE}
    known |= {GRAPH: GRAPH, EXCHANGE: EXCHANGE}
    if cloud.key == "custom" and resource.startswith("https://"):
        return "", resource
    if resource not in known:
        raise Refused(500011)
    return known[resource], tokens.audience_of(known[resource], cloud)


def _application(form: Mapping[str, str], app: App) -> None:
    if form["client_id"].lower() != app.client_id or app.elsewhere:
        raise Refused(700016)
    if not app.present:
        raise Refused(7000229)
    if not app.enabled:
        raise Refused(7000112)


def _credential(form: Mapping[str, str], app: App, audiences: tuple[str, ...]) -> None:
    if not form.get("client_secret") and not form.get("client_assertion"):
        raise Refused(7000218)
    if app.public:
        raise Refused(700025)
    if form.get("client_assertion"):
        if form.get("client_assertion_type") != JWT_BEARER:
            raise Refused(50027)
        return assertion.check(form["client_assertion"], app, audiences)
    return _secret(form["client_secret"], app)


def _secret(given: str, app: App) -> None:
    for secret in app.secrets:
        if hmac.compare_digest(secret.value.encode(), given.encode()):
            if secret.ends < datetime.now(UTC):
                raise Refused(7000222)
            return
    raise Refused(7000215)


def _audiences(request: Request, tenant: Tenant, cloud: Cloud) -> tuple[str, ...]:
    roots = [f"https://{cloud.login}/{name}" for name in (tenant.id, tenant.domain)]
    asked = f"https://{request.authority}{request.path}"
    return (asked, *(f"{root}{end}" for root in roots for end in ("/oauth2/v2.0/token", "/v2.0", "")))
