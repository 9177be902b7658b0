"""Following an SPF record through everything that it includes, and counting what that costs (RFC 7208
section 4.6.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.dns.questions import Question, found, items, label
from checks.dns.spf_record import SpfRecord, Term, is_spf, parse
from checks.result import Evidence, evidence
from clients.contract import Answer, Clients

MOST_LOOKUPS = 10
MOST_VOID = 2
_MOST_NAMES = 40


@dataclass
class Cost:
    """What a record costs and where it breaks. `unknown` answers make the count a lower bound."""

    lookups: int = 0
    voids: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unknown: list[Answer] = field(default_factory=list)
    included: set[str] = field(default_factory=set)
    each: list[tuple[str, int]] = field(default_factory=list)


def records_of(answer: Answer) -> tuple[SpfRecord, ...]:
    """The SPF records among TXT records."""
    return tuple(parse(text) for text in answer.records if is_spf(text))


def gather(domain: str, first: Answer, clients: Clients, also: str = "") -> Evidence:
    """Evidence of every name that the records of `first` lead to: level by level, each name once, at most 40.

    `also`: one more name to follow, as if a record included it.
    """
    level = [(domain, record) for record in records_of(first)]
    level += [(domain, parse(f"v=spf1 include:{also}"))] if also else []
    asked: dict[Question, Answer] = {(domain, "TXT"): first}
    while level and len(asked) < _MOST_NAMES:
        wanted = [question for name, record in level for question in _questions(name, record)]
        fresh = list(dict.fromkeys(q for q in wanted if q not in asked))[: _MOST_NAMES - len(asked)]
        clients.progress(f"Following {len(fresh)} names of the SPF record")
        answers = dict(zip(fresh, clients.dns.ask_all(fresh), strict=True))
        asked |= answers
        level = [(name, r) for (name, kind), a in answers.items() if kind == "TXT" for r in records_of(a)]
    return evidence(items(asked.values()))


def _questions(domain: str, record: SpfRecord) -> Iterator[Question]:
    for term in record.reached:
        if term.looks_up and not term.has_macro:
            host = term.value or domain
            yield from ((host, kind) for kind in _TYPES.get(term.name, ()))


_TYPES: dict[str, tuple[str, ...]] = {
    "include": ("TXT",),
    "redirect": ("TXT",),
    "a": ("A", "AAAA"),
    "mx": ("MX",),
    "exists": ("A",),
}


def cost(domain: str, record: SpfRecord, seen: Evidence) -> Cost:
    """What `record`, published at `domain`, costs with the answers in `seen`."""
    total = Cost()
    _walk(domain, record, seen, total, (domain,))
    return total


def _walk(domain: str, record: SpfRecord, seen: Evidence, total: Cost, path: tuple[str, ...]) -> None:
    total.broken += [f"{domain}: {term.text} ({term.trouble})" for term in record.troubles if len(path) > 1]
    for term in record.reached:
        if not term.looks_up:
            continue
        before = total.lookups
        total.lookups += 1
        _term(domain, term, seen, total, path)
        if len(path) == 1:
            total.each.append((term.text, total.lookups - before))


def _term(domain: str, term: Term, seen: Evidence, total: Cost, path: tuple[str, ...]) -> None:
    host = term.value or domain
    if term.has_macro or term.name == "ptr":
        return
    if term.name in ("include", "redirect"):
        total.included.add(host)
    asked = [found(seen, host, kind) for kind in _TYPES[term.name] if _holds(seen, host, kind)]
    total.unknown += [answer for answer in asked if answer.unknown]
    if not asked or any(answer.unknown for answer in asked):
        return
    if term.name in ("include", "redirect"):
        _enter(host, term, asked[0], seen, total, path)
    elif all(answer.missing for answer in asked):
        total.voids.append(term.text)


def _enter(host: str, term: Term, answer: Answer, seen: Evidence, total: Cost, path: tuple[str, ...]) -> None:
    inner = records_of(answer)
    if host in path:
        total.broken.append(f"{term.text} leads back to {host}, in a circle")
    elif len(inner) != 1:
        count = "no SPF record" if not inner else f"{len(inner)} SPF records"
        total.broken.append(f"{term.text} leads to {host}, which has {count}")
    elif total.lookups <= 10 * MOST_LOOKUPS:
        _walk(host, inner[0], seen, total, (*path, host))


def _holds(seen: Evidence, host: str, kind: str) -> bool:
    return seen.get(label(host, kind)) is not None


def ending(record: SpfRecord, seen: Evidence) -> Term | None:
    """The `all` that decides in the end, redirects followed; None where nothing decides."""
    known: set[str] = set()
    while record.redirect and record.redirect.value not in known:
        host = record.redirect.value
        known.add(host)
        inner = records_of(found(seen, host, "TXT")) if _holds(seen, host, "TXT") else ()
        if len(inner) != 1:
            return None
        record = inner[0]
    return record.all
