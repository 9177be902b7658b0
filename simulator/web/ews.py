"""Exchange Web Services in Exchange Online: who may come in, by which gate, and what GetFolder says.

Source: Microsoft's "Control access to EWS" and "ResponseCode" references. Gates in this order: the token, the
organisation's and the mailbox's switch, the list of applications, the rights of the application, the mailbox.
"""

from __future__ import annotations

import jwt

from simulator.clouds import Cloud
from simulator.domain import Domain
from simulator.tenant import scope
from simulator.tenant.identity import EXCHANGE, FULL_ACCESS_AS_APP
from simulator.tenant.model import Tenant, User
from simulator.web import faults, soap, tokens
from simulator.web.message import Reply, Request, sign_in_wanted

DISABLED = "EWS is disabled for this user or tenant"
BLOCKED = "EWS is blocked by policy for this user or tenant"
NO_PERMISSIONS = '2000008;reason="The token contains no permissions, or permissions cannot be understood.";' \
    'error_category="invalid_grant"'  # fmt: skip
TRUSTED = f'Bearer client_id="{EXCHANGE}", trusted_issuers="00000001-0000-0000-c000-000000000000@*"'
POLICIES = {"disabled": DISABLED, "blocked": BLOCKED}


def answer(request: Request, cloud: Cloud) -> Reply:
    """The reply of Exchange Online to a SOAP call."""
    if not request.bearer:
        return sign_in_wanted(TRUSTED, 'Basic realm=""')
    try:
        claims = tokens.verify(request.bearer, tokens.audience_of(EXCHANGE, cloud))
    except jwt.PyJWTError as error:
        return unauthorized(
            f'2000003;reason="The token is not valid: {error}";error_category="invalid_token"'
        )
    domain = request.domain
    if domain is None or domain.tenant.id != claims["tid"] or not domain.tenant.here:
        return unauthorized('2000001;reason="The tenant is not known.";error_category="invalid_tenant"')
    fault = faults.of(domain, "ews")
    reply = _named(fault) or _decided(request, domain, FULL_ACCESS_AS_APP in claims.get("roles", ()))
    return faults.spoil(fault, request, reply)


def unauthorized(diagnostics: str) -> Reply:
    reply = sign_in_wanted(TRUSTED)
    return Reply(401, b"", {**reply.headers, "x-ms-diagnostics": diagnostics})


def forbidden(reason: str = "") -> Reply:
    """403; the header tells the reason, if anything does."""
    headers = {"X-EWS-Policy-Reason": reason} if reason else {"Restrict-Access-Confirm": "1"}
    return Reply(403, b"", headers)


def _named(fault: str) -> Reply | None:
    """A policy, or an error of this code, where that is the fault."""
    if not fault or fault in faults.TRANSPORT:
        return None
    if fault in POLICIES:
        return forbidden(POLICIES[fault])
    if fault == "forbidden":
        return forbidden()
    return soap.failure(fault)


def _decided(request: Request, domain: Domain, unscoped: bool) -> Reply:
    tenant = domain.tenant
    call = soap.read(request.body)
    if call is None:
        return soap.failure("ErrorSchemaValidation")
    user = tenant.find(call.whom) if call.whom else None
    closed = _closed(tenant, user)
    if closed:
        return forbidden(closed)
    if not unscoped and not scope.assigned(tenant, scope.USES_EWS):
        return unauthorized(NO_PERMISSIONS)
    if not call.whom:
        return soap.failure("ErrorInvalidExchangeImpersonationHeaderData")
    problem = trouble(user, call.whom)
    if problem is None and user is not None and not unscoped and not _in_scope(tenant, user):
        problem = soap.failure("ErrorImpersonateUserDenied")
    return problem or soap.folder(call, user)


def _in_scope(tenant: Tenant, user: User) -> bool:
    return scope.reaches(tenant, scope.USES_EWS, user)


def _closed(tenant: Tenant, user: User | None) -> str:
    """The policy that keeps everybody, or this application, out."""
    exchange = tenant.exchange
    if exchange.ews_enabled is False or (user is not None and user.ews is False):
        return DISABLED
    listed = exchange.allowed is not None and tenant.app.client_id in exchange.allowed
    if "ews" in exchange.pending or exchange.agents_blocked:
        return BLOCKED
    if not listed and (exchange.ews_enabled or exchange.allowed is not None):
        return BLOCKED
    return ""


def trouble(user: User | None, whom: str) -> Reply | None:
    """What is wrong with the mailbox, if anything is."""
    if user is None or user.mailbox != "cloud":
        return soap.failure("ErrorNonExistentMailbox")
    if user.licence == "kiosk":
        return forbidden()
    if whom.lower() == user.other_address.lower():
        return soap.failure("ErrorNonPrimarySmtpAddress", primary=user.upn)
    if not user.enabled and not user.shared:
        return soap.failure("ErrorAccountDisabled")
    return None
