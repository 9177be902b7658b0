"""What the page makes of a stored row: differences, evidence by kind, remedies, words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.contract import Answer, Certificate, Exchange
from tests.wizard.connections import connection, row_of, run_of
from wizard.models import CheckRun
from wizard.views import rows, words
from wizard.views.differences import MOST_WORDS, Segment, compare
from wizard.views.pieces import piece

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def joined(segments: list[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def marked(segments: list[Segment]) -> list[str]:
    return [segment.text for segment in segments if segment.differs]


def test_only_the_words_that_differ_are_marked() -> None:
    ours, theirs = compare("a IN CNAME right.", "a IN CNAME wrong.")
    assert (marked(ours), marked(theirs)) == (["right."], ["wrong."])


def test_capitals_and_white_space_do_not_differ() -> None:
    ours, theirs = compare("A  IN cname x.\n", "a IN CNAME x.")
    assert (marked(ours), marked(theirs)) == ([], [])


def test_neighbours_that_differ_are_marked_as_one() -> None:
    assert marked(compare("same one two", "same three")[0]) == ["one two"]


def test_very_long_texts_are_shown_unmarked() -> None:
    ours, theirs = compare("x " * MOST_WORDS, "y")
    assert (marked(ours), marked(theirs)) == ([], [])


def test_two_sentences_that_share_a_word_by_chance_are_shown_unmarked() -> None:
    ours, theirs = compare(
        "a token for this application", "Invalid client secret provided for an app of yours"
    )
    assert (marked(ours), marked(theirs)) == ([], [])


def test_two_texts_that_share_nothing_are_marked_as_a_whole() -> None:
    assert [marked(side) for side in compare("no such role", "another one")] == [
        ["no such role"],
        ["another one"],
    ]


@given(st.text(max_size=80), st.text(max_size=80))
def test_marking_never_changes_a_text(expected: str, found: str) -> None:
    ours, theirs = compare(expected, found)
    assert (joined(ours), joined(theirs)) == (expected, found)


def test_a_dns_answer_reads_like_one() -> None:
    answer = Answer(
        "example.org",
        "MX",
        "records",
        ("0 mx.example.net",),
        60,
        ("a.example.net",),
        "192.0.2.1:53",
        9,
        "EDE 3",
    )
    shown = piece("MX", "record", answer.evidence())
    assert shown.template == "wizard/evidence/record.html"
    assert shown.value["question"] == "example.org MX"
    assert dict(shown.value["facts"]) == {
        "Answer": "answered", "From": "192.0.2.1:53", "Took": "9 ms", "Time to live": "60 s",
        "Through": "a.example.net", "Note": "EDE 3",
    }  # fmt: skip


def test_an_exchange_reads_like_one() -> None:
    seen = Certificate("CN=a", "CN=Issuer", ("a.example.org",), "2026-01-01", "2027-01-01")
    exchange = Exchange(
        "GET", "https://a.example.org/", 302, {"location": "/b"}, "body", certificate=seen, ms=3
    )
    facts = dict(piece("HTTP", "http", exchange.evidence()).value["facts"])
    assert facts == {
        "Answer": "302", "Certificate for": "a.example.org", "Issued by": "CN=Issuer", "Good until": "2027-01-01",
        "location": "/b", "Took": "3 ms",
    }  # fmt: skip


def test_a_fault_has_words() -> None:
    exchange = Exchange("GET", "https://a.example.org/", fault="tls-name", detail="for b.example.org")
    facts = dict(piece("HTTP", "http", exchange.evidence()).value["facts"])
    assert (facts["Answer"], facts["Detail"]) == ("the certificate is for another name", "for b.example.org")


@pytest.mark.parametrize("kind", ["text", "record", "http", "json", "table", "tree", "unheard-of"])
@given(value=JSON)
def test_whatever_evidence_holds_it_is_shown(kind: str, value: Any) -> None:
    shown = piece("label", kind, value)
    assert shown.kind in ("text", "record", "http", "json", "table", "tree")
    assert shown.value is not None


def test_a_node_without_a_known_tone_is_neutral() -> None:
    shown = piece("tree", "tree", {"nodes": [{"label": "a", "result": "b", "tone": "loud"}]})
    assert shown.value == [{"label": "a", "result": "b", "tone": "neutral", "ms": None, "children": []}]


@pytest.mark.parametrize(
    ("ms", "text"),
    [(None, ""), (0, "0.00 s"), (312, "0.31 s"), (9990, "9.99 s"), (12_400, "12 s"), (125_000, "2 min 5 s")],
)
def test_durations_are_short(ms: int | None, text: str) -> None:
    assert words.took(ms) == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "title"),
    [
        ({}, "Do this"),
        ({"label": "At your DNS host"}, "Do this at your DNS host"),
        ({"label": "Here, on Access"}, "Do this here, on Access"),
        ({"label": "Entra admin centre"}, "Do this: Entra admin centre"),
        (
            {"label": "In Exchange PowerShell", "action": "remove"},
            "Delete this record in Exchange PowerShell",
        ),
    ],
)
def test_a_remedy_says_where_it_is_done(block: dict[str, str], title: str) -> None:
    row = rows.of_run(CheckRun(remedy=[{"kind": "text", "text": "x", **block}], state="failed"), {})
    assert row.blocks[0].title == title


@pytest.mark.django_db
def test_a_link_is_followed_only_over_https() -> None:
    blocks = [
        {"kind": "link", "text": "x", "url": url}
        for url in ("https://example.org", "http://example.org", "data:x")
    ]
    shown = rows.of_run(CheckRun(remedy=blocks, state="failed"), {})
    assert [block.url for block in shown.blocks] == ["https://example.org", "", ""]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cause", "word"),
    [
        ("dns.mx", "Blocked by Mail exchanger"),
        ("dns.of-the-future", "Blocked by dns.of-the-future"),
        ("form:autodiscover_host", "Blocked by an empty answer: your autodiscover server"),
        ("form:account-report", "Blocked by an empty answer: the account report"),
    ],
)
def test_what_blocks_is_named(cause: str, word: str) -> None:
    shown = rows.of_run(CheckRun(state="blocked", cause=cause), {"dns.mx": "Mail exchanger"})
    assert shown.word == word


@pytest.mark.django_db
def test_a_state_that_this_version_does_not_know_is_could_not_check() -> None:
    shown = rows.of_run(CheckRun(state="dreaming"), {})
    assert (shown.state, shown.word, shown.tone) == ("error", "Could not check", "off")


@pytest.mark.django_db
def test_skipping_has_its_reason_in_words() -> None:
    row = row_of(run_of(connection()), "dns.mx", "skipped", skip_reason="not-named")
    assert rows.of_run(row, {}).summary == "The optional answer that it looks at is empty."
