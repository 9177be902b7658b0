"""The register of phrases: each leads somewhere, and says how well it is supported."""

from __future__ import annotations

import re

import pytest

from checks import registry
from checks.worker_log.phrases import JOB_START, MARKERS, PHRASES, SUPPORT, Phrase, may_hold_any

each = pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.id)

HITS = {
    "invalid-password": ["Invalid Password", "login failed: INVALID PASSWORD for RetainWorker"],
    "access-denied": ["AccessDenied", "ErrorAccessDenied", "ACCESSDENIED: room@example.org"],
    "no-autodiscover": ["No Autodiscover/Endpoint found!", "no autodiscover/endpoint found"],
    "impersonation-denied": [
        "ErrorImpersonateUserDenied",
        "<e:ResponseCode>ErrorImpersonateUserDenied</e:ResponseCode>",
    ],
    "sign-in-refused": ["AADSTS7000215: Invalid client secret provided.", "(aadsts50126)"],
}
MISSES = {
    "invalid-password": ["Invalid  Password", "InvalidPassword", "password is invalid"],
    "access-denied": ["java.nio.file.AccessDeniedException: cfg", "Access Denied", "access denied"],
    "no-autodiscover": ["No Autodiscover found", "Autodiscover/Endpoint found"],
    "impersonation-denied": ["ErrorImpersonationDenied", "ImpersonateUserDenied"],
    "sign-in-refused": ["AADSTS", "AADSTS12", "XAADSTS50126"],
}


@each
def test_a_phrase_is_found_in_any_capitals_and_nothing_alike_is(phrase: Phrase) -> None:
    for line in HITS[phrase.id]:
        assert phrase.pattern.search(line), line
        assert may_hold_any(line), line
    for line in MISSES[phrase.id]:
        assert not phrase.pattern.search(line), line


@each
def test_a_phrase_names_cause_remedy_source_and_support(phrase: Phrase) -> None:
    for sentence in (phrase.cause, phrase.do, phrase.supported):
        assert sentence.endswith(".")
        assert "  " not in sentence
    assert phrase.source
    assert phrase.supported == SUPPORT[phrase.support]


@each
def test_a_phrase_leads_to_a_step_and_to_checks_that_exist(phrase: Phrase) -> None:
    known = {check.id for check in registry.all_checks()}
    assert phrase.step in registry.STEP_ORDER
    assert phrase.checks
    assert set(phrase.checks) <= known
    assert registry.get(phrase.checks[0]).step == phrase.step


def test_only_what_a_document_of_the_vendor_says_is_called_documented() -> None:
    documented = {phrase.id: phrase.source for phrase in PHRASES if phrase.support == "documented"}
    assert documented == {
        "invalid-password": "Knowledge base 7019065",
        "access-denied": "Knowledge base 7019354",
    }
    assert [phrase.id for phrase in PHRASES if phrase.support == "notes"] == ["no-autodiscover"]
    assert SUPPORT["inferred"].startswith("This is our inference")


def test_ids_are_unique_and_plain() -> None:
    ids = [phrase.id for phrase in PHRASES]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", one) for one in ids)


@pytest.mark.parametrize(
    "line", ["Starting the dredging saga", "DREDGING SAGA", "RetainDredger: Job starting now"]
)
def test_the_starts_of_a_job_are_known_for_both_releases(line: str) -> None:
    assert JOB_START.search(line)
    assert may_hold_any(line)
    assert [(marker.shown, marker.releases) for marker in MARKERS] == [
        ("dredging saga", "3.x"),
        ("RetainDredger: Job starting", "4.x"),
    ]


@pytest.mark.parametrize("line", ["", "RetainDredger: Job ended", "sagas of dredgers", "all is well"])
def test_other_lines_start_no_job_and_are_passed_over(line: str) -> None:
    assert not JOB_START.search(line)
    assert not may_hold_any(line)
