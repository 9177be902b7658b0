"""dns.spf: does one valid SPF record let Exchange Online send for the domain?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.admin_centre import unproven
from checks.dns import spf_tree
from checks.dns.lifetime import turns_green
from checks.dns.lines import line
from checks.dns.questions import ask, found, items
from checks.dns.spf_mending import mended
from checks.dns.spf_record import SpfRecord, is_spf, parse
from checks.dns.spf_tree import MOST_LOOKUPS, MOST_VOID, Cost, records_of
from checks.dns.unanswered import unanswered
from checks.registry import check
from checks.result import Evidence, Remedy, Result, evidence, failed, passed, warning
from checks.subject import Subject
from clients.contract import Answer, Clients

_MEANING_BROKEN = (
    "Receivers treat a faulty SPF record as none. Mail from this domain, and what Retain sends in its name, "
    "may be "
    "refused."
)
_MEANING_WEAK = (
    "Archiving works. Mail from this domain, and notices of Retain sent in its name, are more easily taken "
    "for junk or "
    "forged by others."
)


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks DNS for the SPF record of the domain, and follows everything it includes to count the look-ups."""
    (txt,) = ask(subject, clients, (subject.domain, "TXT"))
    seen = spf_tree.gather(subject.domain, txt, clients, also=_include(subject))
    return evidence(items([txt])) + seen


def _include(subject: Subject) -> str:
    """The name that the record must include; empty where Microsoft sends no mail for the domain."""
    return "" if subject.exchange == "server" else subject.cloud.spf_include


@check(
    "dns.spf",
    step="prerequisites",
    title="SPF record",
    order=60,
    look=look,
    source="RFC 7208; Microsoft 365: external DNS records (SPF)",
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The SPF record says who may send mail for the domain. Retain's notices and your own mail are refused
    or sorted out when it is faulty."""
    txt = found(evidence, subject.domain, "TXT")
    if txt.unknown:
        return unanswered(txt)
    records = records_of(txt)
    case = _Case(subject, evidence, txt, now)
    if len(records) > 1:
        return case.broken(records, f"{subject.domain} has {len(records)} SPF records; only one is allowed.")
    if not records:
        return _none(case)
    return _one(case, records[0])


@dataclass(frozen=True)
class _Case:
    """What every wording here needs: the subject, the evidence, the TXT answer in it, and the hour."""

    subject: Subject
    evidence: Evidence
    txt: Answer
    now: datetime

    def lines(self) -> tuple[str, ...]:
        """The lines that the new record replaces."""
        old = (text for text in self.txt.records if is_spf(text) or _almost(text))
        return tuple(line(self.subject.domain, "TXT", text, self.txt.ttl) for text in old)

    def cost(self, record: SpfRecord) -> Cost:
        return spf_tree.cost(self.subject.domain, record, self.evidence)

    def wanted(self, records: Sequence[SpfRecord], leave_out: Sequence[str] = ()) -> str:
        """The record to publish as a zone line; empty when it would break a limit itself."""
        reached = set[str]().union(*(self.cost(record).included for record in records)) if records else set()
        include = _include(self.subject)
        text = mended(records, "" if include in reached else include, leave_out)
        if not include and not records:
            text = "v=spf1 mx -all"
        trouble = _trouble(self.cost(parse(text)))
        ttl = self.txt.ttl if self.lines() else None
        return "" if trouble else line(self.subject.domain, "TXT", text, ttl)

    def remedy(self, wanted: str, record: SpfRecord | None) -> tuple[Remedy, ...]:
        if wanted:
            return (
                Remedy("text", "Compare the line with your own list of senders before you publish it."),
                Remedy("record", wanted, label="At your DNS host", replaces=self.lines()),
            )
        each = self.cost(record).each if record else []
        costs = (
            ", ".join(f"{text} {count}" for text, count in each[:20]) or "each include, a, mx, ptr and exists"
        )
        words = (
            f"Take out senders that you no longer use until at most {MOST_LOOKUPS} look-ups are left. Each "
            "costs: "
            f"{costs}."
        )
        return (Remedy("text", words, label="At your DNS host"),)

    def broken(self, records: Sequence[SpfRecord], summary: str, leave_out: Sequence[str] = ()) -> Result:
        wanted = self.wanted(records, leave_out)
        return failed(
            summary,
            meaning=_MEANING_BROKEN,
            remedy=self.remedy(wanted, records[0] if len(records) == 1 else None),
            confirm=turns_green(self.now, self.txt),
            expected=wanted or "one SPF record with at most 10 look-ups",
            found="\n".join(self.lines()),
        )

    def weak(self, records: Sequence[SpfRecord], summary: str) -> Result:
        wanted = self.wanted(records)
        return warning(
            summary,
            meaning=_MEANING_WEAK,
            remedy=self.remedy(wanted, records[0] if records else None),
            confirm=turns_green(self.now, self.txt),
            expected=wanted or "one SPF record with at most 10 look-ups",
            found="\n".join(self.lines()) or f"no SPF record at {self.subject.domain}.",
        )


def _almost(text: str) -> bool:
    """Meant as an SPF record, but not one: no blank after the version, another version."""
    return text.lower().lstrip(" \"'").startswith("v=spf") and not is_spf(text)


def _none(case: _Case) -> Result:
    almost = next((text for text in case.txt.records if _almost(text)), "")
    if almost:
        return case.broken(
            (), f"The record “{almost[:80]}” is no SPF record: it must begin with “v=spf1” and a blank."
        )
    summary = f"{case.subject.domain} has no SPF record."
    if _include(case.subject) and "spf_include" in case.subject.cloud.unproven:
        return unproven(case.subject, summary, tried=f"Asked for TXT of {case.subject.domain}.")
    return case.weak((), summary)


def _one(case: _Case, record: SpfRecord) -> Result:
    if record.troubles:
        term = record.troubles[0]
        return case.broken((record,), f"The SPF record has a fault at “{term.text[:80]}”: {term.trouble}.")
    cost = case.cost(record)
    if trouble := _trouble(cost):
        return case.broken((record,), f"The SPF record cannot be used: {trouble}.", _leaves(record, case))
    if cost.unknown:
        return unanswered(*cost.unknown)
    include = _include(case.subject)
    missing = bool(include) and include not in cost.included
    if missing and "spf_include" in case.subject.cloud.unproven:
        return unproven(
            case.subject, f"The SPF record does not include {include}.", tried=f"Read “{record.text}”."
        )
    weaknesses = [f"does not include {include}"] if missing else []
    weaknesses += _weak_ending(record, case.evidence)
    if weaknesses:
        return case.weak((record,), f"The SPF record {' and '.join(weaknesses)}.")
    return _sound(record, cost, include, case)


def _sound(record: SpfRecord, cost: Cost, include: str, case: _Case) -> Result:
    end = spf_tree.ending(record, case.evidence)
    with_include = f" with {include}" if include else ""
    tail = f", ends in {end.text}" if end else ""
    return passed(
        f"One SPF record{with_include}, {cost.lookups} of {MOST_LOOKUPS} look-ups{tail}.",
        found="\n".join(case.lines()),
    )


def _trouble(cost: Cost) -> str:
    """Why receivers would not use this record; empty when they would."""
    if cost.broken:
        return cost.broken[0][:200]
    if cost.lookups > MOST_LOOKUPS:
        return f"it needs {cost.lookups} look-ups, and {MOST_LOOKUPS} are allowed"
    if len(cost.voids) > MOST_VOID:
        return (
            f"{', '.join(cost.voids[:5])} lead to nothing, and at most {MOST_VOID} such look-ups are allowed"
        )
    return ""


def _leaves(record: SpfRecord, case: _Case) -> tuple[str, ...]:
    """The terms that break the record by themselves, or lead to nothing: what the mended record leaves
    out."""
    alone = {term.text: case.cost(SpfRecord("", (term,))) for term in record.terms}
    return tuple(text for text, cost in alone.items() if cost.broken or cost.voids)


def _weak_ending(record: SpfRecord, evidence: Evidence) -> list[str]:
    end = spf_tree.ending(record, evidence)
    if end is None:
        return ["has no ending (all), so it says nothing about other senders"]
    if end.qualifier == "?":
        return [f"ends in {end.text}, so it says nothing about other senders"]
    if end.qualifier == "+":
        return [f"ends in {end.text}, so it allows everybody"]
    return []
