"""Words for a DNS question that got no usable answer. Such a question proves nothing, so it is never worded
as wrong."""

from __future__ import annotations

from checks.result import Result, could_not
from clients.contract import Answer, DnsOutcome

_SAID: dict[DnsOutcome, str] = {
    "servfail": "answered SERVFAIL: it could not find out either",
    "refused": "refused to answer",
    "timeout": "did not answer in time",
    "malformed": "sent an answer that could not be read",
}
_AGAIN: dict[DnsOutcome, str] = {
    "servfail": (
        "Run this check again in a few minutes. If it stays like this, ask the host of your DNS zone to "
        "look at its "
        "name servers; a broken DNSSEC signature gives the same answer."
    ),
    "refused": (
        "Check which resolver this machine may use, set DNS_RESOLVERS to it if need be, and run this check "
        "again."
    ),
    "timeout": (
        "Check that this machine may reach its DNS resolver on port 53 (UDP and TCP), and run this check "
        "again."
    ),
    "malformed": (
        "Run this check again. If it stays like this, another resolver (setting DNS_RESOLVERS) or the host "
        "of your DNS "
        "zone can help: something on the way spoils the answer."
    ),
}


def said(answer: Answer) -> str:
    """What the asked server did, as the end of a sentence."""
    note = "" if answer.outcome == "timeout" else answer.note.rstrip(". ")
    return f"{answer.server or 'the resolver'} {_SAID[answer.outcome]}{f' ({note})' if note else ''}"


def unanswered(*answers: Answer) -> Result:
    """The result of a check whose questions came to nothing: built from the first answer that is unknown."""
    unknown = [answer for answer in answers if answer.unknown]
    first = unknown[0]
    return could_not(
        f"No usable answer for {first.type} of {first.name}: {said(first)}.",
        tried=" ".join(f"Asked for {answer.type} of {answer.name}: {said(answer)}." for answer in unknown),
        again=_AGAIN[first.outcome],
    )
