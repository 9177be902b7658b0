"""The rows of a run for people."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import difference, preview
from sync.layout.shape import Layout, Members
from sync.preview import Ask, Row, Value
from tests.sync.staged import GROUPS, LAYOUT, USERS, Groups, Person, people, stage

ANN, BEN = Person("ann@example.org", "Ann"), Person("ben@example.org", "Ben")
SALES = "sales@example.org"
GROUP = {SALES: ["ann@example.org", "ben@example.org"]}


def run(
    folder: Path, before: Sequence[Person] | None, after: Sequence[Person], groups: Groups = GROUP,
    later: Groups | None = None, layout: Layout = LAYOUT,
) -> Path:  # fmt: skip
    """The staging file of a run that was compared."""
    staged = stage(folder / "run.sqlite", after, groups if later is None else later, layout)
    base = None if before is None else stage(folder / "base.sqlite", before, groups)
    with closing(sqlite3.connect(staged)) as rows:
        difference.compare(rows, base)
    return staged


def found(staged: Path, ask: Ask) -> list[tuple[str, str, str]]:
    return [(row.change, row.key, row.why) for row in preview.page(staged, ask).rows]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Somebody of each kind."""
    before = [
        ANN,
        BEN,
        Person("carl@example.org", "Carl"),
        Person("eve@example.org", "Eve"),
        Person("kim@example.org", "Kim"),
    ]
    after = [
        replace(ANN, department="Support"),
        Person("dora@example.org", "Dora Müller"),
        replace(BEN, reason="by-licence"),
        Person("eve@example.org", "Eve", id="another"),
        Person("kim@example.org", "Kim"),
        Person("guest@example.net", "Ġuest", reason="guest"),
    ]
    return run(tmp_path, before, after)


def test_what_changes_comes_first_and_in_order(mixed: Path) -> None:
    assert found(mixed, Ask()) == [
        ("exchange", "eve@example.org", "other-id"),
        ("remove", "ben@example.org", "by-licence"),
        ("remove", "carl@example.org", "gone"),
        ("change", "ann@example.org", "changed"),
        ("add", "dora@example.org", "new"),
    ]


def test_who_will_be_in_the_file_can_come_first(mixed: Path) -> None:
    wanted = [("eve", "exchange"), ("ann", "change"), ("dora", "add"), ("kim", "same"), ("ben", "remove"),
              ("carl", "remove"), ("guest", "out")]  # fmt: skip
    for text in ("", "example"):
        rows = found(mixed, Ask(change="all", text=text, present_first=True))
        assert [(key.partition("@")[0], change) for change, key, _ in rows] == wanted


def test_everybody_is_in_the_whole_list_once(mixed: Path) -> None:
    assert found(mixed, Ask(change="all"))[5:] == [
        ("same", "kim@example.org", "same"),
        ("out", "guest@example.net", "guest"),
    ]
    assert preview.counts(mixed, "user") == {
        ("exchange", "other-id"): 1, ("remove", "by-licence"): 1, ("remove", "gone"): 1, ("change", "changed"): 1,
        ("add", "new"): 1, ("same", "same"): 1, ("out", "guest"): 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ask", "keys"),
    [
        (Ask(change="add"), ["dora@example.org"]),
        (Ask(change="remove"), ["ben@example.org", "carl@example.org"]),
        (Ask(change="remove", why="gone"), ["carl@example.org"]),
        (Ask(why="by-licence"), ["ben@example.org"]),
        (Ask(change="out"), ["guest@example.net"]),
        (Ask(change="nonsense"), ["eve@example.org", "ben@example.org", "carl@example.org", "ann@example.org",
                                  "dora@example.org", "kim@example.org", "guest@example.net"]),
        (Ask(text="MÜLLER dora"), ["dora@example.org"]),
        (Ask(text="ġuest", change="all"), ["guest@example.net"]),
        (Ask(text="%", change="all"), []),
        (Ask(text="nobody"), []),
    ],
)  # fmt: skip
def test_filters_and_search_narrow_the_list(mixed: Path, ask: Ask, keys: list[str]) -> None:
    page = preview.page(mixed, ask)
    assert [row.key for row in page.rows] == keys
    assert page.total == len(keys)


def test_a_row_tells_what_it_was_and_what_it_will_be(mixed: Path) -> None:
    (row,) = preview.page(mixed, Ask(change="change")).rows
    assert row == Row(
        "user", "change", "ann@example.org", "Ann", "changed", "Differs in Department.",
        (
            Value("UserPrincipalName", "ann@example.org", "ann@example.org"),
            Value("DisplayName", "Ann", "Ann"),
            Value("Department", "Sales", "Support", differs=True),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence", "before", "after"),
    [
        ("add", "Not in the published file yet.", "", "Dora Müller"),
        (
            "exchange",
            "This logon name belongs to another account now: its object id is another one.",
            "Eve",
            "Eve",
        ),
        ("same", "As in the published file.", "Kim", "Kim"),
    ],
)
def test_each_change_has_its_sentence(
    mixed: Path, change: str, sentence: str, before: str, after: str
) -> None:
    (row,) = preview.page(mixed, Ask(change=change)).rows
    assert row.sentence == sentence
    assert (row.values[1].before, row.values[1].after) == (before, after)


def test_who_goes_or_stays_out_is_told_why(mixed: Path) -> None:
    sentences = [row.sentence for row in preview.page(mixed, Ask(change="remove")).rows]
    assert sentences == ["Left out by the licence filter.", "No longer in the directory."]
    (out,) = preview.page(mixed, Ask(change="out")).rows
    assert (out.sentence, out.values) == ("Guest of another organisation: has no mailbox here.", ())


def test_the_first_pair_shows_everybody_as_new(tmp_path: Path) -> None:
    staged = run(tmp_path, None, people(120))
    page = preview.page(staged, Ask(number=3, size=50))
    assert (page.total, page.number, page.pages, len(page.rows)) == (120, 3, 3, 20)
    assert page.rows[0] == Row(
        "user", "add", "user0100@example.org", "User 100", "new", "Not in the published file yet.",
        (Value("UserPrincipalName", "", "user0100@example.org"), Value("DisplayName", "", "User 100"),
         Value("Department", "", "Sales")),
    )  # fmt: skip


@pytest.mark.parametrize(("number", "lands"), [(0, 1), (-5, 1), (2, 2), (99, 3)])
def test_a_page_that_is_not_there_leads_to_the_nearest(tmp_path: Path, number: int, lands: int) -> None:
    page = preview.page(run(tmp_path, None, people(120)), Ask(number=number))
    assert (page.number, page.pages) == (lands, 3)


def test_a_group_tells_how_many_join_and_leave(tmp_path: Path) -> None:
    later = {SALES: ["ben@example.org", "user0001@example.org", "user0002@example.org"]}
    staged = run(tmp_path, [ANN, BEN, *people(9)], [ANN, BEN, *people(9)], later=later)
    (row,) = preview.page(staged, Ask("group")).rows
    assert row.sentence == "Differs in Members: 2 join and 1 leaves."
    assert row.values[2].differs


def test_a_group_with_a_row_a_member_is_one_row(tmp_path: Path) -> None:
    layout = replace(
        LAYOUT,
        members=Members("rows"),
        groups=replace(GROUPS, columns=(*GROUPS.columns[:2], replace(GROUPS.columns[2], source="member"))),
    )
    staged = run(tmp_path, None, [ANN, BEN], layout=layout)
    with closing(sqlite3.connect(staged)) as rows:
        lines = "".join(f'"{SALES}","Sales","{upn}"\r\n' for upn in GROUP[SALES])
        rows.execute("UPDATE groups SET line = ?", [lines])
        rows.commit()
    (row,) = preview.page(staged, Ask("group")).rows
    assert row.values[2] == Value("Members", "", "ann@example.org\nben@example.org")


def test_a_group_made_anew_says_so(tmp_path: Path) -> None:
    staged = run(tmp_path, [ANN, BEN], [ANN, BEN], later={SALES: ["ann@example.org"]})
    with closing(sqlite3.connect(staged)) as rows:
        rows.execute("UPDATE changes SET why = 'other-id'")
        rows.commit()
    (row,) = preview.page(staged, Ask("group")).rows
    assert row.sentence == (
        "This address belongs to another group now: its object id is another one. Differs in Members: 1 leaves."
    )


def test_columns_of_another_layout_stand_side_by_side(tmp_path: Path) -> None:
    fewer = replace(LAYOUT, users=replace(USERS, columns=USERS.columns[::2]))
    staged = run(tmp_path, [ANN, BEN], [ANN], layout=fewer)
    with closing(sqlite3.connect(staged)) as rows:
        rows.execute(
            """UPDATE changes SET after = '"ann@example.org","Support"' || char(13, 10) WHERE change = 'change'"""
        )
        rows.execute("""INSERT INTO changes SELECT 'user', 'change', id, upn, name, 'changed', line,
            '"ann@example.org","Support"' || char(13, 10) FROM users WHERE 1""")
        rows.execute(
            """UPDATE changes SET before = '"ann@example.org","Ann","Sales"' || char(13, 10) WHERE what = 'user'"""
        )
        rows.commit()
    row = preview.page(staged, Ask(change="change")).rows[0]
    assert row.values == (
        Value("UserPrincipalName", "ann@example.org", "ann@example.org"),
        Value("Department", "Sales", "Support", differs=True),
        Value("DisplayName", "Ann", "", differs=True),
    )


def test_a_line_that_does_not_fit_its_layout_is_shown_as_it_is(tmp_path: Path) -> None:
    staged = run(tmp_path, None, [ANN])
    for text in ('"ann@example.org"', '"ann" x,"b"'):
        preview.forget(staged)
        with closing(sqlite3.connect(staged)) as rows:
            rows.execute("UPDATE users SET line = ?", [text])
            rows.commit()
        (row,) = preview.page(staged, Ask()).rows
        assert row.values == (Value("Line", "", text),)


def test_without_a_noted_layout_rows_have_no_values(tmp_path: Path) -> None:
    staged = run(tmp_path, None, [ANN])
    with closing(sqlite3.connect(staged)) as rows:
        rows.execute("DELETE FROM facts WHERE key = 'layout'")
        rows.commit()
    assert preview.page(staged, Ask()).rows[0].values == ()


def test_the_staging_file_stays_as_it_was(tmp_path: Path) -> None:
    staged = run(tmp_path, None, people(3))
    before = staged.read_bytes()
    preview.page(staged, Ask())
    assert staged.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"run.sqlite", "run.listing.sqlite"}
    assert (tmp_path / "run.listing.sqlite").stat().st_mode & 0o077 == 0
    preview.forget(staged)
    assert {path.name for path in tmp_path.iterdir()} == {"run.sqlite"}


def test_whoever_looks_while_a_run_is_under_way_sees_the_rest_later(tmp_path: Path) -> None:
    staged = run(tmp_path, None, people(3))
    assert preview.page(staged, Ask()).total == 3
    with closing(sqlite3.connect(staged)) as rows:
        rows.execute("UPDATE users SET line = '', reason = 'guest' WHERE rowid = 1")
        rows.commit()
    assert preview.page(staged, Ask()).total == 2


def test_a_run_whose_rows_are_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        preview.page(tmp_path / "nothing.sqlite", Ask())
    assert [*tmp_path.iterdir()] == []


asks = st.builds(
    Ask,
    st.just("user"),
    st.sampled_from(["", "all", "add", "same", "out", "remove"]),
    st.sampled_from(["", "new", "gone", "guest"]),
    st.sampled_from(["", "user", "3 USER", "example.org 1"]),
    st.integers(1, 9),
    st.integers(1, 20),
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    guests = [replace(person, reason="guest") for person in people(15, 200)]
    return run(folder, people(40), [*people(45, 10), *guests])


@given(asks)
def test_pages_make_up_the_whole_list(many: Path, ask: Ask) -> None:
    whole = preview.page(many, replace(ask, number=1, size=500))
    page = preview.page(many, ask)
    start = (page.number - 1) * ask.size
    assert page.rows == whole.rows[start : start + ask.size]
    assert page.total == whole.total == len(whole.rows)
    assert page.pages == max(1, -(-whole.total // ask.size))
