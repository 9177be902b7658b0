"""Hosts that a client would have told a password although they must not have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from checks.autodiscover.attempts import derived, inspected, of_evidence, trusted, winner
from checks.dns import autodiscover_cname
from checks.result import Evidence
from checks.subject import Subject
from checks.web_address import host_in
from clients.contract import Attempt, Exchange

BROKEN_TRUST = ("tls-name", "tls-issuer", "tls-expired")


_WOULD = "would have received a password"


@dataclass(frozen=True)
class Danger:
    """`host` would have received a password on the way `method`. `words`: that as a sentence, with the
    reason."""

    method: str
    host: str
    words: str


def dangers(subject: Subject, evidence: Evidence, now: datetime) -> tuple[Danger, ...]:
    """Every danger on the ways that a client walks: in Outlook's order, up to the one that ends well."""
    attempts = of_evidence(evidence)
    end = winner(subject, attempts)
    found: list[Danger] = []
    for attempt in derived(attempts):
        found += _of_attempt(subject, attempt, evidence, now)
        if attempt is end:
            break
    return tuple(found)


def _of_attempt(subject: Subject, attempt: Attempt, evidence: Evidence, now: datetime) -> Iterator[Danger]:
    for hop in attempt.hops:
        host = _host(hop)
        if hop.status == 401 and hop.url.startswith("http:"):
            yield Danger(
                attempt.method, host, f"{host} {_WOULD} over plain HTTP, readable by anybody on the way."
            )
        elif _asks(hop, attempt) and not trusted(subject, host):
            yield Danger(
                attempt.method, host, f"{host}, which belongs to neither {_owners(subject)}, {_WOULD}."
            )
        elif hop.fault in BROKEN_TRUST and not _harmless(subject, attempt, evidence, now):
            yield Danger(
                attempt.method, host, f"{host}, whose certificate does not prove its name, {_WOULD}."
            )
    yield from _downgraded(attempt)


def _host(hop: Exchange) -> str:
    return host_in(hop.url)


def _owners(subject: Subject) -> str:
    return "Microsoft nor this connection" if subject.exchange != "server" else "you nor this connection"


def _asks(hop: Exchange, attempt: Attempt) -> bool:
    """Does this hop ask for a password, or answer as autodiscover in the end?"""
    ends = hop is attempt.hops[-1] and attempt.result in ("good", "foreign")
    return hop.url.startswith("https:") and (hop.status == 401 or ends)


def _harmless(subject: Subject, attempt: Attempt, evidence: Evidence, now: datetime) -> bool:
    """A host of Microsoft without a good certificate is inspected on the way: the network checks own that. The web
    site of the domain may have any certificate: clients stop there. And where the alias leads to
    Microsoft, Microsoft's certificate cannot be for the customer's name."""
    if attempt.method == "root" or inspected(subject, attempt):
        return True
    at_microsoft = subject.exchange != "server" and attempt.method == "host" and len(attempt.hops) == 1
    return at_microsoft and autodiscover_cname.judge(subject, evidence, now).status == "passed"


def _downgraded(attempt: Attempt) -> Iterator[Danger]:
    """A way that starts on HTTPS, goes through plain HTTP and then ends well: who answers is up to the
    wire."""
    start = 1 if attempt.method == "redirect" else 0
    plain = [hop for hop in attempt.hops[start:] if hop.url.startswith("http:")]
    last = attempt.hops[-1] if attempt.hops else None
    if attempt.result == "untrusted" and plain and last and last.fault is None and last.status != 401:
        host = _host(plain[0])
        words = f"{host} is asked over plain HTTP, so anybody on the way could answer and receive a password."
        yield Danger(attempt.method, host, words)
