"""autodiscover.connection: does at least one way that starts from the domain end at a good end point?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from checks.autodiscover.attempts import derived, gather, good, of_evidence, reached, undecided, winner
from checks.autodiscover.dangers import dangers
from checks.dns import autodiscover_cname, autodiscover_srv
from checks.registry import check
from checks.result import Evidence, Remedy, Result, blocked, could_not, failed, passed, warning
from checks.subject import Subject
from clients.contract import Attempt, Clients


def look(subject: Subject, clients: Clients) -> Evidence:
    """Tries every way to autodiscover in Outlook's order, without signing in: the domain itself, the name
    autodiscover over HTTPS and over the HTTP redirect, the service record, and Microsoft's own end
    points."""
    return gather(subject, clients)


@check(
    "autodiscover.connection",
    step="prerequisites",
    title="Autodiscover connection",
    order=120,
    look=look,
    source="Microsoft KB 3211279 (order of Outlook); MS-OXDISCO section 3.1",
    deadline=60.0,
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain starts from the domain and follows these ways to the mailbox server. One good connection is
    enough; red branches beside it are normal."""
    attempts = of_evidence(evidence)
    won = winner(subject, attempts)
    if won:
        return passed(f"{_start(subject, won)} leads to {won.endpoint}: a good connection.")
    if owner := owner_of(subject, evidence, now):
        return owner
    if any(dangers(subject, evidence, now)):
        return blocked(
            "autodiscover.safety", "The only way found leads to a host that must not be told a password."
        )
    unclear = undecided(subject, attempts)
    if unclear or not reached(subject, attempts):
        return _unclear(subject, unclear or attempts)
    fallback = [
        attempt for attempt in attempts if attempt not in derived(attempts) and good(subject, attempt)
    ]
    if fallback:
        return _only_fallback(subject, fallback[0], attempts)
    return _none(subject, attempts)


def owner_of(subject: Subject, evidence: Evidence, now: datetime) -> Result | None:
    """Blocked by the DNS record that is at fault, or its could-not; None when the records are in order."""
    alias = autodiscover_cname.judge(subject, evidence, now)
    if alias.status == "failed":
        return blocked("dns.autodiscover-cname", alias.summary)
    if alias.status == "error":
        return alias
    srv = None if subject.online else autodiscover_srv.judge(subject, evidence, now)
    if srv and srv.status == "failed":
        return blocked("dns.autodiscover-srv", srv.summary)
    return None


def _start(subject: Subject, attempt: Attempt) -> str:
    host = autodiscover_cname.host_of(subject)
    starts = {
        "root": f"https://{subject.domain}",
        "host": f"https://{host}",
        "redirect": f"http://{host}",
        "srv": f"The service record {autodiscover_cname.srv_of(subject)}",
        "fixed": f"Microsoft's own end point {attempt.endpoint}",
        "v2": "Autodiscover V2",
    }
    return starts[attempt.method]


def _branches(subject: Subject, attempts: Sequence[Attempt]) -> str:
    return "\n".join(f"{_start(subject, attempt)}: {attempt.detail}" for attempt in attempts)


def _unclear(subject: Subject, unclear: Sequence[Attempt]) -> Result:
    return could_not(
        f"{_start(subject, unclear[0])} could not be tried: {unclear[0].detail}",
        tried=_branches(subject, unclear),
        again="Check that this machine may reach hosts on the internet on ports 80 and 443 (a proxy is set "
        "with "
        "OUTBOUND_PROXY), and run this check again.",
    )


def _only_fallback(subject: Subject, fallback: Attempt, attempts: Sequence[Attempt]) -> Result:
    host = autodiscover_cname.host_of(subject)
    return warning(
        f"Only {_start(subject, fallback)} answers; no way that starts from {subject.domain} does.",
        meaning="Programs that know Microsoft's own end points find the mailboxes. Retain starts from your "
        "domain, so "
        "it may find none, or wait minutes for each.",
        remedy=(
            Remedy(
                "text",
                f"Let http://{host} out on port 80: Microsoft answers there with a redirect, and many "
                "firewalls and "
                "proxies stop or change it.",
                label="At your firewall or proxy",
            ),
            Remedy(
                "text",
                f"Open http://{host}/autodiscover/autodiscover.xml in a browser elsewhere and compare.",
            ),
        ),
        confirm="Run this check again: it names the way that leads to a good connection.",
        expected=f"http://{host} leads to {', '.join(subject.cloud.autodiscover_endpoints)}",
        found=_branches(subject, derived(attempts)),
    )


def _none(subject: Subject, attempts: Sequence[Attempt]) -> Result:
    where = "Microsoft" if subject.online else "your Exchange server"
    words = (
        f"Publish autodiscover of your Exchange server at https://{autodiscover_cname.host_of(subject)}, "
        "with a "
        "certificate for that name, and let port 443 in."
        if not subject.online
        else "Open the list of attempts below this line and begin with the first red one: it names host and "
        "answer."
    )
    return failed(
        f"No way from {subject.domain} leads to {where}.",
        meaning="Retain finds no mailbox server for any user of this domain, so archive jobs end without "
        "mail.",
        remedy=(Remedy("text", words),),
        confirm="Run this check again: it names the way that leads to a good connection.",
        expected="at least one good connection",
        found=_branches(subject, attempts),
    )
