"""Who is in the pair, in which order, what is kept from the last pair, and what changes: the script's own functions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.choice import Choice
from sync.csv_files.cells import rows
from sync.layout import ordering
from sync.layout.generic import generic
from sync.layout.shape import Column, Layout
from tests.scripts.powershell_run import Script, Thrown

SCRIPT = Script("sync365.ps1")
COLUMNS = (Column("UPN", "upn"), Column("Note", ""))


def person(name: str, **more: Any) -> dict[str, Any]:
    known = dict.fromkeys(SCRIPT.constants["$userproperties"], "")
    address = f"{name}@example.org"
    mine = {
        "guid": f"g-{name}",
        "id": f"id-{name}",
        "upn": address,
        "primary": address,
        "name": name,
        "kind": "user",
    }
    return known | mine | {"mailbox": f"m-{name}", "blocked": "no", "unlisted": "no", "proxies": []} | more


def group(name: str, **more: Any) -> dict[str, Any]:
    return {
        "guid": f"g-{name}",
        "id": f"id-{name}",
        "primary": f"{name}@example.org",
        "mail": "",
        "name": name,
    } | more


def data(layout: Layout | None = None, **choice: Any) -> dict[str, Any]:
    said = {
        "exchange": "online",
        "layout": (layout or generic()).stored(),
        "choice": Choice(**choice).stored(),
    }
    plain: dict[str, Any] = json.loads(json.dumps(said))
    return plain


def picked(
    people: list[dict[str, Any]], chosen: Any = None, **choice: Any
) -> tuple[list[str], dict[str, int]]:
    left: dict[str, int] = {}
    found = SCRIPT.call(
        "Select-Record", Records=people, What="users", Data=data(**choice), Chosen=chosen, LeftOut=left
    )
    return [one["name"] for one in found or []], left


def test_everybody_with_a_mailbox_and_a_name_is_in_the_file() -> None:
    people = [
        person("bob"),
        person("ann"),
        person("shared", kind="shared"),
        person("odd", kind=""),
        person("no", upn=""),
    ]
    assert picked(people) == (["ann", "bob", "shared"], {"by-type": 1, "no-address": 1})


@pytest.mark.parametrize(
    ("choice", "names", "reason"),
    [
        ({"domains": ("example.net",)}, ["c"], {"by-domain": 2}),
        ({"kinds": ("room",)}, [], {"by-type": 3}),
        ({"disabled": False}, ["a", "c"], {"disabled": 1}),
    ],
)
def test_the_filters_leave_out_whom_they_name(
    choice: dict[str, Any], names: list[str], reason: dict[str, int]
) -> None:
    people = [person("a"), person("b", blocked="yes"), person("c", primary="c@EXAMPLE.net")]
    assert picked(people, **choice) == (names, reason)


def test_a_room_stays_although_its_account_is_disabled() -> None:
    assert picked([person("r", kind="room", blocked="yes")], disabled=False) == (["r"], {})


@settings(max_examples=40)
@given(st.lists(st.text("abzÄéß9_.", min_size=1, max_size=6), unique_by=str.casefold, max_size=8))
def test_the_rows_stand_in_the_order_of_sync(names: list[str]) -> None:
    people = [person(name) for name in names]
    places = dict(
        zip(ordering.places([p["upn"] for p in people], [p["id"] for p in people]), names, strict=True)
    )
    assert picked(people)[0] == [places[place] for place in sorted(places)]


LINKS = {
    "g-all": [["id-inner", "g-inner"], ["id-ann", "g-ann"], ["", ""]],
    "g-inner": [["id-all", "g-all"], ["", "g-bob"], ["id-contact", "g-contact"]],
}


def test_groups_inside_groups_are_resolved_and_a_circle_ends() -> None:
    people, groups = [person("bob"), person("ann"), person("cy")], [group("all"), group("inner")]
    table = SCRIPT.call(
        "Get-MemberTable", Groups=groups, Users=people, Directory={"groups": groups, "links": LINKS}
    )
    assert [one["name"] for one in table["g-all"]] == ["bob", "ann"]
    assert [one["name"] for one in table["g-inner"]] == ["bob", "ann"]


def test_a_filter_by_groups_lets_their_members_through_at_any_depth() -> None:
    people, groups = [person("ann"), person("bob"), person("cy")], [group("all"), group("inner")]
    tables = {
        "People": SCRIPT.call("New-IdTable", Records=people),
        "Groups": SCRIPT.call("New-IdTable", Records=groups),
    }
    directory = {"groups": groups, "links": LINKS}
    chosen = SCRIPT.call("Get-ChosenUser", Choice={"groups": ["ID-ALL"]}, Directory=directory, **tables)
    assert picked(people, chosen) == (["ann", "bob"], {"by-group": 1})
    assert SCRIPT.call("Get-ChosenUser", Choice={"groups": []}, Directory=directory, **tables) is None


quoted = st.text('a",\r\nü', max_size=6).map(lambda text: '"' + text.replace('"', '""') + '"')


@settings(max_examples=100)
@given(
    st.lists(st.lists(quoted | st.text("ab ü;", max_size=4), min_size=2, max_size=3), max_size=4),
    st.booleans(),
)
def test_a_file_is_read_as_sync_reads_it(table: list[list[str]], ended: bool) -> None:
    text = "\r\n".join(",".join(row) for row in table) + ("\r\n" if ended and table else "")
    found = SCRIPT.outputs("Read-Row", Text=text, Delimiter=",")
    assert [(one["cells"], one["quoted"]) for one in found] == [
        (row.values, row.quoted) for row in rows(text, ",")
    ]


def test_quotes_that_never_close_are_said() -> None:
    with pytest.raises(Thrown, match="do not close"):
        SCRIPT.outputs("Read-Row", Text='a,"b\r\n', Delimiter=",")


def known(
    file: dict[str, Any], *table: list[str], what: str = "users", members: Any = None
) -> dict[str, Any]:
    """The pair that is there, from the cells of its rows."""
    made: dict[str, Any] = {"rows": [], "table": SCRIPT.call("New-IdTable", Records=[])}
    for row in table:
        said = {"cells": row, "quoted": [True] * len(row)}
        one = SCRIPT.call("ConvertTo-KnownRow", Row=said, File=file, What=what, Members=members)
        made["rows"].append(one)
        SCRIPT.call("Add-Key", Table=made["table"], Item=one, Keys=one["names"])
    return made


def test_a_column_without_a_source_keeps_its_value_and_a_new_row_is_held() -> None:
    layout = replace(generic(), users=replace(generic().users, columns=COLUMNS))
    file, left = data(layout)["layout"]["users"], dict[str, int]()
    before = known(file, ["ANN@example.org", "kept; value"])
    people = [person("ann"), person("new")]
    made = SCRIPT.call("New-UserFile", Records=people, Data=data(layout), Known=before, LeftOut=left)
    assert made["lines"] == ['"ann@example.org","kept; value"\r\n']
    assert (left, [one["name"] for one in made["records"]]) == ({"no-value": 1}, ["ann"])


def test_another_account_under_the_same_name_inherits_nothing() -> None:
    columns = (*COLUMNS, Column("Id", "id"))
    layout = replace(generic(), users=replace(generic().users, columns=columns))
    before = known(data(layout)["layout"]["users"], ["ann@example.org", "hers", "id-other"])
    left: dict[str, int] = {}
    made = SCRIPT.call("New-UserFile", Records=[person("ann")], Data=data(layout), Known=before, LeftOut=left)
    assert (made["lines"], left) == ([], {"no-value": 1})


def change(
    people: list[dict[str, Any]], groups: list[dict[str, Any]], remembered: Any = None
) -> dict[str, Any]:
    layout = data()["layout"]
    width = len(layout["users"]["columns"])
    users = known(
        layout["users"], *([n, f"{n}@example.org", *[""] * (width - 3), f"id-{n}"] for n in ("ann", "bob"))
    )
    staff = ["staff", "staff@example.org", "", "", "", "id-staff", "ann@example.org;bob@example.org"]
    there = known(layout["groups"], staff, what="groups", members=layout["members"])
    said: dict[str, Any] = SCRIPT.call(
        "Compare-Pair",
        KnownUsers=users,
        KnownGroups=there,
        Users=people,
        Groups=groups,
        Remembered=remembered or {},
    )
    return said


def staff(*names: str) -> dict[str, Any]:
    return group("staff", names=[f"{name}@example.org" for name in names])


def test_nothing_changes_where_everybody_stays() -> None:
    said = change([person("ann"), person("bob"), person("cy")], [staff("bob", "ANN", "cy")])
    assert (said["users_before"], said["users_after"], said["users_removed"]) == (2, 3, 0)
    assert (said["groups_before"], said["groups_removed"], said["shrunk"], said["exchanged"]) == (
        1,
        0,
        [],
        [],
    )


def test_who_goes_is_counted_and_who_has_a_new_name_is_not() -> None:
    renamed = person("ann") | {"upn": "ann.lee@example.org", "primary": "ann.lee@example.org"}
    said = change([renamed], [])
    assert (said["users_removed"], said["groups_removed"], said["exchanged"]) == (1, 1, [])


def test_a_group_that_loses_members_is_named() -> None:
    said = change([person("ann"), person("bob")], [staff("ann")])
    assert said["shrunk"] == [{"name": "staff", "before": 2, "removed": 1}]


@pytest.mark.parametrize(
    ("more", "remembered"),
    [
        ({"id": "id-other"}, {}),
        ({}, {"ann@example.org": ["id-ann", "m-other"]}),
        ({"id": ""}, {"ann@example.org": ["", "{x}"]}),
    ],
)
def test_another_account_or_mailbox_behind_a_name_is_an_exchange(
    more: dict[str, str], remembered: Any
) -> None:
    assert change([person("ann", **more), person("bob")], [staff("ann", "bob")], remembered)["exchanged"] == [
        "ann@example.org"
    ]


@pytest.mark.parametrize("was", [["id-ann", "m-ann"], ["ID-ANN", "{M-ann}"], ["", ""]])
def test_the_same_ids_in_other_clothes_are_no_exchange(was: list[str]) -> None:
    said = change([person("ann"), person("bob")], [staff("ann", "bob")], {"ann@example.org": was})
    assert said["exchanged"] == []
