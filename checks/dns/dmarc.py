"""dns.dmarc: does the domain tell receivers what to do with mail that is not really from it?"""

from __future__ import annotations

from datetime import datetime

from checks.dns.lifetime import turns_green
from checks.dns.lines import line, shown
from checks.dns.questions import ask, found, items, label
from checks.dns.unanswered import unanswered
from checks.registry import check
from checks.result import Evidence, Remedy, Result, evidence, passed, warning
from checks.subject import Subject
from clients.contract import Answer, Clients

_POLICIES = ("none", "quarantine", "reject")
_CAREFULLY = (
    "If you are not sure that all your senders are covered by SPF or DKIM, publish it with p=none first, "
    "read the "
    "reports for some weeks, then turn to p=quarantine."
)


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks DNS for the DMARC record of the domain and, when it has none, of the domains above it."""
    (own,) = ask(subject, clients, (_name(subject.domain), "TXT"))
    above = (
        ()
        if _records(own)
        else clients.dns.ask_all([(_name(name), "TXT") for name in _above(subject.domain)])
    )
    return evidence(items([own, *above]))


def _name(domain: str) -> str:
    return f"_dmarc.{domain}"


def _above(domain: str) -> tuple[str, ...]:
    """Domains above this one that have at least two labels; nearest first."""
    labels = domain.split(".")
    return tuple(".".join(labels[at:]) for at in range(1, len(labels) - 1))


def _records(answer: Answer) -> tuple[str, ...]:
    return tuple(record for record in answer.records if record.replace(" ", "").startswith("v=DMARC1"))


def tags(record: str) -> dict[str, str]:
    """Tags of a DMARC record, names in lower case (RFC 7489 section 6.4)."""
    parts = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in parts}


@check(
    "dns.dmarc",
    step="prerequisites",
    title="DMARC policy",
    order=80,
    look=look,
    source="RFC 7489 sections 6.3, 6.4 and 6.6.3",
    advice=True,
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """A DMARC policy keeps others from writing in your name. Archiving does not need it: this is advice
    while you are at the DNS zone."""
    own = found(evidence, _name(subject.domain), "TXT")
    if own.unknown:
        return unanswered(own)
    records = _records(own)
    if not records:
        return _inherited(subject, evidence) or _missing(subject, own, now)
    if len(records) > 1:
        best = next((record for record in records if _enforced(record)), _strict(records[0]))
        summary = f"{own.name} has {len(records)} DMARC records, so receivers ignore them all."
        return _wrong(own, summary, best, now)
    return _judge_one(own, records[0], now)


def _judge_one(own: Answer, record: str, now: datetime) -> Result:
    policy = tags(record).get("p", "").lower()
    if policy not in _POLICIES:
        summary = f"The DMARC record of {own.name} has no valid policy (p={policy[:40] or 'missing'})."
        return _wrong(own, summary, _strict(record), now)
    if policy == "none":
        return _wrong(
            own, f"The DMARC policy at {own.name} is p=none: it only watches.", _strict(record), now
        )
    return passed(f"The DMARC policy is p={policy}.", found=shown(own))


def _enforced(record: str) -> bool:
    return tags(record).get("p", "").lower() in ("quarantine", "reject")


def _strict(record: str) -> str:
    """The same record with the policy quarantine, its other tags kept."""
    kept = "".join(f"; {name}={value}" for name, value in tags(record).items() if name not in ("v", "p"))
    return f"v=DMARC1; p=quarantine{kept}"


def _inherited(subject: Subject, evidence: Evidence) -> Result | None:
    """A pass when a domain above gives an enforced policy to the domains below it."""
    for domain in _above(subject.domain):
        if label(_name(domain), "TXT") not in {item.label for item in evidence.items}:
            return None
        answer = found(evidence, _name(domain), "TXT")
        records = _records(answer)
        if len(records) == 1:
            told = tags(records[0])
            policy = told.get("sp", told.get("p", "")).lower()
            if policy in ("quarantine", "reject"):
                return passed(f"The DMARC policy of {domain} applies here: {policy}.", found=shown(answer))
            return None
    return None


def _missing(subject: Subject, own: Answer, now: datetime) -> Result:
    return _wrong(own, f"{own.name} has no DMARC record.", "v=DMARC1; p=quarantine", now)


def _wrong(own: Answer, summary: str, record: str, now: datetime) -> Result:
    wanted = line(own.name, "TXT", record, own.ttl if own.records else None)
    old = tuple(line(own.name, "TXT", found, own.ttl) for found in _records(own))
    return warning(
        summary,
        meaning="Retain is not touched. Others can send mail in the name of this domain, and it may be "
        "archived.",
        remedy=(
            Remedy("text", _CAREFULLY),
            Remedy("record", wanted, label="At your DNS host", replaces=old),
        ),
        confirm=turns_green(now, own),
        expected=wanted,
        found="\n".join(old) or shown(own),
    )
