from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from checks.facts.register import ALL_CLOUDS, Fact, all_facts, coming, days_left, fact, reading, state

TODAY = date(2026, 11, 20)


def days() -> Iterator[date]:
    day = date(2024, 1, 1)
    while day <= date(2027, 12, 31):
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("fact_id", "day", "expected"),
    [
        ("application-impersonation", date(2024, 8, 31), "open"),
        ("application-impersonation", date(2024, 9, 1), "gated"),
        ("application-impersonation", date(2025, 2, 1), "closed"),
        ("application-impersonation-assign", date(2024, 9, 1), "closed"),
        ("remote-powershell", date(2024, 1, 1), "closed"),
        ("basic-authentication", date(2024, 1, 1), "closed"),
        ("msonline", date(2025, 4, 15), "gated"),
        ("azuread-module", date(2025, 7, 1), "closed"),
        ("stored-credential", TODAY, "open"),
        ("stored-credential", date(2026, 12, 1), "closed"),
        ("ews-app-list", date(2026, 10, 9), "open"),
        ("ews-app-list", date(2026, 10, 10), "closed"),
        ("ews-end", TODAY, "gated"),
        ("ews-end", date(2027, 3, 31), "gated"),
        ("ews-end", date(2027, 4, 1), "closed"),
        ("ews-kiosk", TODAY, "closed"),
        ("ews-null-tenants", date(2027, 12, 31), "open"),
    ],
)
def test_the_state_turns_on_the_day(fact_id: str, day: date, expected: str) -> None:
    assert state(fact_id, day, "worldwide") == expected


def test_days_are_counted_down_to_zero() -> None:
    assert days_left("ews-end", TODAY, "worldwide") == 132
    assert days_left("ews-end", date(2027, 4, 1), "worldwide") == 0
    assert days_left("ews-end", date(2028, 1, 1), "worldwide") == 0


def test_what_is_not_published_has_no_days() -> None:
    assert days_left("ews-null-tenants", TODAY, "worldwide") is None
    assert days_left("ews-end", TODAY, "china") is None
    assert state("ews-end", date(2028, 1, 1), "gcc-high") == "open"


@pytest.mark.parametrize("known", all_facts(), ids=lambda known: str(known.id))
def test_a_fact_only_ever_closes(known: Fact) -> None:
    order = ["open", "gated", "closed"]
    for cloud in ALL_CLOUDS:
        places = [order.index(known.state(day, cloud)) for day in days()]
        assert places == sorted(places)


@pytest.mark.parametrize("known", all_facts(), ids=lambda known: str(known.id))
def test_a_fact_has_a_source_and_says_what_a_gate_asks(known: Fact) -> None:
    assert known.source
    assert known.source_date
    assert known.what.endswith(".")
    assert (known.gate is None) == (known.condition == "")
    assert known.gate is None or (known.effective is not None and known.gate < known.effective)


def test_no_two_facts_share_an_id() -> None:
    ids = [known.id for known in all_facts()]
    assert len(ids) == len(set(ids))


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        fact("nothing-of-the-kind")


def test_sentences_turn_on_the_day() -> None:
    end = fact("ews-end")
    assert end.sentence(date(2026, 10, 1), "worldwide") == (
        "EWS in Exchange Online is off for good, without exceptions. This holds from 1 April 2027, in 182 days."
    )
    assert end.sentence(date(2027, 3, 31), "worldwide") == (
        "EWS in Exchange Online is off for good, without exceptions. This holds from 1 April 2027, in 1 day. Until "
        "then: it answers only where the organization allows it and the application is on its list."
    )
    assert end.sentence(date(2027, 4, 1), "worldwide").endswith("This holds since 1 April 2027.")
    assert (
        fact("stored-credential")
        .sentence(TODAY, "worldwide")
        .endswith("This holds from December 2026, in about 11 days.")
    )
    assert end.sentence(TODAY, "china").endswith("No date is published for this cloud.")


def test_what_is_coming_is_told_soonest_first_and_for_this_road_alone() -> None:
    assert [known.id for known in coming(TODAY, "worldwide", "application")] == [
        "stored-credential",
        "ews-end",
    ]
    assert [known.id for known in coming(TODAY, "worldwide", "application", within=30)] == [
        "stored-credential"
    ]
    before = {known.id for known in coming(date(2024, 6, 1), "worldwide", "impersonation")}
    assert "application-impersonation" in before
    assert "application-impersonation" not in {
        known.id for known in coming(date(2024, 6, 1), "worldwide", "application")
    }


def test_what_a_verdict_asks_is_noted_and_nothing_else() -> None:
    fact("msonline")
    with reading() as outer:
        state("ews-end", TODAY, "worldwide")
        with reading() as inner:
            days_left("ews-kiosk", TODAY, "worldwide")
            all_facts()
        fact("stored-credential")
    fact("azuread-module")
    assert (outer, inner) == ({"ews-end", "stored-credential"}, {"ews-kiosk"})
