"""The Exchange Admin API v2.0 (preview): Get-OrganizationConfig, where the tenant has it at all."""

from __future__ import annotations

import json
import re

import jwt

from simulator.clouds import Cloud
from simulator.tenant.identity import EXCHANGE
from simulator.tenant.model import Tenant
from simulator.web import faults, tokens
from simulator.web.ews import unauthorized
from simulator.web.message import Reply, Request, json_reply

PATH = re.compile(r"/adminapi/v2\.0/([^/]+)/([A-Za-z]+)", re.IGNORECASE)
RIGHT = "Exchange.ManageAsAppV2"


def answer(request: Request, cloud: Cloud) -> Reply:
    """The reply to one call."""
    found = PATH.fullmatch(request.path)
    try:
        claims = tokens.verify(request.bearer, tokens.audience_of(EXCHANGE, cloud))
    except jwt.PyJWTError:
        return unauthorized('2000003;reason="The token is not valid.";error_category="invalid_token"')
    domain = request.domain
    if domain is None or found is None or domain.tenant.id not in (claims["tid"], found[1].lower()):
        return _refused(404, "NotFound", "There is no such resource.")
    reply = _decided(request, domain.tenant, found[2], RIGHT in claims.get("roles", ()))
    return faults.spoil(faults.of(domain, "admin"), request, reply)


def _decided(request: Request, tenant: Tenant, endpoint: str, granted: bool) -> Reply:
    if not tenant.admin_api or request.method != "POST":
        return _refused(404, "NotFound", "There is no such resource.")
    if not granted:
        return _refused(403, "Forbidden", "The application lacks a permission for this call.")
    try:
        cmdlet = json.loads(request.body)["CmdletInput"]["CmdletName"]
    except (ValueError, KeyError, TypeError):
        return _refused(400, "BadRequest", "CmdletInput is missing.")
    if (endpoint, cmdlet) != ("OrganizationConfig", "Get-OrganizationConfig"):
        return _refused(400, "BadRequest", "This cmdlet is not served here.")
    config = {"Name": tenant.domain, "Identity": tenant.domain, "EwsEnabled": tenant.exchange.ews_enabled}
    return json_reply({"value": [config]})


def _refused(status: int, code: str, text: str) -> Reply:
    return json_reply({"error": {"code": code, "message": text}}, status)
