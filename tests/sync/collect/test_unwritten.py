"""Values that the files cannot hold: all of them are told at once, and nothing is left out in silence."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from clients.contract import DirectoryReader
from sync.choice import Choice
from sync.collect import Plan
from sync.csv_files import Unwritable
from sync.layout.generic import generic
from sync.layout.shape import FileLayout, Layout
from tests.sync.collect.graph_world import World
from tests.sync.collect.plainly import directory, group, user
from tests.sync.collect.runs import Runs

TEAM = directory(
    [
        user("u1"),
        user("u2", displayName="Łucja"),
        user("u3", department="Żywiec"),
        user("u4", displayName="Ż"),
    ],
    [group("all"), group("odd", displayName="Ł")],
    {"all": "user:u1 user:u2", "odd": "user:u1"},
)
SAID = {
    "u2@example.org: the value of column “DisplayName” holds “Ł” (U+0141), which the file's encoding, Windows-1252, "
    "does not have.",
    "u3@example.org: the value of column “Department” holds “Ż” (U+017B), which the file's encoding, Windows-1252, "
    "does not have.",
    "odd@example.org: the value of column “DisplayName” holds “Ł” (U+0141), which the file's encoding, Windows-1252, "
    "does not have.",
}  # fmt: skip


def in_cp1252(file: FileLayout) -> FileLayout:
    return replace(file, dialect=replace(file.dialect, encoding="cp1252"))


LAYOUT: Layout = replace(generic(), users=in_cp1252(generic().users), groups=in_cp1252(generic().groups))
PLAN = Plan(Choice(kinds=("user",)), LAYOUT)


def refused(reader: DirectoryReader, fresh: Runs, plan: Plan = PLAN) -> Unwritable:
    with pytest.raises(Unwritable) as caught:
        fresh.collect(reader, plan)
    return caught.value


def test_everybody_is_named(reader: DirectoryReader, world: World, fresh: Runs) -> None:
    world.now, world.page = copy.deepcopy(TEAM), 2
    world.now.users["u4"]["assignedPlans"] = []  # has no mailbox, and so no line
    fault = refused(reader, fresh)
    assert fault.text.startswith("3 people and groups have values that the files cannot hold. The first: u2@")
    assert (fault.row, fault.column) == ("u2@example.org", "DisplayName")
    assert set(fault.each) == SAID


def test_one_alone_is_told_as_it_is(reader: DirectoryReader, world: World, fresh: Runs) -> None:
    world.now = directory([user("u1"), user("u3", department="Żywiec")], [group("all")], {"all": "user:u1"})
    fault = refused(reader, fresh)
    assert (fault.text, fault.each) == (next(one for one in SAID if one.startswith("u3")), ())


def test_a_night_tells_them_too_and_goes_on_when_they_are_mended(
    reader: DirectoryReader, world: World, fresh: Runs
) -> None:
    plain = directory([user("u1"), user("u2")], [group("all")], {"all": "user:u1 user:u2"})
    world.now = copy.deepcopy(plain)
    fresh.collect(reader, PLAN)
    plan = replace(PLAN, previous=fresh.last, takes_over=True)
    for id in ("u1", "u2"):
        world.now = copy.deepcopy(world.now)
        world.now.users[id]["displayName"] = "Ł"
    assert len(refused(reader, fresh, plan).each) == 2
    world.now = copy.deepcopy(plain)
    certificate, _ = fresh.collect(reader, plan)
    assert (certificate.kind, certificate.complete) == ("incremental", True)


def test_whoever_the_filter_by_groups_leaves_out_may_be_called_anything(
    reader: DirectoryReader, world: World, fresh: Runs
) -> None:
    world.now = directory(
        [user("u1"), user("u2", displayName="Ł"), user("u3", displayName="Ż")],
        [group("some"), group("others")],
        {"some": "user:u1", "others": "user:u2 user:u3"},
    )
    plan = replace(PLAN, choice=replace(PLAN.choice, groups=("some",)))
    certificate, rows = fresh.collect(reader, plan)
    assert certificate.complete
    assert dict(rows.execute("SELECT id, reason FROM users")) == {
        "u1": "",
        "u2": "by-group",
        "u3": "by-group",
    }
    world.now = copy.deepcopy(world.now)
    world.now.members["some"].append(("user", "u3"))
    assert refused(reader, fresh, replace(plan, previous=fresh.last)).row == "u3@example.org"


def test_where_hardly_anybody_fits_reading_on_would_bring_nothing(
    reader: DirectoryReader, world: World, fresh: Runs
) -> None:
    many = [user(f"u{n}", displayName="Ł") for n in range(1500)]
    world.now = directory(many, [group("all")], {"all": "user:u1"})
    world.page = 900
    fault = refused(reader, fresh)
    assert fault.text.startswith("At least 1,000 people and groups have values")
    assert len(fault.each) == 20
    assert not any(url.startswith("/groups?") for url in world.asked)
    filtered = replace(PLAN, choice=replace(PLAN.choice, groups=("all",)))
    assert refused(reader, fresh, filtered).row == "u1@example.org"
