"""The changes between two states of a directory, against a plain comparison of everything with everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.tenant.directory.changes import changed_groups, touched_users
from simulator.tenant.directory.groups import groups_of
from simulator.tenant.directory.numbers import Numbers
from simulator.tenant.directory.people import people_of
from tests.simulator.directory.test_links import some

DOMAIN = "d.practice.test"
SINCE = ("joined", "left", "renamed", "exchanged", "regrouped", "founded", "dissolved", "unlisted")
later = st.fixed_dictionaries(
    {}, optional={name: st.integers(0, 1 if name == "unlisted" else 90) for name in SINCE}
)


def users(numbers: Numbers) -> dict[int, Any]:
    people = people_of(DOMAIN, numbers)
    seen = range(people.total) if not numbers.unlisted else range(0)
    return {index: people.user(index) for index in seen if people.here(index)}


def memberships(numbers: Numbers) -> dict[int, set[str]]:
    groups = groups_of(DOMAIN, numbers)
    seen = range(groups.total) if not numbers.unlisted else range(0)
    return {g: {member.id for _, member in groups.members(g)} for g in seen if groups.here(g)}


@given(some, later)
def test_no_change_of_a_user_is_overlooked(was: Numbers, changes: dict[str, Any]) -> None:
    now = replace(was, **changes)
    before, after = users(was), users(now)
    changed = {i for i in before.keys() | after.keys() if before.get(i) != after.get(i)}
    assert changed <= set(touched_users(DOMAIN, was, now))


@given(some, later)
def test_changes_of_groups_are_those_that_a_comparison_finds(was: Numbers, changes: dict[str, Any]) -> None:
    now = replace(was, **changes)
    before, after = memberships(was), memberships(now)
    found = {change.index: change for change in changed_groups(DOMAIN, was, now)}
    assert set(found) == {g for g in before.keys() | after.keys() if before.get(g) != after.get(g)}
    for index, change in found.items():
        assert (change.gone, change.new) == (index not in after, index not in before)
        if not (change.gone or change.new):
            assert {m.id for m in change.came} == after[index] - before[index]
            assert {m.id for m in change.went} == before[index] - after[index]


def test_a_state_that_did_not_change_has_no_changes() -> None:
    numbers = Numbers(users=480, groups=40, links=900, joined=3, regrouped=4)
    assert touched_users(DOMAIN, numbers, numbers) == ()
    assert changed_groups(DOMAIN, numbers, numbers) == ()
