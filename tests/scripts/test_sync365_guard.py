"""The script's guard says the same as sync/guard.py, case by case of one table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.guard import Change, Limits, Shrunk, allowed, judge, verdict_of
from tests.scripts.powershell_run import Script

CASES = json.loads((Path(__file__).resolve().parents[1] / "data" / "guard-cases.json").read_text("utf-8"))
SCRIPT = Script("sync365.ps1")


def findings(change: dict[str, Any], limits: dict[str, Any]) -> list[dict[str, Any]]:
    return SCRIPT.outputs("Test-PairChange", Change=change, Limits=limits)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_guard_of_the_script_decides_as_the_table_says(case: dict[str, Any]) -> None:
    found = findings(case["change"], case["limits"])
    assert [finding["rule"] for finding in found] == case["rules"]
    assert SCRIPT.call("Get-Verdict", Findings=found) == case["verdict"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_as_many_may_go_as_the_table_says(case: dict[str, Any]) -> None:
    for what in ("users", "groups"):
        before = case["change"][f"{what}_before"]
        assert (
            SCRIPT.call("Get-AllowedRemoval", Before=before, Limits=case["limits"]) == case["allowed"][what]
        )


numbers = st.integers(0, 3000)
groups = st.lists(
    st.builds(Shrunk, st.just("1"), st.sampled_from("abc"), numbers, st.integers(1, 400)), max_size=4
)
changes = st.builds(
    Change, numbers, numbers, numbers, numbers, numbers, numbers, groups.map(tuple),
    st.lists(st.just("ann@example.org"), max_size=30).map(tuple),
)  # fmt: skip
percents = st.integers(0, 10_000).map(lambda hundredths: hundredths / 100)


@settings(max_examples=100)
@given(changes, percents, st.integers(0, 50))
def test_both_guards_agree_on_any_change(change: Change, percent: float, least: int) -> None:
    limits = Limits(percent, least)
    expected = judge(change, limits)
    plain = {name: getattr(change, name) for name in Change.__dataclass_fields__}
    plain |= {"shrunk": [vars(group) for group in change.shrunk], "exchanged": list(change.exchanged)}
    found = findings(plain, vars(limits))
    assert [(one["rule"], one["verdict"], one["limit"], one["found"]) for one in found] == [
        (one.rule, one.verdict, one.limit, one.found) for one in expected
    ]
    assert SCRIPT.call("Get-Verdict", Findings=found) == verdict_of(expected)


@given(st.integers(0, 10_000_000), percents)
def test_both_guards_reckon_shares_alike(before: int, percent: float) -> None:
    limits = Limits(percent, 0)
    assert SCRIPT.call("Get-AllowedRemoval", Before=before, Limits=vars(limits)) == allowed(before, limits)
