"""dns.msoid: a left-over alias that sends sign-in to the China cloud."""

from __future__ import annotations

from datetime import datetime

from checks.dns.lifetime import turns_green
from checks.dns.lines import lines
from checks.dns.questions import ask, found, items
from checks.dns.unanswered import unanswered
from checks.registry import check
from checks.result import Evidence, Remedy, Result, evidence, failed, passed, skipped, warning
from checks.subject import Subject
from clients.contract import Answer, Clients


def _name(subject: Subject) -> str:
    return f"msoid.{subject.domain}"


def _nonsense(subject: Subject) -> str:
    """A name that nobody publishes: it has an answer only where a wildcard record gives one to every name."""
    return f"no-such-name-4f1c.{subject.domain}"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks DNS whether there is an alias (CNAME record) msoid, and whether every name of the zone has one."""
    names = (_name(subject), _nonsense(subject))
    return evidence(items(ask(subject, clients, *((name, "CNAME") for name in names))))


@check(
    "dns.msoid",
    step="prerequisites",
    title="No msoid record",
    order=110,
    look=look,
    source="Microsoft 365: external DNS records (msoid only for 21Vianet)",
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Only the China cloud uses msoid. In every other cloud this record breaks sign-in, for Retain and for
    users."""
    if subject.cloud.key == "china":
        return skipped("not-this-cloud", "The China cloud uses msoid, so its presence says nothing here.")
    answer = found(evidence, _name(subject), "CNAME")
    if answer.unknown:
        return unanswered(answer)
    if not answer.records:
        return passed(f"{answer.name} does not exist, as it should be.")
    everywhere = found(evidence, _nonsense(subject), "CNAME")
    if everywhere.records == answer.records:
        return _wildcard(subject, everywhere, now)
    return _present(answer, now)


def _present(answer: Answer, now: datetime) -> Result:
    return failed(
        f"{answer.name} exists and leads to {answer.records[0]}.",
        meaning="Programs that still ask for this name sign in at the wrong cloud, so sign-in for Retain "
        "can fail.",
        remedy=(Remedy("record", "\n".join(lines(answer)), label="At your DNS host", action="remove"),),
        confirm=turns_green(now, answer),
        expected=f"nothing at {answer.name}.",
        found="\n".join(lines(answer)),
    )


def _wildcard(subject: Subject, everywhere: Answer, now: datetime) -> Result:
    target = everywhere.records[0]
    return warning(
        f"Every name under {subject.domain} that has no record of its own leads to {target}, msoid too.",
        meaning="Programs that still ask for msoid may sign in at the wrong place.",
        remedy=(
            Remedy(
                "text",
                f"The record *.{subject.domain} answers for names that do not exist. Publish records for "
                "the names "
                "that you need, then remove it; or give msoid a harmless TXT record, which ends the "
                "wildcard there.",
                label="At your DNS host",
            ),
        ),
        confirm=turns_green(now, everywhere),
        expected=f"nothing at {_name(subject)}.",
        found=f"*.{subject.domain}. {everywhere.ttl or 0} IN CNAME {target}.",
    )
