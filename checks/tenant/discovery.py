"""tenant.discovery: does Microsoft know a tenant with this domain, and in which cloud?"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from checks.dns.questions import ask
from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, evidence, failed, passed
from checks.subject import Subject
from checks.unreachable import odd_answer, unreachable
from checks.web_address import host_in
from clients.contract import Clients, Exchange

DISCOVERY = "OpenID configuration"
FOUND = "Tenant"

_GUID = re.compile(r"/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|$)", re.IGNORECASE)
_SUB_SCOPES = {"DODCON": "gcc-high", "DOD": "dod"}
_CLOUD_NAMES = {"gcc-high": "US Government GCC High", "dod": "US Government DoD"}
_CLOUD_MARKS = {
    "microsoftonline.us": "US Government (GCC High or DoD)",
    "microsoftonline.cn": "China (21Vianet)",
    "chinacloudapi.cn": "China (21Vianet)",
    "microsoftonline.com": "Worldwide (and GCC)",
}
_LOGIN_HOSTS = {
    "login.microsoftonline.com": "Worldwide (and GCC)",
    "login.microsoftonline.us": "US Government (GCC High or DoD)",
    "login.partner.microsoftonline.cn": "China (21Vianet)",
    "login.chinacloudapi.cn": "China (21Vianet)",
}


def ask_discovery(subject: Subject, clients: Clients) -> Exchange:
    """The OpenID configuration of the domain's tenant (OpenID Connect Discovery 1.0, section 4)."""
    return clients.web.get(f"{subject.cloud.login}/{subject.domain}/v2.0/.well-known/openid-configuration")


def gather(subject: Subject, clients: Clients) -> Evidence:
    """Evidence for `judge`, for the checks that are blocked when there is no tenant."""
    exchange = ask_discovery(subject, clients)
    told = Item(DISCOVERY, "http", exchange.evidence(body_cut=20_000))
    tenant = tenant_of(exchange)
    return evidence(told, [Item(FOUND, "json", tenant)] if tenant else [])


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Microsoft's sign-in service, without signing in, for the public configuration of the domain's
    tenant. That names the tenant, its region and its cloud."""
    seen = gather(subject, clients)
    if _code(_exchange(seen)) == 90002:
        ask(subject, clients)  # a domain that does not exist at all is the nearer cause
    return seen


def tenant_of(exchange: Exchange) -> dict[str, str]:
    """Tenant id, sign-in host and region of a good answer; empty when the answer is no OpenID
    configuration."""
    told = _json(exchange.body)
    match = _GUID.search(str(told.get("issuer", ""))) or _GUID.search(str(told.get("token_endpoint", "")))
    if exchange.status != 200 or match is None:
        return {}
    return {
        "tenant id": match[1].lower(),
        "sign-in host": host_in(str(told.get("token_endpoint", ""))),
        "region": str(told.get("tenant_region_scope") or ""),
        "sub-region": str(told.get("tenant_region_sub_scope") or ""),
    }


@check(
    "tenant.discovery",
    step="prerequisites",
    title="Tenant",
    order=10,
    look=look,
    source="OpenID Connect Discovery 1.0 section 4; Microsoft Entra error codes AADSTS90002 and AADSTS90038",
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain signs in to the tenant that owns the domain. Each Microsoft cloud has its own sign-in service,
    so a tenant that is looked for in the wrong cloud is not found."""
    exchange = _exchange(evidence)
    if exchange.fault:
        return unreachable(exchange)
    tenant = tenant_of(exchange)
    if tenant:
        elsewhere = _other_cloud(subject, tenant)
        return _wrong_cloud(subject, elsewhere) if elsewhere else _right(subject, tenant)
    code = _code(exchange)
    if code == 90002:
        return _no_tenant(subject)
    if code == 90038:
        return _wrong_cloud(subject, _cloud_in(exchange.body))
    return odd_answer(exchange)


def _exchange(evidence: Evidence) -> Exchange:
    return Exchange.of(evidence[DISCOVERY])


def _json(body: str) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _code(exchange: Exchange) -> int | None:
    """Number of the AADSTS error in an answer, or None."""
    match = re.search(r"AADSTS(\d+)", str(_json(exchange.body).get("error_description", "")))
    return int(match[1]) if match and exchange.status == 400 else None


def _other_cloud(subject: Subject, tenant: dict[str, str]) -> str:
    """Name of the cloud that the tenant lives in when it is another than the chosen one; else empty."""
    by_scope = _SUB_SCOPES.get(tenant["sub-region"].upper(), "")
    if by_scope and subject.cloud.key not in (by_scope, "custom"):
        return _CLOUD_NAMES[by_scope]
    host = tenant["sign-in host"]
    return _LOGIN_HOSTS.get(host, "") if host != host_in(subject.cloud.login) else ""


def _cloud_in(body: str) -> str:
    """The cloud that an AADSTS90038 text names first; empty where it names none."""
    told = str(_json(body).get("error_description", "")).lower()
    places = {told.find(mark): cloud for mark, cloud in _CLOUD_MARKS.items() if mark in told}
    return places[min(places)] if places else ""


def _right(subject: Subject, tenant: dict[str, str]) -> Result:
    region = f", region {tenant['region']}" if tenant["region"] else ""
    part = f" {tenant['sub-region']}" if tenant["sub-region"] else ""
    return passed(
        f"{subject.domain} belongs to tenant {tenant['tenant id']}, {subject.cloud.label} "
        f"cloud{region}{part}."
    )


def _no_tenant(subject: Subject) -> Result:
    return failed(
        f"Microsoft knows no tenant with the domain {subject.domain} in the {subject.cloud.label} cloud "
        "(AADSTS90002).",
        meaning="Retain cannot sign in for a domain that belongs to no tenant, so no mailbox can be read.",
        remedy=(
            Remedy(
                "text",
                f"Compare the spelling of {subject.domain}, and the cloud, with what you entered on Start.",
            ),
            Remedy(
                "text",
                f"If both are right, add {subject.domain} under Settings, Domains, and finish its "
                "verification.",
                label="In the Microsoft 365 admin center",
            ),
        ),
        confirm="Run this check again: it shows the id of your tenant.",
        expected=f"{subject.domain} belongs to a tenant",
        found="AADSTS90002: no such tenant",
    )


def _wrong_cloud(subject: Subject, cloud: str) -> Result:
    """The failure for a tenant of another cloud; `cloud` is empty where the answer names none."""
    chosen = subject.cloud.label
    where = f"in the {cloud} cloud, not in the {chosen} cloud" if cloud else f"in another cloud than {chosen}"
    return failed(
        f"The tenant of {subject.domain} lives {where}.",
        meaning="Sign-in, mailboxes and every address of this connection differ by cloud; in the wrong one Retain "
        "finds "
        "nothing.",
        remedy=(Remedy("text", f"Choose the {cloud} cloud on Start and save." if cloud else _ASK_WHICH),),
        confirm="Run this check again: it shows the id of your tenant.",
        expected=f"tenant in the {chosen} cloud",
        found=f"tenant in {f'the {cloud}' if cloud else 'another'} cloud",
    )


_ASK_WHICH = (
    "Look at the address of your Microsoft 365 admin center, or ask whoever bought the licences, to learn the cloud; "
    "choose it on Start and save."
)
