"""Random directories in random layouts: what is written reads as it was, and the layout is learned again from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sync.csv_files import read, write
from sync.directory import Kind
from sync.layout.generic import generic
from sync.layout.kept import KeptRow, KeptValues
from sync.layout.known import GroupEntry, Listed
from sync.layout.learn import learn
from sync.layout.shape import Column, Dialect, FileLayout, Layout, Members
from sync.layout.sources import SOURCES
from sync.layout.user_lines import Entry
from tests.sync.layout.directories import group, pair, person, uuid

NAMES = ("exchangeuser.csv", "exchangegroups.csv")
FEWER = max(settings().max_examples // 3, 20)
SIGNS = "abcXYZ09 '\"=+-@.,;|?äßéÜ"
WIDE = SIGNS + "€Łшא中😀\r\n\t"
KINDS: tuple[Kind, ...] = ("user", "linked", "shared", "room", "equipment")
# Under names of their own, so that values alone must decide, or under those of Exchange.
NAMED = {
    "id": "ExternalDirectoryObjectId", "name": "DisplayName", "primary": "PrimarySmtpAddress", "mail": "mail",
    "alias": "Alias", "given": "FirstName", "surname": "LastName", "department": "Department", "office": "Office",
    "addresses": "EmailAddresses", "addresses-comma-blank": "ProxyAddresses", "others-bar": "Aliases",
    "type": "RecipientTypeDetails", "type-number": "AccountType", "enabled": "AccountEnabled",
    "hidden-number": "Hidden", "sam": "SamAccountName", "upn-name": "Short", "surname-given": "Sorted",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A directory, a layout, and the values that only the sample has."""

    known: Listed
    layout: Layout
    kept: tuple[KeptRow, ...]


@st.composite
def directories(draw: st.DrawFn, signs: str) -> Listed:
    text = st.text(signs, max_size=8) | st.none()
    size = draw(st.integers(5, 12))
    people: list[Entry] = [
        (
            person(
                number,
                display_name=draw(text),
                surname=draw(text),
                department=draw(text),
                office_location=draw(text),
                account_enabled=draw(st.booleans()),
                show_in_address_list=draw(st.booleans() | st.none()),
                on_premises_sam_account_name=draw(st.none() | st.just(f"SAM{number}")),
            ),
            draw(st.sampled_from(KINDS)),
        )
        for number in range(size)
    ]
    members = st.lists(st.integers(0, size - 1), unique=True, max_size=size)
    ids = [[uuid(1 + number) for number in draw(members)] for _ in range(draw(st.integers(1, 4)))]
    ids.append([uuid(1), uuid(2), uuid(3)])
    lists: list[GroupEntry] = [(group(number, f"Group {number}"), one) for number, one in enumerate(ids)]
    return Listed(people, lists)


@st.composite
def dialects(draw: st.DrawFn, encoding: str) -> Dialect:
    return Dialect(
        delimiter=draw(st.sampled_from([",", ";", "\t", "|"])),
        quoting=draw(st.sampled_from(["all", "needed"])),
        bare_empty=draw(st.booleans()),
        encoding=encoding,
        bom=encoding != "cp1252" and draw(st.booleans()),
        newline=draw(st.sampled_from(["\r\n", "\n"])),
        final_newline=draw(st.booleans()),
        first_line=draw(st.sampled_from(["", "#TYPE System.Object\r\n"])),
        header_quoting=draw(st.sampled_from(["", "all", "needed"])),
    )


@st.composite
def columns(draw: st.DrawFn) -> tuple[Column, ...]:
    sources = ["upn", *draw(st.lists(st.sampled_from(sorted(NAMED)), unique=True, max_size=8)), ""]
    quoting: st.SearchStrategy[Literal["", "all", "needed"]] = st.sampled_from(["", "all", "needed"])
    empty: st.SearchStrategy[Literal["", "bare", "quoted"]] = st.sampled_from(["", "bare", "quoted"])
    found = [
        Column(
            NAMED[source] if source in NAMED and draw(st.booleans()) else f"C{number}",
            source,
            quoting=draw(quoting),
            empty=draw(empty),
        )
        for number, source in enumerate(sources[: draw(st.integers(1, len(sources)))])
    ]
    return tuple(draw(st.permutations(found)))


@st.composite
def groups(draw: st.DrawFn, dialect: Dialect) -> tuple[FileLayout, Members]:
    rows, key = draw(st.booleans()), draw(st.sampled_from(["upn", "primary", "id", "alias"]))
    about = [Column("Address", "primary"), Column("G2", "name"), Column("Kind", "type")]
    names = Column("Who", "member" if rows else "members")
    file = FileLayout(
        "exchangegroups.csv",
        tuple(draw(st.permutations([*about[: draw(st.integers(1, 3))], names]))),
        dialect,
        order="primary",
    )
    separator = draw(st.sampled_from([";", ",", "|", " ", "; "]))
    if rows:
        return file, Members("rows", ";", key, draw(st.booleans()))
    return file, Members("joined", separator, key)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    encoding = draw(st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "cp1252"]))
    signs = SIGNS if encoding == "cp1252" else WIDE
    known = draw(directories(signs))
    users = FileLayout(
        NAMES[0], draw(columns()), draw(dialects(encoding)), order=draw(st.sampled_from(["upn", "id"]))
    )
    file, members = draw(groups(draw(dialects("utf-8"))))
    layout = replace(generic(), users=users, groups=file, members=members)
    value = st.none() | st.text(signs, max_size=6)
    kept = [
        # One value at least: a column that is always empty has a source.
        KeptRow("user", (user.id, "", ""), {name: draw(value) if n else "x" for name in layout.unsourced})
        for n, (user, _) in enumerate(known.people)
    ]
    return Case(known, layout, tuple(kept))


@given(cases())
@settings(max_examples=FEWER, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_rendered_reads_as_the_directory_says(case: Case) -> None:
    users, _ = pair(case.layout, case.known, KeptValues.holding(case.kept))
    table = read(users)
    cells = {row.keys[0]: row.cells for row in case.kept}
    expected = [
        tuple(
            SOURCES[column.source].of(user, kind) if column.source else cells[user.id][column.name] or ""
            for column in case.layout.users.columns
        )
        for user, kind in case.known.people
    ]
    assert sorted(tuple(value or "" for value in row) for row in table.rows) == sorted(expected)
    assert table.header == tuple(column.name for column in case.layout.users.columns)
    assert write(table) == users
    assert Layout.of(case.layout.stored()) == case.layout


@given(cases())
@settings(max_examples=FEWER, suppress_health_check=[HealthCheck.too_slow])
def test_a_layout_is_learned_again_from_what_it_wrote(case: Case) -> None:
    kept = KeptValues.holding(case.kept)
    sample = pair(case.layout, case.known, kept)
    found = learn(*sample, NAMES, case.known)
    assert found.differences == ()
    assert found.user_rows.strangers == ()
    assert found.same == found.compared == len(case.known.people)
    for learned, was in zip(found.layout.users.columns, case.layout.users.columns, strict=True):
        assert learned.name == was.name
        if learned.source and was.source:
            assert told(learned.source, case.known.people) == told(was.source, case.known.people)
    assume(not found.assumed)
    assert found.layout.proven
    again = pair(found.layout, case.known, KeptValues.holding(found.kept))
    assert [sorted(read(data).rows, key=str) for data in again] == [
        sorted(read(data).rows, key=str) for data in sample
    ]


def told(source: str, entries: Sequence[Entry]) -> list[str]:
    return [SOURCES[source].of(user, kind) for user, kind in entries]
