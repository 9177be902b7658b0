"""Asking DNS about a domain, and finding the answers again in evidence."""

from __future__ import annotations

from collections.abc import Iterable

from checks.result import Evidence, Item
from checks.subject import Subject
from clients.contract import Answer, Clients, NoSuchDomain

Question = tuple[str, str]


def ask(subject: Subject, clients: Clients, *questions: Question) -> tuple[Answer, ...]:
    """Ask (name, type) questions at the same time; answers in their order.

    One more question, for the domain itself, goes along: NoSuchDomain when it proves that there is no such
    domain."""
    domain, *answers = clients.dns.ask_all([(subject.domain, "SOA"), *questions])
    if domain.outcome == "nxdomain":
        raise NoSuchDomain(f"DNS knows no domain {subject.domain}.")
    return tuple(answers)


def ask_addresses(clients: Clients, hosts: Iterable[str]) -> tuple[Answer, ...]:
    """IPv4 and IPv6 addresses of each host, all asked at the same time."""
    return clients.dns.ask_all([(host, kind) for host in dict.fromkeys(hosts) for kind in ("A", "AAAA")])


def label(name: str, type: str) -> str:
    return f"{type} of {name}"


def items(answers: Iterable[Answer]) -> tuple[Item, ...]:
    """One evidence item an answer, labelled by its question."""
    return tuple(Item(label(answer.name, answer.type), "record", answer.evidence()) for answer in answers)


def found(evidence: Evidence, name: str, type: str) -> Answer:
    """The answer to this question; KeyError when the evidence does not hold it."""
    return Answer.of(evidence[label(name, type)])


def addresses(evidence: Evidence, host: str) -> tuple[Answer, Answer]:
    """The answers for A and AAAA of a host that `ask_addresses` asked for."""
    return found(evidence, host, "A"), found(evidence, host, "AAAA")


def has_address(evidence: Evidence, host: str) -> bool | None:
    """True: at least one address. False: DNS proved that there is none. None: could not be looked up."""
    answers = addresses(evidence, host)
    if any(answer.outcome == "records" for answer in answers):
        return True
    return False if all(answer.missing for answer in answers) else None
