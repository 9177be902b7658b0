"""The ways to autodiscover that were tried for a domain: gathered once, judged by two checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checks.autodiscover.tree import tree
from checks.dns import autodiscover_srv
from checks.own_server import own_host
from checks.result import Evidence, Item, evidence
from checks.subject import Subject
from checks.web_address import host_in
from clients.contract import Attempt, Clients, Exchange

TREE = "How autodiscover got there"
ATTEMPTS = "Attempts"
DERIVED = ("root", "host", "redirect", "srv")


def gather(subject: Subject, clients: Clients) -> Evidence:
    """Evidence of every way, in Outlook's order, and of the DNS records that two of them start from.
    NoSuchDomain."""
    records = autodiscover_srv.look(subject, clients)
    clients.progress("Trying every way to autodiscover, without signing in")
    tried = clients.autodiscover.attempts(subject.domain, subject.cloud)
    if subject.exchange == "server":
        tried = tuple(attempt for attempt in tried if attempt.method in DERIVED)
    nodes = tree(subject, tried, winner(subject, tried))
    written = [_written(attempt) for attempt in tried]
    return evidence(Item(TREE, "tree", {"nodes": nodes}), Item(ATTEMPTS, "json", written)) + records


def _written(attempt: Attempt) -> dict[str, Any]:
    return {
        "method": attempt.method,
        "intent": attempt.intent,
        "hops": [hop.evidence(body_cut=200) for hop in attempt.hops],
        "result": attempt.result,
        "endpoint": attempt.endpoint,
        "detail": attempt.detail,
    }


def of_evidence(seen: Evidence) -> tuple[Attempt, ...]:
    """The attempts of an evidence that `gather` made."""
    return tuple(_read(value) for value in seen[ATTEMPTS])


def _read(value: Mapping[str, Any]) -> Attempt:
    return Attempt(**{**value, "hops": tuple(Exchange.of(hop) for hop in value["hops"])})


def trusted(subject: Subject, host: str) -> bool:
    """May this host be told a password of this connection?

    With Exchange Online only Microsoft's hosts may: a web site under the customer's own name holds no
    mailboxes."""
    microsoft = subject.exchange != "server" and subject.cloud.owns(host)
    if subject.exchange == "online":
        return microsoft
    below = host == subject.domain or host.endswith("." + subject.domain)
    return microsoft or below or (bool(host) and host == own_host(subject))


def good(subject: Subject, attempt: Attempt) -> bool:
    """Does this way end at a good end point of this connection?"""
    return attempt.result in ("good", "foreign") and trusted(subject, attempt.endpoint)


def derived(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The ways that start from the domain itself, as Retain does; in Outlook's order."""
    return tuple(attempt for attempt in attempts if attempt.method in DERIVED)


def winner(subject: Subject, attempts: Sequence[Attempt]) -> Attempt | None:
    """The first way that starts from the domain and ends well."""
    return next((attempt for attempt in derived(attempts) if good(subject, attempt)), None)


def undecided(subject: Subject, attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """Ways that matter for this connection and of which nothing was learned.

    With Exchange Online the root domain is a web site and port 443 of the autodiscover name is closed, so
    silence there is an answer."""
    matter = ("redirect", "srv") if subject.online else DERIVED
    return tuple(attempt for attempt in attempts if attempt.method in matter and _unknown(subject, attempt))


def _unknown(subject: Subject, attempt: Attempt) -> bool:
    last = attempt.hops[-1].fault if attempt.hops else None
    silent = last in ("timeout", "unreachable", "reset", "tls-other", "dns", "proxy")
    return attempt.result == "unknown" or silent or inspected(subject, attempt)


def inspected(subject: Subject, attempt: Attempt) -> bool:
    """Did this way end at a host of Microsoft whose certificate does not verify here? That is a fault of the
    network."""
    last = attempt.hops[-1] if attempt.hops else None
    if last is None or subject.exchange == "server":
        return False
    return str(last.fault).startswith("tls-") and subject.cloud.owns(host_in(last.url))


def reached(subject: Subject, attempts: Sequence[Attempt]) -> bool:
    """Did any host answer that could have led to the mailboxes? The web site of the domain leads to none of
    Exchange Online."""
    ways = (attempt for attempt in attempts if not (subject.online and attempt.method == "root"))
    return any(hop.status for attempt in ways for hop in attempt.hops)
