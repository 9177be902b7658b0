"""Memberships by arithmetic: both ways round they must say the same, in directories of every shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.tenant.directory.groups import groups_of
from simulator.tenant.directory.links import links_of
from simulator.tenant.directory.numbers import Numbers

SMALL = st.integers(0, 60)
some = st.builds(
    Numbers, users=SMALL, groups=SMALL, links=st.integers(0, 900), contacts=st.integers(0, 5),
    seed=st.integers(0, 9), joined=st.integers(0, 9), left=st.integers(0, 9), renamed=st.integers(0, 9),
    exchanged=st.integers(0, 9), regrouped=st.integers(0, 150), founded=st.integers(0, 9),
    dissolved=st.integers(0, 9),
)  # fmt: skip


def everybody(numbers: Numbers) -> range:
    return range(numbers.users + numbers.joined)


@given(some)
def test_members_of_groups_and_groups_of_members_are_the_same_memberships(numbers: Numbers) -> None:
    links, found = links_of(numbers), set()
    for group in range(numbers.groups + numbers.founded):
        size, new = links.size(group), links.newcomers(group)
        inside = [links.member(group, place) for place in range(size)] + [numbers.users + one for one in new]
        assert len(inside) == len(set(inside))
        assert {user for user in everybody(numbers) if links.inside(group, user)} == set(inside)
        found |= {(group, user) for user in inside}
    back = {(g, user) for user in everybody(numbers) for g in links.groups(user) if links.inside(g, user)}
    assert back == found


@pytest.mark.parametrize(
    ("users", "groups", "links", "contacts"),
    [(100_000, 5_000, 230_000, 500), (480, 40, 900, 25), (50, 3, 60, 0), (1_000_000, 20_000, 2_000_000, 10)],
)
def test_there_are_as_many_memberships_as_were_asked_for(
    users: int, groups: int, links: int, contacts: int
) -> None:
    counted = links_of(Numbers(users=users, groups=groups, links=links, contacts=contacts))
    own = sum(counted.size(g) + len(counted.nested(g)) + len(counted.contacts(g)) for g in range(groups))
    assert own == links


def test_groups_are_large_small_empty_nested_and_go_round_in_a_circle() -> None:
    numbers = Numbers(users=480, groups=40, links=900, contacts=25)
    links = links_of(numbers)
    sizes = [links.size(group) for group in range(40)]
    assert sizes[0] == max(sizes) > 80
    assert sizes[-2:] == [0, 0]
    assert len(set(sizes)) > 10
    assert [links.nested(group) for group in (3, 4, 5, 7, 8)] == [(4,), (5,), (3,), (8,), ()]
    assert links.around(3) == (5,)
    assert links.around(8) == (7,)
    assert len(links.contacts(2)) == 2


@given(some)
def test_a_group_can_be_entered_at_any_place(numbers: Numbers) -> None:
    groups = groups_of("d.practice.test", numbers)
    for group in range(min(groups.total, 9)):
        whole = list(groups.members(group))
        for place, _ in whole:
            assert list(groups.members(group, place)) == [one for one in whole if one[0] >= place]


def test_people_change_groups_one_by_one() -> None:
    before = Numbers(users=480, groups=40, links=900)
    after = before.with_number("regrouped", 3)
    old, new = groups_of("d.practice.test", before), groups_of("d.practice.test", after)
    changed = [g for g in range(40) if dict(old.members(g)).values() != dict(new.members(g)).values()]
    different = [g for g in changed if {m.id for _, m in old.members(g)} != {m.id for _, m in new.members(g)}]
    assert different == [1, 2, 3]
    for group in different:
        lost = {m.id for _, m in old.members(group)} - {m.id for _, m in new.members(group)}
        assert len(lost) == 1
        assert len(list(old.members(group))) == len(list(new.members(group)))
