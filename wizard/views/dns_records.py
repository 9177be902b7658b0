"""The records of step Prerequisites, ready to copy into the customer's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checks.dns.lines import line
from checks.own_server import own_host
from checks.subject import Subject
from sync.models import Connection
from wizard import subjects


@dataclass(frozen=True)
class ZoneRecord:
    """One record: what it is for, its line of a zone file, and its parts as DNS hosts ask for them."""

    what: str
    line: str
    name: str
    type: str
    value: str


def context(connection: Connection) -> dict[str, Any]:
    """`records`, and `subject` (None when the connection names a cloud that the operator has taken away)."""
    try:
        subject = subjects.subject_of(connection)
    except KeyError:
        return {"records": (), "subject": None, "unproven": False}
    unproven = subject.exchange != "server" and "autodiscover" in subject.cloud.unproven
    return {"records": records(subject), "subject": subject, "unproven": unproven}


def records(subject: Subject) -> tuple[ZoneRecord, ...]:
    """What autodiscover needs; nothing for an own server whose name was not given."""
    if subject.online:
        return (_alias(subject, subject.cloud.autodiscover),)
    host = own_host(subject)
    return (_alias(subject, host), _service(subject, host)) if host else ()


def _alias(subject: Subject, target: str) -> ZoneRecord:
    name = f"autodiscover.{subject.domain}"
    return ZoneRecord("Leads to autodiscover", line(name, "CNAME", target), "autodiscover", "CNAME", target)


def _service(subject: Subject, host: str) -> ZoneRecord:
    name = f"_autodiscover._tcp.{subject.domain}"
    value = f"0 0 443 {host}"
    return ZoneRecord(
        "In place of the alias, where your DNS host cannot make one", line(name, "SRV", value), "_autodiscover._tcp",
        "SRV", value,
    )  # fmt: skip
