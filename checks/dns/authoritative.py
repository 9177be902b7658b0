"""dns.authoritative: do all name servers of the domain say the same?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from checks.dns.autodiscover_cname import host_of, srv_of
from checks.dns.lifetime import clock
from checks.dns.questions import Question, ask
from checks.dns.server_answers import Server, differences, of_evidence, table, written
from checks.dns.unanswered import said
from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, could_not, evidence, passed, warning
from checks.subject import Subject
from clients.contract import Answer, Clients, Zone

ZONE = "Zone"
TABLE = "Answers by name server"
ANSWERS = "Answers"
SWITCHED_OFF = "Asking name servers directly"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks every authoritative name server of the domain directly for the records that matter here (MX, SPF,
    autodiscover alias and service record) and puts the answers side by side."""
    if not clients.dns.asks_authoritative:
        return evidence(Item(SWITCHED_OFF, "text", "switched off (DNS_AUTHORITATIVE)"))
    ask(subject, clients)
    zone = clients.dns.zone(subject.domain)
    clients.progress(f"Asking {len(zone.servers)} name servers of {zone.name or subject.domain}")
    reachable = [server for server in zone.servers if server.address]
    rows = clients.dns.ask_servers(reachable, questions(subject))
    answered = dict(zip(reachable, rows, strict=True))
    servers = [written(server, answered.get(server, ())) for server in zone.servers]
    return evidence(
        Item(ZONE, "json", _zone(zone)),
        Item(TABLE, "table", table(of_evidence(servers))),
        Item(ANSWERS, "json", servers),
    )


def questions(subject: Subject) -> tuple[Question, ...]:
    return (
        (subject.domain, "MX"),
        (subject.domain, "TXT"),
        (host_of(subject), "CNAME"),
        (srv_of(subject), "SRV"),
    )


def _zone(zone: Zone) -> dict[str, Any]:
    troubled = [answer.evidence() for answer in zone.asked if answer.unknown]
    return {"outcome": zone.outcome, "name": zone.name, "troubled": troubled}


@check(
    "dns.authoritative",
    step="prerequisites",
    title="Name servers agree",
    order=40,
    look=look,
    source="RFC 1034 section 4.3 (authoritative answers); RFC 1912 section 2.8 (lame servers)",
    deadline=30.0,
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """While the name servers of a domain disagree, it is a matter of luck which mail server and which
    autodiscover record Retain gets to see: archiving works now and fails an hour later."""
    if evidence.get(SWITCHED_OFF):
        return _switched_off(subject)
    zone, servers = evidence[ZONE], of_evidence(evidence[ANSWERS])
    if not servers:
        return _no_servers(subject, zone)
    answering = [server for server in servers if server.answers_here]
    if not answering:
        return _none_answers(zone["name"], servers)
    silent = _silent(servers)
    differing = differences(answering)
    if differing:
        return _disagree(zone["name"], answering, differing, now)
    if silent:
        return _lame(zone["name"], silent, answering)
    return passed(f"All {len({s.host for s in servers})} name servers of {zone['name']} say the same.")


def _silent(servers: tuple[Server, ...]) -> tuple[Server, ...]:
    """Servers none of whose addresses gave an answer; one stands for all addresses of its host."""
    good = {server.host for server in servers if server.answers_here}
    return tuple({server.host: server for server in servers if server.host not in good}.values())


def _switched_off(subject: Subject) -> Result:
    return could_not(
        f"The name servers of {subject.domain} were not asked: this installation forbids it "
        "(DNS_AUTHORITATIVE=off).",
        tried="Nothing was asked.",
        again="Where the network allows it, set DNS_AUTHORITATIVE=on, restart, and run this check again.",
    )


def _no_servers(subject: Subject, zone: dict[str, Any]) -> Result:
    troubled = [Answer.of(value) for value in zone["troubled"]]
    tried = " ".join(f"Asked for {a.type} of {a.name}: {said(a)}." for a in troubled)
    return could_not(
        f"The name servers of {subject.domain} were not found.",
        tried=tried or f"Asked for the zone of {subject.domain} and its name servers: {zone['outcome']}.",
        again="Run this check again in a few minutes. Where the domain is at fault, the check Domain says "
        "more.",
    )


def _none_answers(zone: str, servers: tuple[Server, ...]) -> Result:
    return could_not(
        f"None of the {len({s.host for s in servers})} name servers of {zone} answered this machine.",
        tried=" ".join(f"{server.words}." for server in servers),
        again="Check that this machine may send DNS questions (port 53, UDP and TCP) to servers on the "
        "internet. Where "
        "that is forbidden on purpose, set DNS_AUTHORITATIVE=off.",
    )


def _lame(zone: str, silent: tuple[Server, ...], answering: list[Server]) -> Result:
    names = " and ".join(server.host for server in silent)
    return warning(
        " ".join(f"{server.words}." for server in silent) + f" {_others(len({s.host for s in answering}))}",
        meaning="Each look-up that happens to go there is slow or fails, so Retain finds autodiscover only "
        "sometimes.",
        remedy=(
            Remedy(
                "text",
                f"Ask the host of the zone {zone} to mend {names}, or take it out of the zone's NS records "
                "and out of "
                "the entry at your registrar.",
                label="At your DNS host",
            ),
        ),
        confirm="Run this check again: all name servers answer and agree.",
        expected="every name server answers for the zone",
        found="\n".join(server.words for server in silent),
    )


def _others(count: int) -> str:
    return "One other answers well." if count == 1 else f"The other {count} agree."


def _disagree(
    zone: str, servers: list[Server], differing: dict[str, dict[str, list[str]]], now: datetime
) -> Result:
    ttl = max(
        (answer.ttl or 0 for server in servers for answer in server.answers if answer.records), default=0
    )
    seen = clock(now + timedelta(seconds=ttl))
    topics = ", ".join(differing)
    return warning(
        f"The name servers of {zone} disagree on {topics}: "
        + "; ".join(_who_says_what(values) for values in differing.values())
        + ".",
        meaning="Which of these records Retain gets is a matter of luck until all servers say the same.",
        remedy=(
            Remedy(
                "text",
                f"If you changed {topics} a moment ago, wait: the servers copy the zone from each other "
                "within minutes. "
                f"If it stays like this, ask the host of {zone} to bring the copies of all its name servers "
                "up to date.",
                label="At your DNS host",
            ),
        ),
        confirm="Run this check again: all name servers agree. If they agreed from now on, the records "
        "would be visible "
        f"everywhere from {seen} (TTL {ttl}).",
        expected="the same answers from every name server",
        found="\n".join(
            f"{host}: {topic} {value}"
            for topic, values in differing.items()
            for value, hosts in values.items()
            for host in hosts
        ),
    )


def _who_says_what(values: dict[str, list[str]]) -> str:
    return ", ".join(
        f"{' and '.join(hosts)} {'say' if len(hosts) > 1 else 'says'} {v}" for v, hosts in values.items()
    )
