from __future__ import annotations

import pytest

from checks.dns.unanswered import said, unanswered
from clients.contract import Answer, DnsOutcome
from tests.checks.building import RESOLVER, missing, unknown


@pytest.mark.parametrize(
    ("outcome", "words", "again"),
    [
        ("servfail", "answered SERVFAIL: it could not find out either", "DNSSEC"),
        ("refused", "refused to answer", "DNS_RESOLVERS"),
        ("timeout", "did not answer in time", "port 53"),
        ("malformed", "sent an answer that could not be read", "spoils the answer"),
    ],
)
def test_each_outcome_has_its_own_words(outcome: DnsOutcome, words: str, again: str) -> None:
    result = unanswered(missing("a.example.org", "A"), unknown("a.example.org", "AAAA", outcome))
    assert result.status == "error"
    assert result.summary == f"No usable answer for AAAA of a.example.org: {RESOLVER} {words}."
    assert result.confirm == f"Asked for AAAA of a.example.org: {RESOLVER} {words}."
    assert again in result.remedy[0].text


def test_a_note_is_told_and_a_silent_resolver_has_no_name() -> None:
    assert said(unknown("a.example.org", "A", "servfail", "EDE 6: bogus.")).endswith("either (EDE 6: bogus)")
    assert said(Answer("a.example.org", "A", "timeout")) == "the resolver did not answer in time"
