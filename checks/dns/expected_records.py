"""dns.expected-records: does live DNS hold what the tenant itself asks for?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from checks import graph_answers, graph_paths
from checks.admin_centre import domains_page
from checks.dns import autodiscover_cname, mx, spf
from checks.dns.lifetime import turns_green
from checks.dns.lines import line, lines, shown
from checks.dns.questions import ask, found, items
from checks.dns.spf_record import is_spf
from checks.dns.unanswered import unanswered
from checks.registry import check
from checks.result import Evidence, Remedy, Result, evidence, failed, passed, warning
from checks.sides import hanging
from checks.subject import Subject
from clients.contract import Answer, Clients

WANTED = "Records that the tenant expects"
_KINDS = {
    "domainDnsMxRecord": "MX",
    "domainDnsCnameRecord": "CNAME",
    "domainDnsTxtRecord": "TXT",
    "domainDnsSrvRecord": "SRV",
}

_MEANING_NEEDED = (
    "Mail or autodiscover goes elsewhere than this tenant expects, so mailboxes may not be found."
)
_MEANING_OPTIONAL = (
    "Archiving is not disturbed. Microsoft lists these records for this tenant; one that you replaced on "
    "purpose may stay."
)


@dataclass(frozen=True)
class Expected:
    """One record as the tenant expects it; `data` as in Answer.records."""

    name: str
    type: str
    data: str
    ttl: int
    optional: bool

    @property
    def line(self) -> str:
        return line(self.name, self.type, self.data, self.ttl)


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Microsoft Graph which DNS records the tenant expects for mail, and DNS for what is there."""
    path = f"/domains/{graph_paths.segment(subject.domain)}/serviceConfigurationRecords"
    reply = clients.graph.pages(path, needs="Domain.Read.All")
    seen = evidence(graph_answers.item(WANTED, reply))
    wanted = expected(seen)
    if not wanted:
        return seen
    seen += evidence(items(ask(subject, clients, *dict.fromkeys((one.name, one.type) for one in wanted))))
    for look_at in (mx.look, spf.look, autodiscover_cname.look):
        seen += look_at(subject, clients)
    return seen


def expected(seen: Evidence) -> tuple[Expected, ...]:
    """The records for mail that can be compared, in Microsoft's order."""
    rows = graph_answers.rows(graph_answers.found(seen, WANTED))
    return tuple(one for one in map(_expected, rows) if one is not None)


def _expected(row: Mapping[str, Any]) -> Expected | None:
    kind = _KINDS.get(str(row.get("@odata.type", "")).rpartition(".")[2])
    if kind is None or str(row.get("supportedService") or "").lower() != "email":
        return None
    label = str(row.get("label") or "").lower().rstrip(".")
    ttl = row.get("ttl")
    return Expected(
        label, kind, _data(row, kind), ttl if isinstance(ttl, int) else 3600, row.get("isOptional") is True
    )


def _data(row: Mapping[str, Any], kind: str) -> str:
    if kind == "MX":
        return f"{row.get('preference') or 0} {_host(row, 'mailExchange')}"
    if kind == "CNAME":
        return _host(row, "canonicalName")
    if kind == "SRV":
        numbers = (row.get("priority") or 0, row.get("weight") or 0, row.get("port") or 0)
        return f"{' '.join(map(str, numbers))} {_host(row, 'nameTarget')}"
    return str(row.get("text") or "")


def _host(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").lower().rstrip(".")


def matches(wanted: Expected, live: Answer) -> bool:
    """Is the record there? For MX the host counts, for SPF what it includes, else the whole record."""
    if wanted.type == "MX":
        hosts = {record.split()[-1].lower().rstrip(".") for record in live.records}
        return wanted.data.split()[-1] in hosts
    if wanted.type == "TXT" and is_spf(wanted.data):
        terms = {term.lower() for term in wanted.data.split() if term.lower().startswith("include:")}
        return any(is_spf(text) and terms <= set(text.lower().split()) for text in live.records)
    if wanted.type == "TXT":
        return wanted.data in live.records
    return wanted.data in {record.lower().rstrip(".") for record in live.records}


@check(
    "dns.expected-records",
    step="prerequisites",
    title="Records that the tenant expects",
    order=115,
    look=look,
    source="Microsoft Graph: domain, list serviceConfigurationRecords; MC1048624",
    deadline=30,
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Microsoft names for every tenant the records that mail needs. For the MX record this list is the only reliable
    source."""
    reply = graph_answers.found(evidence, WANTED)
    if reply.status == 404:
        return _foreign(subject, reply.code)
    if not reply.ok:
        return graph_answers.undecided(
            reply, "which DNS records the tenant expects", (domains_page(subject),)
        )
    wanted = expected(evidence)
    answers = {one: found(evidence, one.name, one.type) for one in wanted}
    unknown = [answer for answer in answers.values() if answer.unknown]
    if unknown:
        return unanswered(*unknown)
    wrong = [one for one in wanted if not matches(one, answers[one])]
    return _compared(subject, evidence, wanted, wrong, now)


def _owners(subject: Subject) -> Mapping[tuple[str, str], tuple[str, Callable[..., Result]]]:
    """The checks that own a record, with their judges."""
    return {
        (subject.domain, "MX"): ("dns.mx", mx.judge),
        (subject.domain, "TXT"): ("dns.spf", spf.judge),
        (autodiscover_cname.host_of(subject), "CNAME"): ("dns.autodiscover-cname", autodiscover_cname.judge),
    }


def _compared(
    subject: Subject, seen: Evidence, wanted: tuple[Expected, ...], wrong: list[Expected], now: datetime
) -> Result:
    """Blocked by the owner of a record that it fails; else red for a record that is needed, yellow for the rest."""
    owners, needed = _owners(subject), list[Expected]()
    for one in list(wrong):
        owner, judged = owners.get((one.name, one.type), ("", None))
        told = judged(subject, seen, now) if judged else None
        if told and told.status == "failed":
            return hanging(owner, told, f"{one.type} of {one.name} is not as the tenant expects it.")
        if told and told.status == "passed" and subject.exchange == "hybrid":
            wrong.remove(one)  # a server of the customer's own takes the place of Microsoft's
        elif not one.optional and not (told and told.status == "warning"):
            needed.append(one)
    if not wrong:
        count = "1 record" if len(wanted) == 1 else f"{len(wanted)} records"
        return passed(f"DNS holds what the tenant expects for mail: {count}.", found=_lines(wanted))
    return _differs(subject, seen, wrong, bool(needed), now)


def _lines(records: tuple[Expected, ...] | list[Expected]) -> str:
    return "\n".join(one.line for one in records) or "no records for mail"


def _differs(subject: Subject, seen: Evidence, wrong: list[Expected], needed: bool, now: datetime) -> Result:
    answers = [found(seen, one.name, one.type) for one in wrong]
    names = ", ".join(f"{one.type} of {one.name}" for one in wrong)
    say = failed if needed else warning
    return say(
        f"DNS differs from what the tenant expects: {names}.",
        meaning=_MEANING_NEEDED if needed else _MEANING_OPTIONAL,
        confirm=turns_green(now, *answers),
        remedy=(
            domains_page(subject),
            *(_publish(one, answer) for one, answer in zip(wrong, answers, strict=True)),
        ),
        expected=_lines(wrong),
        found="\n".join(shown(answer) for answer in dict.fromkeys(answers)),
    )


def _publish(one: Expected, live: Answer) -> Remedy:
    old = lines(live) if one.type in ("MX", "CNAME") else ()
    if one.type == "TXT" and is_spf(one.data):
        old = tuple(entry for entry, text in zip(lines(live), live.records, strict=True) if is_spf(text))
    return Remedy("record", one.line, label="At your DNS host", replaces=old)


def _foreign(subject: Subject, code: str) -> Result:
    return failed(
        f"The tenant that the application signs in to does not hold the domain {subject.domain}.",
        meaning="Users of this domain are not in that tenant, so Retain finds none of their mailboxes.",
        confirm="Run this check again: it lists the records of the domain.",
        remedy=(
            Remedy(
                "text", "Compare the tenant ID and client ID on Access with the tenant that holds the domain."
            ),
            domains_page(subject),
        ),
        expected=f"{subject.domain} among the domains of the tenant",
        found=code or "no such domain",
    )
