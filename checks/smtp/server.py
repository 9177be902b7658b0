"""smtp.server: which mail server to enter in Retain, and does it answer?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from checks.dns import mx
from checks.dns.questions import found
from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, blocked, could_not, evidence, passed, warning
from checks.subject import Subject
from checks.unreachable import SAID, told
from clients.contract import Clients

_MOST_HOSTS = 3
ENTER = "SMTP server to enter in Retain"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Greets the mail servers of the domain on port 25, best preference first, and asks whether they offer
    encryption. No mail is sent."""
    seen = mx.look(subject, clients)
    probes: list[Item] = []
    for host in mx.hosts(found(seen, subject.domain, "MX"))[:_MOST_HOSTS]:
        clients.progress(f"Greeting {host} on port 25")
        probe = clients.smtp.probe(host)
        probes.append(Item(label(host), "json", probe.evidence()))
        if probe.starttls:
            break
    return evidence(_to_enter(subject, seen), probes) + seen


def label(host: str) -> str:
    return f"Greeting of {host}"


def _to_enter(subject: Subject, seen: Evidence) -> list[Item]:
    return [Item(ENTER, "text", host) for host in mx.hosts(found(seen, subject.domain, "MX"))[:1]]


@check(
    "smtp.server",
    step="prerequisites",
    title="Mail server on port 25",
    order=180,
    look=look,
    source="RFC 3207 (STARTTLS); Retain manual: SMTP address for notices",
    deadline=40.0,
    advice=True,
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain sends its notices through a mail server, and its console asks for the name. That is the server
    which takes mail for the domain."""
    owner = mx.judge(subject, evidence, now)
    if owner.status == "failed":
        return blocked("dns.mx", "No mail server to ask: the MX record is at fault.")
    targets = mx.hosts(found(evidence, subject.domain, "MX"))
    if not targets:
        return owner
    probes = [(host, probe) for host in targets if (probe := evidence.get(label(host))) is not None]
    good = next((host for host, probe in probes if probe["starttls"]), "")
    if good:
        return passed(f"{good} answers on port 25 and offers encryption (STARTTLS). Enter it in Retain.")
    plain = next((host for host, probe in probes if not probe["fault"]), "")
    if plain:
        return _without_encryption(plain)
    return _silent(probes)


def _without_encryption(host: str) -> Result:
    return warning(
        f"{host} answers on port 25, but offers no encryption (STARTTLS).",
        meaning="Notices that Retain sends through this server can be read on the way. Archiving is not "
        "touched.",
        remedy=(
            Remedy(
                "text", f"Ask whoever runs {host} to switch STARTTLS on, or enter another server in Retain."
            ),
        ),
        confirm="Run this check again: it says that encryption is offered.",
        expected="STARTTLS offered",
        found="no STARTTLS in the greeting",
    )


def _silent(probes: list[tuple[str, Mapping[str, Any]]]) -> Result:
    host, probe = probes[0]
    tried = " ".join(
        f"Port 25 of {name}: {_why(seen)}, after {seen['ms']} ms.{told(seen['detail'])}"
        for name, seen in probes
    )
    return could_not(
        f"{host} could not be greeted on port 25 from this machine: {_why(probe)}. Many networks block port "
        "25.",
        tried=tried,
        again=f"Run this check from the Retain server, or allow port 25 to {host}. The name to enter in "
        f"Retain is {host}.",
    )


def _why(probe: Mapping[str, Any]) -> str:
    return SAID[probe["fault"]]
