"""dns.dkim: do both DKIM selectors of Exchange Online lead to a key?"""

from __future__ import annotations

from datetime import datetime

from checks.dns.lines import shown
from checks.dns.questions import ask, found, items
from checks.dns.unanswered import unanswered
from checks.registry import check
from checks.result import Evidence, Remedy, Result, evidence, passed, warning
from checks.subject import Subject
from clients.contract import Answer, Clients

_SELECTORS = ("selector1", "selector2")


def _name(subject: Subject, selector: str) -> str:
    return f"{selector}._domainkey.{subject.domain}"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks DNS for the DKIM keys under selector1 and selector2, the two names that Exchange Online signs
    with."""
    names = [_name(subject, selector) for selector in _SELECTORS]
    return evidence(items(ask(subject, clients, *((name, "TXT") for name in names))))


@check(
    "dns.dkim",
    step="prerequisites",
    title="DKIM keys",
    order=70,
    look=look,
    source="RFC 6376 section 3.6.1; Microsoft Defender: set up DKIM",
    advice=True,
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Signed mail is trusted more. Archiving does not need it: this is advice while you are at the DNS
    zone."""
    answers = tuple(found(evidence, _name(subject, selector), "TXT") for selector in _SELECTORS)
    without = tuple(answer for answer in answers if not answer.unknown and not _has_key(answer))
    if without:
        return _missing(subject, without)
    if any(answer.unknown for answer in answers):
        return unanswered(*answers)
    return passed(f"{' and '.join(_SELECTORS)} lead to DKIM keys.", found="\n".join(map(_way, answers)))


def _has_key(answer: Answer) -> bool:
    return any(_public_key(record) for record in answer.records)


def _public_key(record: str) -> str:
    """Value of the `p` tag; empty when there is none or the key is withdrawn."""
    tags = (part.partition("=") for part in record.split(";"))
    return next((value.strip() for name, _, value in tags if name.strip() == "p"), "")


def _way(answer: Answer) -> str:
    return " → ".join((answer.name, *answer.chain))


def _state(answer: Answer) -> str:
    return shown(answer) if not answer.chain or answer.records else f"{_way(answer)}, where no key lies"


def _missing(subject: Subject, without: tuple[Answer, ...]) -> Result:
    names = " and ".join(answer.name for answer in without)
    return warning(
        f"No DKIM key under {names}.",
        meaning="Retain is not touched. Receivers cannot verify the signature of your mail, and may sort it "
        "out.",
        remedy=(
            Remedy(
                "text",
                f"Choose Email & collaboration, Policies, Email authentication, DKIM, {subject.domain}, and "
                "switch "
                "signing on. The page shows the two CNAME records to publish: Microsoft makes them up for "
                "each "
                "tenant, so nobody else can tell you their values.",
                label="In the Microsoft Defender portal",
            ),
            Remedy(
                "text",
                "Publish both CNAME records exactly as that page shows them.",
                label="At your DNS host",
            ),
        ),
        confirm="Run this check again once the records are published: this line turns green.",
        expected="a DKIM key under both selectors",
        found="\n".join(_state(answer) for answer in without),
    )
