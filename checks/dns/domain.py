"""dns.domain: does the domain exist at all?"""

from __future__ import annotations

from datetime import datetime

from checks.dns.questions import found, items
from checks.dns.unanswered import unanswered
from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, could_not, evidence, failed, passed
from checks.subject import Subject
from clients.contract import Answer, Clients

ZONE = "Enclosing zone"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks DNS whether the domain exists, which zone it lies in and which name servers serve that zone."""
    exists = clients.dns.ask(subject.domain, "SOA")
    if exists.outcome == "nxdomain":
        return evidence(items([exists]))
    zone = clients.dns.zone(subject.domain)
    rest = [answer for answer in (zone.soa, zone.ns, *zone.asked) if answer]
    known = {(exists.name, exists.type): exists, **{(a.name, a.type): a for a in rest}}
    return evidence(items(known.values()), Item(ZONE, "json", {"outcome": zone.outcome, "name": zone.name}))


@check(
    "dns.domain",
    step="prerequisites",
    title="Domain",
    order=30,
    look=look,
    source="RFC 8020 (no such name), RFC 1034 section 4.2 (zones)",
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Everything else hangs on the domain: mail, autodiscover and Retain's own look-ups start from its
    name."""
    exists = found(evidence, subject.domain, "SOA")
    if exists.outcome == "nxdomain":
        return _no_such_domain(subject.domain, exists)
    if exists.unknown:
        return unanswered(exists)
    zone = evidence[ZONE]
    if zone["outcome"] != "records" or not zone["name"]:
        return _no_zone(subject.domain, evidence)
    servers = found(evidence, zone["name"], "NS").records
    if not servers:
        return _no_zone(subject.domain, evidence)
    inside = "" if zone["name"] == subject.domain else f" in the zone {zone['name']}"
    return passed(f"{subject.domain} exists{inside}, served by {', '.join(sorted(servers))}.")


def _no_such_domain(domain: str, exists: Answer) -> Result:
    return failed(
        f"DNS knows no domain {domain}: {exists.server or 'the resolver'} answered that the name does not "
        "exist.",
        meaning="Nothing can be delivered to this domain or looked up in it, so Retain finds no mailbox "
        "there.",
        remedy=(
            Remedy(
                "text", f"Compare the spelling of {domain} with your mail addresses, and correct it on Start."
            ),
            Remedy(
                "text",
                "If the spelling is right, renew or register the domain, or have its name servers entered "
                "again.",
                label="At your domain registrar",
            ),
        ),
        confirm="Run this check again: this line turns green, and the checks blocked by it run by "
        "themselves.",
        expected=f"{domain}. exists",
        found=f"{domain}. does not exist (NXDOMAIN)",
    )


def _no_zone(domain: str, evidence: Evidence) -> Result:
    asked = [Answer.of(item.value) for item in evidence.items if item.kind == "record"]
    if any(answer.unknown for answer in asked):
        return unanswered(*asked)
    return could_not(
        f"{domain} exists, but the zone that holds it and its name servers were not found.",
        tried=" ".join(f"Asked for {answer.type} of {answer.name}: {answer.outcome}." for answer in asked),
        again="Try another resolver (setting DNS_RESOLVERS): some hide zone data. Then run this check again.",
    )
