"""autodiscover.v2: what does Microsoft's newer look-up say about the domain?"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from checks.autodiscover.attempts import trusted
from checks.dns.questions import ask
from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, blocked, evidence, failed, passed, warning
from checks.subject import Subject
from checks.tenant import discovery
from checks.unreachable import host_of, odd_answer, unreachable
from checks.web_address import host_in
from clients.contract import Clients, Exchange

V2 = "Autodiscover V2"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Microsoft, without signing in, for the server of a mailbox of this domain. No redirect is
    followed."""
    ask(subject, clients)
    item = Item(V2, "http", clients.autodiscover.v2(subject.domain, subject.cloud).evidence())
    seen, named = evidence(item), _named(Exchange.of(item.value))
    return seen if named and trusted(subject, named) else seen + discovery.gather(subject, clients)


@check(
    "autodiscover.v2",
    step="prerequisites",
    title="Autodiscover V2",
    order=140,
    look=look,
    source="Microsoft CSS-Exchange: Get-ProtocolEndpointViaAutoDv2; MS-OXDSCLI",
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Newer programs ask this way first. It shows where Microsoft believes the mailboxes of the domain to
    be."""
    exchange = Exchange.of(evidence[V2])
    named = _named(exchange)
    if named and trusted(subject, named):
        return passed(f"It names {named}.")
    if discovery.judge(subject, evidence, now).status == "failed":
        return blocked(
            "tenant.discovery", f"There is no tenant here that Microsoft could look {subject.domain} up in."
        )
    if exchange.fault:
        return unreachable(exchange)
    if named:
        return _elsewhere(subject, named)
    if exchange.location:
        return _sent_on(subject, exchange)
    if exchange.status in (400, 404):
        return _not_known(subject, exchange)
    return odd_answer(exchange)


def _named(exchange: Exchange) -> str:
    """The host that a good answer names; empty for any other answer."""
    try:
        told: Any = json.loads(exchange.body) if exchange.status == 200 else {}
        url = told.get("Url") if isinstance(told, dict) else ""
        return host_in(str(url or ""))
    except (ValueError, RecursionError):
        return ""


def _elsewhere(subject: Subject, host: str) -> Result:
    return failed(
        f"Microsoft sends programs that look for {subject.domain} to {host}, which is not Exchange Online.",
        meaning="Microsoft believes the mailboxes to be on a server of your own, so programs, Retain too, "
        "look for them "
        "there.",
        remedy=(
            Remedy(
                "text", f"If {host} is your own Exchange server, choose Hybrid on Start and enter it there."
            ),
            Remedy(
                "text",
                f"If all mailboxes are in Exchange Online, look for a hybrid setting that still names {host}.",
                label="In the Exchange admin center",
            ),
        ),
        confirm="Run this check again: it names a host of Microsoft, or the server that you entered.",
        expected=f"a host of Microsoft, such as {host_in(subject.cloud.outlook)}",
        found=host,
    )


def _sent_on(subject: Subject, exchange: Exchange) -> Result:
    host = host_in(exchange.location)
    if subject.exchange == "hybrid" and trusted(subject, host):
        return passed(f"It sends on to {host}.")
    if host and not subject.cloud.owns(host):
        return _elsewhere(subject, host)
    return _not_known(subject, exchange)


def _not_known(subject: Subject, exchange: Exchange) -> Result:
    return warning(
        f"{host_of(exchange)} names no server for {subject.domain} (answer {exchange.status}).",
        meaning="Newer programs fall back to the other ways. Often the domain has no mailbox yet, or was "
        "added a moment "
        "ago.",
        remedy=(
            Remedy(
                "text",
                f"Check that {subject.domain} is listed as an accepted domain and that at least one mailbox "
                "uses it.",
                label="In the Exchange admin center",
            ),
        ),
        confirm="Run this check again once a mailbox uses the domain: it names a host of Microsoft.",
        expected=f"a host of Microsoft, such as {host_in(subject.cloud.outlook)}",
        found=f"answer {exchange.status}"
        + (f", on to {exchange.location[:200]}" if exchange.location else ""),
    )
