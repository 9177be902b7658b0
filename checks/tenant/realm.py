"""tenant.realm: who asks for the password of users of this domain, Microsoft or a server of the
customer's?"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, blocked, could_not, evidence, passed, warning
from checks.subject import Subject
from checks.tenant import discovery
from checks.unreachable import odd_answer, unreachable
from checks.web_address import host_in
from clients.contract import Clients, Exchange

REALM = "User realm"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Microsoft's sign-in service, without signing in, where it would send a user of this domain."""
    seen = discovery.look(subject, clients)
    url = f"{subject.cloud.login}/getuserrealm.srf?login=user@{subject.domain}&json=1"
    return evidence(Item(REALM, "http", clients.web.get(url).evidence())) + seen


@check(
    "tenant.realm",
    step="prerequisites",
    title="Sign-in of the domain",
    order=20,
    look=look,
    source="getuserrealm.srf, a page of Microsoft's sign-in service that is not documented",
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """With a federated domain every user, the ones of Retain too, signs in at a server of your own. When that
    server is down or asks for a second factor, sign-in with a user's password fails."""
    if discovery.judge(subject, evidence, now).status == "failed":
        return blocked("tenant.discovery", f"There is no tenant here to ask about {subject.domain}.")
    exchange = Exchange.of(evidence[REALM])
    if exchange.fault:
        return unreachable(exchange)
    told = _told(exchange)
    kind = told.get("NameSpaceType")
    if kind == "Managed":
        return passed(f"Users of {subject.domain} sign in at Microsoft (managed).")
    if kind == "Federated":
        return _federated(subject, told)
    if exchange.status != 200:
        return odd_answer(exchange)
    return could_not(
        f"Microsoft's answer does not say how users of {subject.domain} sign in (realm "
        f"{kind or 'not named'}).",
        tried=f"GET {exchange.url}: {exchange.status}, realm {_named(kind)}.",
        again="Run this check again later. The page it asks is not documented, so its answers may change.",
    )


def _named(kind: object) -> str:
    return str(kind)[:40] if kind else "not named"


def _told(exchange: Exchange) -> dict[str, Any]:
    try:
        told = json.loads(exchange.body)
    except (ValueError, RecursionError):
        return {}
    return told if exchange.status == 200 and isinstance(told, dict) else {}


def _federated(subject: Subject, told: dict[str, Any]) -> Result:
    server = host_in(str(told.get("AuthURL", ""))) or "a server that the answer does not name"
    brand = f" ({str(told['FederationBrandName'])[:80]})" if told.get("FederationBrandName") else ""
    return warning(
        f"Users of {subject.domain} sign in at {server}{brand}, not at Microsoft (federated).",
        meaning="An application with a certificate is not touched by this. A user name with a password, as "
        "older "
        f"set-ups of Retain store it, works only while {server} answers and asks for nothing more.",
        remedy=(
            Remedy("text", "Let Retain sign in as an application with a certificate (step Access)."),
            Remedy(
                "text",
                f"If federation with {server} is wanted and an application signs in, leave it as it is.",
            ),
        ),
        confirm="This line turns green only when the domain is managed; a warning holds nothing up.",
        expected="Managed",
        found=f"Federated, {server}",
    )
