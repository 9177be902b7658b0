"""What would change: by cases, and against a plain reckoning over random directories."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync import difference, staging
from sync.guard import Change, Shrunk
from sync.layout.shape import Column, FileLayout
from tests.sync.staged import LAYOUT, USERS, Groups, Person, object_id, people, stage

ANN, BEN = Person("ann@example.org", "Ann"), Person("ben@example.org", "Ben")
GROUP = {"sales@example.org": ["ann@example.org", "ben@example.org"]}
Told = tuple[str, str, str, str]
# Each example makes two files.
FEWER = max(settings().max_examples // 5, 20)


@contextmanager
def compared(staged: Path, base: Path | None) -> Iterator[tuple[Change, sqlite3.Connection]]:
    with closing(sqlite3.connect(staged)) as rows:
        yield difference.compare(rows, base), rows


def told(rows: sqlite3.Connection) -> list[Told]:
    return sorted(rows.execute("SELECT what, change, key, why FROM changes"))


def difference_of(
    folder: Path,
    before: Sequence[Person],
    after: Sequence[Person],
    groups: Groups = GROUP,
    later: Groups | None = None,
) -> tuple[Change, list[Told]]:
    base = stage(folder / "base.sqlite", before, groups)
    staged = stage(folder / "run.sqlite", after, groups if later is None else later)
    with compared(staged, base) as (change, rows):
        return change, told(rows)


def test_without_a_published_pair_everything_is_new(tmp_path: Path) -> None:
    staged = stage(tmp_path / "run.sqlite", [ANN, BEN, Person("x@example.org", reason="guest")], GROUP)
    with compared(staged, None) as (change, rows):
        assert change == Change(0, 2, 0, 0, 1, 0)
        assert told(rows) == []
        assert staging.fact(rows, "difference")["users"] == {"add": 2, "same": 0, "before": 0, "after": 2}


def test_the_same_directory_changes_nothing(tmp_path: Path) -> None:
    assert difference_of(tmp_path, people(50), people(50)) == (Change(50, 50, 0, 1, 1, 0), [])


def test_order_and_new_positions_change_nothing(tmp_path: Path) -> None:
    change, rows = difference_of(tmp_path, people(50), people(50)[::-1])
    assert (change, rows) == (Change(50, 50, 0, 1, 1, 0), [])


def test_each_change_comes_with_its_reason(tmp_path: Path) -> None:
    before = [ANN, BEN, Person("carl@example.org"), Person("dora@example.org")]
    after = [
        replace(ANN, department="Support"),
        Person("eve@example.org"),
        replace(BEN, reason="by-licence"),
        Person("dora@example.org"),
    ]
    change, rows = difference_of(tmp_path, before, after)
    assert rows == [
        ("group", "change", "sales@example.org", "changed"),
        ("user", "add", "eve@example.org", "new"),
        ("user", "change", "ann@example.org", "changed"),
        ("user", "remove", "ben@example.org", "by-licence"),
        ("user", "remove", "carl@example.org", "gone"),
    ]
    assert change == Change(
        4, 3, 2, 1, 1, 0,
        (Shrunk(object_id("sales@example.org"), "Sales (sales@example.org)", 2, 1),),
    )  # fmt: skip


def test_the_lines_before_and_after_are_kept(tmp_path: Path) -> None:
    base = stage(tmp_path / "base.sqlite", [ANN, BEN], GROUP)
    staged = stage(
        tmp_path / "run.sqlite", [replace(ANN, name="Änn")], {"sales@example.org": ["ann@example.org"]}
    )
    with compared(staged, base) as (_, rows):
        query = "SELECT change, before, after FROM changes WHERE what = 'user' ORDER BY change"
        assert rows.execute(query).fetchall() == [
            ("change", ANN.line(USERS.dialect), replace(ANN, name="Änn").line(USERS.dialect)),
            ("remove", BEN.line(USERS.dialect), ""),
        ]


def test_a_logon_name_that_belongs_to_another_account_is_exchanged(tmp_path: Path) -> None:
    other = replace(ANN, upn="ANN@example.org", id=object_id("somebody else"))
    change, rows = difference_of(tmp_path, [ANN, BEN], [other, BEN])
    assert ("user", "exchange", "ANN@example.org", "other-id") in rows
    assert (change.exchanged, change.users_removed) == (("ANN@example.org",), 0)


def test_a_renamed_account_is_no_exchange(tmp_path: Path) -> None:
    renamed = replace(ANN, upn="anna@example.org", id=ANN.object_id)
    change, rows = difference_of(tmp_path, [ANN, BEN], [renamed, BEN])
    assert ("user", "change", "anna@example.org", "changed") in rows
    assert (change.exchanged, change.users_removed) == ((), 0)


def test_two_accounts_that_swap_names_are_both_exchanged(tmp_path: Path) -> None:
    swapped = [replace(ANN, id=BEN.object_id), replace(BEN, id=ANN.object_id)]
    change, _ = difference_of(tmp_path, [ANN, BEN], swapped)
    assert change.exchanged == ("ann@example.org", "ben@example.org")
    assert (change.users_removed, change.users_after) == (0, 2)


def test_a_known_account_that_takes_the_name_of_one_that_leaves(tmp_path: Path) -> None:
    change, rows = difference_of(
        tmp_path, [ANN, BEN], [replace(BEN, upn="ann@example.org", id=BEN.object_id)]
    )
    assert [row[1:3] for row in rows if row[0] == "user"] == [
        ("exchange", "ann@example.org"),
        ("remove", "ann@example.org"),
    ]
    assert (change.exchanged, change.users_removed) == (("ann@example.org",), 1)


def test_a_group_made_anew_under_its_address_is_a_change(tmp_path: Path) -> None:
    base = stage(tmp_path / "base.sqlite", [ANN, BEN], GROUP)
    fewer = {"sales@example.org": ["ann@example.org"]}
    staged = stage(tmp_path / "run.sqlite", [ANN, BEN], fewer, ids={"sales@example.org": object_id("new")})
    with compared(staged, base) as (change, rows):
        assert told(rows) == [("group", "change", "sales@example.org", "other-id")]
        assert change.groups_removed == 0
        assert change.shrunk == (Shrunk(object_id("new"), "Sales (sales@example.org)", 2, 1),)


def test_a_group_made_anew_with_the_same_line_changes_nothing(tmp_path: Path) -> None:
    base = stage(tmp_path / "base.sqlite", [ANN, BEN], GROUP)
    staged = stage(tmp_path / "run.sqlite", [ANN, BEN], GROUP, ids={"sales@example.org": object_id("new")})
    with compared(staged, base) as (change, rows):
        assert (told(rows), change.groups_removed, change.shrunk) == ([], 0, ())


def test_groups_come_and_go(tmp_path: Path) -> None:
    later = {"support@example.org": ["ann@example.org"]}
    change, rows = difference_of(tmp_path, [ANN, BEN], [ANN, BEN], GROUP, later)
    assert rows == [
        ("group", "add", "support@example.org", "new"),
        ("group", "remove", "sales@example.org", "gone"),
    ]
    assert (change.groups_before, change.groups_after, change.groups_removed) == (1, 1, 1)


def test_comparing_again_begins_anew(tmp_path: Path) -> None:
    base = stage(tmp_path / "base.sqlite", [ANN, BEN], GROUP)
    staged = stage(tmp_path / "run.sqlite", [ANN], {"sales@example.org": ["ann@example.org"]})
    with closing(sqlite3.connect(staged)) as rows:
        first, second = difference.compare(rows, base), difference.compare(rows, base)
        assert first == second
        assert len(told(rows)) == 2


def test_a_base_that_is_gone_is_named(tmp_path: Path) -> None:
    staged = stage(tmp_path / "run.sqlite", [ANN], GROUP)
    with closing(sqlite3.connect(staged)) as rows, pytest.raises(difference.NoBase):
        difference.compare(rows, tmp_path / "nothing.sqlite")
    assert not (tmp_path / "nothing.sqlite").exists()


WITH_ID = replace(LAYOUT, users=replace(USERS, columns=(*USERS.columns[:2], Column("Exchange GUID", ""))))


@pytest.mark.parametrize(
    ("before", "after", "exchanged"),
    [
        ("{6F9619FF-0001}", "6f9619ff-0001", False),
        ("6f9619ff-0001", "6f9619ff-0002", True),
        ("", "6f9619ff-0002", False),
        ("6f9619ff-0001", "", False),
    ],
)
def test_another_mailbox_id_in_the_file_is_an_exchange(
    tmp_path: Path, before: str, after: str, exchanged: bool
) -> None:
    base = stage(tmp_path / "base.sqlite", [replace(ANN, department=before), BEN], GROUP, WITH_ID)
    staged = stage(tmp_path / "run.sqlite", [replace(ANN, department=after), BEN], GROUP, WITH_ID)
    with compared(staged, base) as (change, rows):
        assert change.exchanged == (("ann@example.org",) if exchanged else ())
        expected = ("exchange", "other-mailbox") if exchanged else ("change", "changed")
        assert [(row[1], row[3]) for row in told(rows)] == [expected]


def test_a_mailbox_id_that_moved_to_another_column_is_found_by_its_name(tmp_path: Path) -> None:
    moved = FileLayout("exchangeuser.csv", WITH_ID.users.columns[::-1])
    base = stage(tmp_path / "base.sqlite", [replace(ANN, department="6f9619ff-0001")], GROUP, WITH_ID)
    staged = stage(tmp_path / "run.sqlite", [ANN], GROUP, replace(WITH_ID, users=moved))
    with closing(sqlite3.connect(staged)) as rows:
        rows.execute("""UPDATE users SET line = '"6f9619ff-0002","Ann","ann@example.org"' || char(13, 10)""")
        assert difference.compare(rows, base).exchanged == ("ann@example.org",)


names = st.integers(0, 5).map(lambda n: f"user{n}@example.org")
persons = st.builds(
    Person, names, st.sampled_from(["Ann", "Ben"]), st.just("Sales"), st.sampled_from(["", "", "", "guest"]),
    st.integers(0, 6).map(str),
)  # fmt: skip
directories = st.lists(persons, max_size=6, unique_by=(lambda p: p.upn, lambda p: p.id))
memberships = st.dictionaries(
    st.sampled_from(["sales@example.org", "support@example.org"]), st.lists(names, max_size=5, unique=True)
)


@settings(max_examples=FEWER, suppress_health_check=[HealthCheck.too_slow])
@given(directories, directories, memberships, memberships)
def test_it_agrees_with_a_plain_reckoning(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[Person],
    after: list[Person],
    groups: dict[str, list[str]],
    later: dict[str, list[str]],
) -> None:
    folder = tmp_path_factory.mktemp("difference")
    change, rows = difference_of(folder, before, after, groups, later)
    old = {person.id: person for person in before if not person.reason}
    new = {person.id: person for person in after if not person.reason}
    owner = {person.upn: person.id for person in old.values()}
    exchanged = {p.upn for p in new.values() if owner.get(p.upn, p.id) != p.id}
    replaced = {owner[p.upn] for p in new.values() if p.upn in exchanged and p.id not in old}
    assert change.exchanged == tuple(sorted(exchanged))
    assert (change.users_before, change.users_after) == (len(old), len(new))
    assert change.users_removed == len(old.keys() - new.keys() - replaced)
    found = Counter(row[1] for row in rows if row[0] == "user")
    assert found["add"] == sum(p.id not in old and p.upn not in exchanged for p in new.values())
    touched = (p for p in new.values() if p.id in old and p.upn not in exchanged)
    assert found["change"] == sum((p.upn, p.name) != (old[p.id].upn, old[p.id].name) for p in touched)
    lost = {}
    for mail in groups.keys() & later.keys():
        had = {owner[upn] for upn in groups[mail] if upn in owner}
        has = {p.id for p in new.values() if p.upn in later[mail]}
        texts = (
            [u for u in groups[mail] if u in owner],
            [p for p in later[mail] if p in {q.upn for q in new.values()}],
        )
        if texts[0] != texts[1] and had - has:
            lost[object_id(mail)] = (len(had), len(had - has))
    assert {one.id: (one.before, one.removed) for one in change.shrunk} == lost
    assert change.groups_removed == len(groups.keys() - later.keys())
