from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.dns.dmarc import judge, tags
from checks.result import Remedy, Result
from tests.checks.building import NOW, ONLINE, missing, records, seen, unknown

NAME = "_dmarc.example.org"
BELOW = replace(ONLINE, domain="mail.example.org")


def line(text: str) -> str:
    return f'{NAME}. 3600 IN TXT "{text}"'


@pytest.mark.parametrize("policy", ["quarantine", "reject"])
def test_an_enforced_policy_passes(policy: str) -> None:
    text = f"v=DMARC1; p={policy}; rua=mailto:dmarc@example.org"
    result = judge(ONLINE, seen(records(NAME, "TXT", text, "other")), NOW)
    assert result.status == "passed"
    assert result.summary == f"The DMARC policy is p={policy}."


def test_a_policy_that_only_watches_is_a_warning_and_keeps_its_other_tags() -> None:
    text = "v=DMARC1; p=none; rua=mailto:dmarc@example.org"
    wanted = line("v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org")
    assert judge(ONLINE, seen(records(NAME, "TXT", text)), NOW) == Result(
        "warning",
        f"The DMARC policy at {NAME} is p=none: it only watches.",
        "Retain is not touched. Others can send mail in the name of this domain, and it may be archived.",
        "Run this check again: this line turns green. The old answer may live until 11:00 UTC (TTL 3600).",
        wanted,
        line(text),
        (
            Remedy(
                "text",
                "If you are not sure that all your senders are covered by SPF or DKIM, publish it with p=none first, "
                "read the reports for some weeks, then turn to p=quarantine.",
            ),
            Remedy("record", wanted, "At your DNS host", replaces=(line(text),)),
        ),
    )


def test_no_record_is_a_warning_with_a_line() -> None:
    result = judge(ONLINE, seen(missing(NAME, "TXT")), NOW)
    assert (result.status, result.summary) == ("warning", f"{NAME} has no DMARC record.")
    assert result.remedy[-1] == Remedy("record", line("v=DMARC1; p=quarantine"), "At your DNS host")
    assert result.found == f"no TXT record at {NAME}."


def test_two_records_are_a_warning_and_become_one() -> None:
    weak, strong = "v=DMARC1; p=none", "v=DMARC1; p=reject"
    result = judge(ONLINE, seen(records(NAME, "TXT", weak, strong)), NOW)
    assert result.summary == f"{NAME} has 2 DMARC records, so receivers ignore them all."
    assert result.remedy[-1] == Remedy(
        "record", line(strong), "At your DNS host", replaces=(line(weak), line(strong))
    )


def test_two_weak_records_become_an_enforced_one() -> None:
    result = judge(ONLINE, seen(records(NAME, "TXT", "v=DMARC1; p=none", "v=DMARC1; p=nono")), NOW)
    assert result.remedy[-1].text == line("v=DMARC1; p=quarantine")


@pytest.mark.parametrize(
    ("text", "shown"), [("v=DMARC1; p=quarantaine", "quarantaine"), ("v=DMARC1", "missing")]
)
def test_a_policy_that_does_not_exist_is_a_warning(text: str, shown: str) -> None:
    result = judge(ONLINE, seen(records(NAME, "TXT", text)), NOW)
    assert (result.status, result.summary) == (
        "warning",
        f"The DMARC record of {NAME} has no valid policy (p={shown}).",
    )


def test_servfail_proves_nothing() -> None:
    assert judge(ONLINE, seen(unknown(NAME, "TXT")), NOW).status == "error"


@pytest.mark.parametrize(
    ("text", "status", "summary"),
    [
        ("v=DMARC1; p=none; sp=reject", "passed", "The DMARC policy of example.org applies here: reject."),
        ("v=DMARC1; p=quarantine", "passed", "The DMARC policy of example.org applies here: quarantine."),
        ("v=DMARC1; p=none", "warning", "_dmarc.mail.example.org has no DMARC record."),
    ],
)
def test_a_domain_below_another_takes_its_policy(text: str, status: str, summary: str) -> None:
    evidence = seen(missing("_dmarc.mail.example.org", "TXT"), records(NAME, "TXT", text))
    result = judge(BELOW, evidence, NOW)
    assert (result.status, result.summary) == (status, summary)


def test_nothing_above_helps_where_nothing_is_there() -> None:
    own = missing("_dmarc.mail.example.org", "TXT")
    assert judge(BELOW, seen(own, missing(NAME, "TXT")), NOW).status == "warning"
    assert judge(BELOW, seen(own), NOW).status == "warning"


@given(st.text())
def test_nothing_breaks_the_reader(text: str) -> None:
    assert all(name == name.strip().lower() for name in tags(text))
