"""An SPF record that keeps what the customer's records say and leaves out what breaks them."""

from __future__ import annotations

from collections.abc import Sequence

from checks.dns.spf_record import SpfRecord, Term, parse

_REPAIRS = {"ip": "ip4:", "ipv4": "ip4:", "ipv6": "ip6:", "inlcude": "include:", "includes": "include:"}


def mended(records: Sequence[SpfRecord], include: str, broken: Sequence[str] = ()) -> str:
    """One record out of all of them. `include`: a name that must be included, or empty; `broken`: terms to
    leave out.

    Kept: every sound mechanism in its order, once. A weak or missing ending becomes ~all, which only marks
    mail of unknown senders; without any old record it is -all, as Microsoft publishes it."""
    terms = [term for record in records for term in _sound(record) if term.text not in broken]
    redirects = [term for term in terms if term.name == "redirect"]
    merged = len(records) > 1 or any(term.name == "all" for term in terms)
    words = [f"include:{include}"] if include else []
    words += [term.text for term in terms if term.name not in ("all", "redirect", "exp")]
    words += [f"include:{term.value}" for term in redirects if merged]
    keeps = bool(redirects) and not merged
    tail = [redirects[0].text] if keeps else [_ending(records, terms)]
    tail += [term.text for term in terms if term.name == "exp"][:1]
    return " ".join(dict.fromkeys(("v=spf1", *words, *tail)))


def _sound(record: SpfRecord) -> list[Term]:
    """Terms without fault, in order; a few plain slips are put right."""
    terms = [_repaired(term) if term.trouble else term for term in record.terms]
    return [term for term in terms if not term.trouble]


def _repaired(term: Term) -> Term:
    head, sign, value = term.text.replace("=", ":", 1).partition(":")
    qualifier = head[:1] if head[:1] in ("+", "-", "~", "?") else ""
    name = head[len(qualifier) :].lower()
    if not sign:
        return term
    repaired = parse(f"v=spf1 {qualifier}{_REPAIRS.get(name, name + ':')}{value}").terms[0]
    return repaired if not repaired.trouble else term


def _ending(records: Sequence[SpfRecord], terms: Sequence[Term]) -> str:
    qualifiers = {term.qualifier for term in terms if term.name == "all"}
    if "~" in qualifiers or (records and "-" not in qualifiers):
        return "~all"
    return "-all"
