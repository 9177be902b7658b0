"""What tests put together by hand: subjects, DNS answers, HTTP exchanges, and evidence that went through
JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from checks.dns.questions import items
from checks.result import Evidence, Item, evidence
from checks.subject import Subject
from clients.contract import Answer, Certificate, DnsOutcome, Exchange, Fault
from clients.microsoft365.clouds import CLOUDS
from tests.checks.execution import through_json

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
RESOLVER = "192.0.2.53:53"

ONLINE = Subject("example.org", CLOUDS["worldwide"])
DOD = replace(ONLINE, cloud=CLOUDS["dod"])
CHINA = replace(ONLINE, cloud=CLOUDS["china"])
SERVER = replace(
    ONLINE, exchange="server", road="impersonation", ews_url="https://mail.example.org/EWS/Exchange.asmx"
)
UNNAMED_SERVER = replace(SERVER, ews_url="")
HYBRID = replace(SERVER, exchange="hybrid", road="application")


def records(
    name: str, type: str, *records: str, ttl: int | None = 3600, chain: tuple[str, ...] = ()
) -> Answer:
    return Answer(name, type, "records", records, ttl, chain, RESOLVER, 7)


def missing(name: str, type: str, outcome: DnsOutcome = "nxdomain", ttl: int | None = 300) -> Answer:
    return Answer(name, type, outcome, ttl=ttl, server=RESOLVER, ms=7)


def unknown(name: str, type: str, outcome: DnsOutcome = "servfail", note: str = "") -> Answer:
    return Answer(name, type, outcome, server=RESOLVER, ms=7, note=note)


def seen(*parts: Answer | Item | Evidence) -> Evidence:
    """Evidence of answers, items and other evidence, as it comes back from the database."""
    flat: list[Item] = []
    for part in parts:
        if isinstance(part, Answer):
            flat.extend(items([part]))
        else:
            flat.extend([part] if isinstance(part, Item) else part.items)
    return through_json(evidence(flat))


def replied(
    url: str, status: int, body: Any = "", headers: Mapping[str, str] | None = None, ms: int = 20
) -> Exchange:
    """A GET that was answered; a body that is no text is sent as JSON."""
    text = body if isinstance(body, str) else json.dumps(body)
    return Exchange("GET", url, status, headers or {}, text, ms=ms)


def unreached(url: str, fault: Fault, detail: str = "", certificate: Certificate | None = None) -> Exchange:
    return Exchange("GET", url, fault=fault, detail=detail, ms=20, certificate=certificate)


def http(label: str, exchange: Exchange) -> Item:
    return Item(label, "http", exchange.evidence())


def certificate(*names: str, issuer: str = "CN=Example authority") -> Certificate:
    return Certificate(f"CN={names[0]}", issuer, names, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")
