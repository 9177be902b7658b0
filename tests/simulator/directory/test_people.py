from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from simulator.changes import Refused
from simulator.tenant.directory.numbers import MOST_USERS, Numbers
from simulator.tenant.directory.people import people_of
from simulator.tenant.healthy import healthy

DOMAIN = "d.practice.test"
MANY = Numbers(users=5_000)


def test_the_same_numbers_give_the_same_people_and_another_seed_gives_others() -> None:
    first = [people_of(DOMAIN, MANY).user(index) for index in range(50)]
    assert [people_of(DOMAIN, replace(MANY, joined=1)).user(index) for index in range(50)] == first
    assert {people_of(DOMAIN, replace(MANY, seed=2)).id(i) for i in range(50)}.isdisjoint(u.id for u in first)
    assert {people_of("e.practice.test", MANY).id(i) for i in range(50)}.isdisjoint(u.id for u in first)


def test_no_two_people_share_an_id_a_logon_name_or_an_address() -> None:
    everybody = [people_of(DOMAIN, replace(MANY, joined=50, renamed=900)).user(i) for i in range(5_050)]
    for values in (
        [user.id for user in everybody],
        [user.upn.lower() for user in everybody],
        [a.lower() for u in everybody for a in u.details["proxyAddresses"] if a.lower().startswith("smtp:")],
    ):
        assert len(values) == len(set(values))


def test_everybody_is_found_by_id_logon_name_alias_and_address() -> None:
    people = people_of(DOMAIN, replace(MANY, left=500, exchanged=30, renamed=30))
    for index in range(0, 5_000, 7):
        user = people.user(index)
        names = (user.id, user.id.upper(), user.upn, user.upn.upper(), user.alias, user.details["mail"])
        wanted = user if people.here(index) else None
        assert [people.find(name) for name in names if name] == [wanted for name in names if name]
    assert people.find("nobody.7@d.practice.test") is None
    assert people.find("nobody@d.practice.test") is None
    assert people.find("ffffffff-0000-4000-a000-000000000000") is None


def test_a_directory_has_all_kinds_of_users_and_names() -> None:
    everybody = [people_of(DOMAIN, MANY).user(index) for index in range(5_000)]
    purposes = Counter(user.purpose for user in everybody)
    assert {"", "shared", "room", "equipment", "linked", "others"} == set(purposes)
    share = {
        "guests": sum(user.guest for user in everybody),
        "disabled": sum(not user.enabled and user.licence != "none" for user in everybody),
        "on-premises": sum(user.mailbox == "on-premises" for user in everybody),
        "hidden": sum(user.hidden for user in everybody),
        "no address": sum(user.details["mail"] is None for user in everybody),
        "kiosk": sum(user.licence == "kiosk" for user in everybody),
        "synced": sum(user.synced for user in everybody),
    }
    assert min(share.values()) > 50, share
    shown = "".join(user.name for user in everybody)
    assert all(mark in shown for mark in ",;'\"-ßäöüéпカβבי")
    assert all(user.upn.isascii() for user in everybody)


def test_some_have_their_addresses_in_a_second_domain() -> None:
    everybody = [people_of(DOMAIN, MANY).user(index) for index in range(5_000)]
    homes = Counter(user.upn.rpartition("@")[2] for user in everybody)
    assert set(homes) == {DOMAIN, f"branch.{DOMAIN}"}
    assert 200 < homes[f"branch.{DOMAIN}"] < 600


def test_changes_are_what_they_are_called() -> None:
    before = people_of(DOMAIN, MANY)
    after = people_of(DOMAIN, replace(MANY, joined=3, left=40, renamed=2, exchanged=1))
    assert (before.count, after.count) == (5_000, 4_963)
    gone = [i for i in range(5_000) if not after.here(i)]
    renamed = [i for i in range(5_000) if before.user(i).upn != after.user(i).upn]
    exchanged = [i for i in range(5_000) if before.id(i) != after.id(i)]
    assert (len(gone), len(renamed), len(exchanged)) == (40, 2, 1)
    for index in renamed:
        old, new = before.user(index), after.user(index)
        assert old.id == new.id
        assert f"smtp:{old.upn}" in new.details["proxyAddresses"]
    (index,) = exchanged
    assert before.user(index).upn == after.user(index).upn
    assert {after.user(i).licence for i in (*renamed, *exchanged, 5_000, 5_001)} == {"enterprise"}


def created(numbers: Numbers, index: int) -> str:
    return str(people_of(DOMAIN, numbers).user(index).details["createdDateTime"])


def test_who_joins_or_comes_back_was_made_at_that_moment() -> None:
    noon = 1_795_262_400
    some = MANY.with_number("joined", 2).with_number("joined", 4, noon).with_number("exchanged", 1, noon + 60)
    assert [created(some, i)[:4] < "2026" for i in (0, 5_000, 5_001)] == [True] * 3
    assert [created(some, i) for i in (5_002, 5_003)] == ["2026-11-21T12:00:00Z"] * 2
    (index,) = (i for i in range(5_000) if people_of(DOMAIN, some).id(i) != people_of(DOMAIN, MANY).id(i))
    assert created(some, index) == "2026-11-21T12:01:00Z"
    fewer = some.with_number("joined", 3, noon + 90)
    assert created(fewer, 5_002) == "2026-11-21T12:00:00Z"
    more = fewer.with_number("joined", 4, noon + 120)
    assert [created(more, i) for i in (5_002, 5_003)] == ["2026-11-21T12:00:00Z", "2026-11-21T12:02:00Z"]
    assert Numbers.of(more.stored()) == more


def test_all_may_leave_but_nobody_more() -> None:
    assert people_of(DOMAIN, replace(MANY, left=9_999)).count == 0
    stays = people_of(DOMAIN, replace(MANY, left=9_999, joined=2))
    assert [index for index in range(5_002) if stays.here(index)] == [5_000, 5_001]


def test_hard_values_are_given_to_as_many_as_were_asked_for() -> None:
    people = people_of(DOMAIN, replace(MANY, hostile=8))
    shown = [people.user(index).details.get("displayName", "") for index in range(9)]
    assert shown[0].startswith("=HYPERLINK")
    assert "\r\n" in shown[3]
    assert len(shown[7]) > 65_000
    assert shown[8] == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("nonsense", 1), ("users", -1), ("users", MOST_USERS + 1), ("groups", 10**9), ("with_number", 1)],
)
def test_numbers_that_cannot_be_are_refused(name: str, value: int) -> None:
    with pytest.raises(Refused, match=r"directory|A directory"):
        MANY.with_number(name, value)


def test_somebody_who_is_only_a_number_cannot_be_changed_alone() -> None:
    tenant = replace(healthy(DOMAIN), directory=MANY)
    user = people_of(DOMAIN, MANY).user(7)
    assert tenant.find(user.upn) == user
    with pytest.raises(Refused, match="one of many"):
        tenant.with_user(user.upn, lambda one: one)
