"""Layouts as data: stored as JSON and back, and the style of each column."""

from __future__ import annotations

import json
from dataclasses import replace

from sync.layout.generic import GROUPS_FILE, USER_FILE, USER_FILES, generic
from sync.layout.shape import Column, Dialect, FileLayout, Layout, Members, Style
from sync.layout.sources import GROUP_SOURCES, SOURCES

LEARNED = Layout(
    FileLayout(
        "exchangeusers.csv",
        (
            Column("A", "upn", "Equal in 2 of 2 rows.", "needed", "quoted"),
            Column("ExchangeGuid", "", empty="bare"),
        ),
        Dialect(";", "all", False, "utf-16-le", True, "\n", False, "#TYPE x\n", "needed"),
        header=False,
        order="name",
    ),
    FileLayout("exchangegroups.csv", (Column("G", "primary"), Column("Owner", ""))),
    Members("rows", "|", "upn+name", True),
    proven=True,
)


def test_a_layout_comes_back_from_json() -> None:
    for layout in (LEARNED, generic(), generic("exchangeusers.csv")):
        assert Layout.of(json.loads(json.dumps(layout.stored()))) == layout


def test_a_layout_of_fewer_words_has_the_usual_rest() -> None:
    stored = LEARNED.stored()
    for file in ("users", "groups"):
        del stored[file]["dialect"]["header_quoting"]
        for column in stored[file]["columns"]:
            del column["quoting"], column["empty"]
    del stored["members"]["empty_row"]
    read = Layout.of(stored)
    assert read.users.columns[0] == Column("A", "upn", "Equal in 2 of 2 rows.")
    assert read.members == Members("rows", "|", "upn+name")


def test_a_columns_own_style_goes_before_the_files() -> None:
    assert LEARNED.users.styles == (Style("needed", False), Style("all", True))
    assert LEARNED.groups.styles == (Style("all", True),) * 2


def test_columns_without_source_are_named() -> None:
    assert LEARNED.unsourced == ("ExchangeGuid",)
    assert LEARNED.groups.unsourced == ("Owner",)


def test_the_generic_layout_is_unproven_and_has_only_columns_with_a_source() -> None:
    layout = generic()
    assert not layout.proven
    assert layout.unsourced == layout.groups.unsourced == ()
    assert all(SOURCES[column.source] for column in layout.users.columns)
    assert all(GROUP_SOURCES[column.source] for column in layout.groups.columns)
    assert all(not column.proof for file in (layout.users, layout.groups) for column in file.columns)
    assert layout.users.order in SOURCES
    assert layout.groups.order in GROUP_SOURCES


def test_the_generic_layout_has_the_form_of_export_csv() -> None:
    assert (
        generic().users.dialect
        == generic().groups.dialect
        == Dialect(",", "all", True, "utf-8", False, "\r\n")
    )


def test_both_spellings_of_the_users_file_are_possible() -> None:
    assert USER_FILES == ("exchangeuser.csv", "exchangeusers.csv")
    assert [generic(name).users.name for name in USER_FILES] == [*USER_FILES]
    assert (generic().users.name, generic().groups.name) == (USER_FILE, GROUPS_FILE)
    assert replace(generic(), users=generic("exchangeusers.csv").users) == generic("exchangeusers.csv")
