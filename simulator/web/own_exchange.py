"""EWS at the customer's own Exchange server: a password by Basic or NTLM, and the classic impersonation role."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.domain import Domain
from simulator.tenant import scope
from simulator.tenant.model import Tenant, User
from simulator.web import faults, own_sign_in, soap
from simulator.web.message import Reply, Request, sign_in_wanted


def answer(request: Request, domain: Domain, offers: Sequence[str]) -> Reply:
    """The reply to a SOAP call. Who does not prove a right name and password gets 401 with the schemes on offer
    (values of WWW-Authenticate; Negotiate is offered where Windows does so, but not spoken)."""
    challenge = own_sign_in.challenged(request)
    if challenge is not None:
        return challenge
    basic = any(offer.lower().startswith("basic") for offer in offers)
    caller = own_sign_in.caller(request, domain.tenant, basic=basic)
    if caller is None:
        return sign_in_wanted(*offers)
    fault = faults.of(domain, "ews")
    if fault and fault not in faults.TRANSPORT:
        return soap.failure(fault)
    return faults.spoil(fault, request, _decided(request, domain.tenant, caller))


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
