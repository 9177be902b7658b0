"""The guard: every case of the shared table, and what holds for any numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import guard
from sync.guard import WORST, Change, Finding, Limits, Shrunk

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "guard-cases.json").read_text("utf-8")
)
QUIET = Change(500, 500, 0, 40, 40, 0)


def change_of(value: dict[str, Any]) -> Change:
    shrunk = tuple(Shrunk(f"id of {one['name']}", **one) for one in value["shrunk"])
    return Change(**{**value, "shrunk": shrunk, "exchanged": tuple(value["exchanged"])})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_of_the_table_comes_out_as_written(case: dict[str, Any]) -> None:
    limits, change = Limits(**case["limits"]), change_of(case["change"])
    findings = guard.judge(change, limits)
    assert guard.allowed(change.users_before, limits) == case["allowed"]["users"]
    assert guard.allowed(change.groups_before, limits) == case["allowed"]["groups"]
    assert [finding.rule for finding in findings] == case["rules"]
    assert guard.verdict_of(findings) == case["verdict"]


def test_the_table_names_each_case_once_and_knows_every_rule() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)
    rules = {rule for case in CASES for rule in case["rules"]}
    assert rules == {"empty-users", "empty-groups", "exchanged", "users", "groups", "members"}


def test_a_held_publish_tells_the_numbers() -> None:
    assert guard.judge(replace(QUIET, users_before=1000, users_removed=51), Limits()) == (
        Finding(
            "users",
            "hold",
            "51 of 1000 users would go. Up to 50 go without a person's approval.",
            limit=50,
            found=51,
        ),
    )


def test_the_group_furthest_over_its_limit_is_named_first() -> None:
    groups = (Shrunk("1", "Sales", 60, 30), Shrunk("2", "Board", 7, 7), Shrunk("3", "Office", 400, 60))
    (finding,) = guard.judge(replace(QUIET, shrunk=groups), Limits())
    assert (finding.limit, finding.found) == (20, 60)
    assert finding.about == ("Office: 60 of 400", "Sales: 30 of 60")
    assert finding.text == (
        "2 groups would lose more members than may go without a person's approval: Office 60 of 400, "
        "where up to 20 may go."
    )


def test_one_shrunk_group_is_told_in_the_singular() -> None:
    (finding,) = guard.judge(replace(QUIET, shrunk=(Shrunk("1", "Sales", 60, 30),)), Limits())
    assert finding.text.startswith("1 group would lose")


def test_at_most_twenty_are_named_and_all_are_counted() -> None:
    upns = tuple(f"user{n}@example.org" for n in range(25))
    groups = tuple(Shrunk(str(n), f"Group {n:02}", 100, 50) for n in range(25))
    exchanged, members = guard.judge(replace(QUIET, exchanged=upns, shrunk=groups), Limits())
    assert (exchanged.found, exchanged.about) == (25, upns[:20])
    assert (len(members.about), members.text[:9]) == (20, "25 groups")


@pytest.mark.parametrize(
    ("percent", "least"), [(-0.1, 10), (100.1, 10), (5, -1), (float("nan"), 10), (float("inf"), 0)]
)
def test_what_is_no_limit_is_refused(percent: float, least: int) -> None:
    with pytest.raises(ValueError, match="are no limits"):
        Limits(percent, least)


counts = st.integers(0, 10**7)
shrunken = st.builds(Shrunk, st.just("id"), st.sampled_from(["Sales", "Board"]), counts, counts)
changes = st.builds(
    Change, counts, counts, counts, counts, counts, counts,
    st.lists(shrunken, max_size=4).map(tuple), st.lists(st.just("ann@example.org"), max_size=3).map(tuple),
)  # fmt: skip
limited = st.builds(Limits, st.floats(0, 100), counts)


@given(changes, limited, counts, counts, st.lists(counts, min_size=4, max_size=4), st.booleans())
def test_more_removals_never_give_a_milder_verdict(
    change: Change, limits: Limits, users: int, groups: int, members: list[int], exchanged: bool
) -> None:
    worse = replace(
        change,
        users_removed=change.users_removed + users,
        groups_removed=change.groups_removed + groups,
        shrunk=tuple(
            replace(one, removed=one.removed + more)
            for one, more in zip(change.shrunk, members, strict=False)
        ),
        exchanged=change.exchanged + ("ben@example.org",) * exchanged,
    )
    before = guard.verdict_of(guard.judge(change, limits))
    after = guard.verdict_of(guard.judge(worse, limits))
    assert WORST.index(after) <= WORST.index(before)


@given(changes, limited)
def test_an_empty_file_is_refused_whatever_else_is_true(change: Change, limits: Limits) -> None:
    for empty in (replace(change, users_after=0), replace(change, groups_after=0)):
        assert guard.verdict_of(guard.judge(empty, limits)) == "refuse"


@given(counts, limited)
def test_what_may_go_is_never_less_than_either_limit(before: int, limits: Limits) -> None:
    may = guard.allowed(before, limits)
    assert may >= limits.least
    assert may >= int(before * limits.percent / 100) - 1
    assert may <= max(before, limits.least)


@given(changes, limited)
def test_findings_come_worst_first(change: Change, limits: Limits) -> None:
    verdicts = [WORST.index(finding.verdict) for finding in guard.judge(change, limits)]
    assert verdicts == sorted(verdicts)
