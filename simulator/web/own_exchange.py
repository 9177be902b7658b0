"""EWS at the customer's own Exchange server: Basic sign-in and the classic impersonation role."""

from __future__ import annotations

import base64
import binascii
import hmac

from simulator.domain import Domain
from simulator.tenant import scope
from simulator.tenant.healthy import worker_password
from simulator.tenant.model import Tenant, User
from simulator.web import faults, soap
from simulator.web.message import Reply, Request, sign_in_wanted


def answer(request: Request, domain: Domain) -> Reply:
    """The reply to a SOAP call; 401 with the schemes on offer without a right name and password."""
    caller = signed_in(request, domain.tenant)
    if caller is None:
        return sign_in_wanted(f'Basic realm="{request.host}"')
    fault = faults.of(domain, "ews")
    if fault and fault not in faults.TRANSPORT:
        return soap.failure(fault)
    return faults.spoil(fault, request, _decided(request, domain.tenant, caller))


def signed_in(request: Request, tenant: Tenant) -> User | None:
    """The impersonation user, if the header has his name (in any usual form) and password."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    try:
        name, _, password = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    user = tenant.find(name.rpartition("\\")[2])
    wanted = worker_password(tenant.domain)
    if kind.lower() != "basic" or user is None or not hmac.compare_digest(password.encode(), wanted.encode()):
        return None
    return user if user.enabled and not user.must_change and user.alias.lower() == "retainworker" else None


def _decided(request: Request, tenant: Tenant, caller: User) -> Reply:
    call = soap.read(request.body)
    if call is None:
        return soap.failure("ErrorSchemaValidation")
    whom = tenant.find(call.whom) if call.whom else caller
    if whom is None or whom.mailbox in ("none", "soft-deleted"):
        return soap.failure("ErrorNonExistentMailbox")
    if call.whom and not scope.may_impersonate(tenant, caller, whom):
        return soap.failure("ErrorImpersonateUserDenied")
    if call.whom.lower() == whom.other_address.lower():
        return soap.failure("ErrorNonPrimarySmtpAddress", primary=whom.upn)
    return soap.folder(call, whom)
