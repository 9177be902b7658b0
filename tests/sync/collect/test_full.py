"""A full run: everything read, judged, resolved, and proved whole."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from clients.contract import Broken, DirectoryReader, NotGranted
from sync import staging
from sync.choice import Choice
from sync.collect import Certificate, Plan
from sync.layout.generic import generic
from tests.sync.collect.graph_world import World, group_of, missing
from tests.sync.collect.plainly import contact, directory, group, plainly, tables, unlicensed, user
from tests.sync.collect.runs import Runs

PLAN = Plan(Choice(), generic())
TEAM = directory(
    [user(f"u{n}") for n in range(8)] + [unlicensed("room"), unlicensed("nobody"), user("guest", userType="Guest")],
    [group("all"), group("some"), group("round"), group("empty"), group("secret", mailEnabled=False)],
    {
        "all": "user:u0 user:u1 group:some user:guest user:room orgContact:c1 device:d1",
        "some": "user:u2 group:round user:nobody",
        "round": "group:all user:u3 group:round",
        "secret": "user:u4",
    },
    {"room": "room"},
)  # fmt: skip


def run(reader: DirectoryReader, fresh: Runs, plan: Plan = PLAN) -> tuple[Certificate, sqlite3.Connection]:
    return fresh.collect(reader, plan)


def test_a_directory_is_read_and_resolved(reader: DirectoryReader, world: World, fresh: Runs) -> None:
    world.now = TEAM
    certificate, rows = run(reader, fresh)
    assert tables(rows) == plainly(TEAM, Choice())
    found = tables(rows)
    assert {one for grp, one in found["members"] if grp == "round"} == {"u0", "u1", "u2", "u3", "room"}
    assert found["users"]["room"] == ("room", "")
    assert found["users"]["nobody"] == ("unknown", "no-mailbox")
    assert (certificate.kind, certificate.complete, certificate.reasons) == ("full", True, ())
    assert (certificate.users, certificate.groups, certificate.contacts, certificate.links) == (11, 5, 1, 14)
    assert certificate.linked == {"device": 1, "group": 4, "orgContact": 1, "user": 8}
    assert certificate.counts["users"] == {"counted": 11, "came": 11}
    assert certificate.requests == reader.requests
    assert Certificate.of(staging.fact(rows, "certificate")) == certificate


def test_an_empty_directory_is_whole(reader: DirectoryReader, world: World, fresh: Runs) -> None:
    certificate, rows = run(reader, fresh)
    assert (certificate.complete, certificate.users, tables(rows)["users"]) == (True, 0, {})


@pytest.mark.parametrize(
    "choice",
    [
        Choice(groups=("some",)),
        Choice(groups=("secret", "gone")),
        Choice(kinds=("user",)),
        Choice(domains=("example.net",)),
        Choice(disabled=False, licences=("other",)),
    ],
)
def test_filters_leave_people_out_with_a_reason(
    reader: DirectoryReader, world: World, fresh: Runs, choice: Choice
) -> None:
    world.now = TEAM
    certificate, rows = run(reader, fresh, Plan(choice, generic()))
    assert certificate.complete
    assert tables(rows) == plainly(TEAM, choice)
    assert [note for note in certificate.notes if "gone" in note] == (
        ["Group gone of the filter is not in the directory."] if "gone" in choice.groups else []
    )


def test_progress_is_told_in_order(reader: DirectoryReader, world: World, fresh: Runs) -> None:
    world.now, said = TEAM, list[tuple[str, int, int]]()
    fresh.collect(reader, PLAN, lambda *told: said.append(told))
    phases = list(dict.fromkeys(phase for phase, _, _ in said))
    assert phases[:4] == ["sign-in", "users", "contacts", "groups"]
    assert ("users", 11, 11) in said
    assert all(done <= total for phase, done, total in said if total)


def test_without_the_right_to_read_contacts_they_are_left_out(
    reader: DirectoryReader, world: World, fresh: Runs
) -> None:
    denied = missing(403, "Authorization_RequestDenied")
    world.now, world.meddle = TEAM, lambda url: denied if url.startswith("/contacts") else None
    certificate, rows = run(reader, fresh)
    assert certificate.complete
    assert tables(rows) == {**plainly(TEAM, Choice()), "contacts": set()}
    assert certificate.notes == ("Mail contacts were not read: OrgContact.Read.All is not granted.",)


@pytest.mark.parametrize("what", ["/users", "/groups"])
def test_without_the_right_to_read_people_there_is_nothing(
    reader: DirectoryReader, world: World, fresh: Runs, what: str
) -> None:
    denied = missing(403, "Authorization_RequestDenied")
    world.meddle = lambda url: denied if url.startswith(what) else None
    with pytest.raises(NotGranted):
        run(reader, fresh)


def test_without_the_right_to_read_mailbox_settings_the_type_stays_unknown(
    reader: DirectoryReader, world: World, fresh: Runs
) -> None:
    many = directory([unlicensed(f"s{n}") for n in range(400)] + [user("u1")], purposes={})
    world.now, world.page = many, 50
    world.meddle = lambda url: missing(403, "ErrorAccessDenied") if "mailboxSettings" in url else None
    certificate, rows = run(reader, fresh)
    assert certificate.complete
    assert "MailboxSettings.Read" in certificate.notes[0]
    found = tables(rows)["users"]
    assert found.pop("u1") == ("user", "")
    assert set(found.values()) == {("unknown", "unknown-type")}
    assert sum("mailboxSettings" in url for url in world.asked) < 200


def test_types_are_asked_for_once_and_remembered(reader: DirectoryReader, world: World, fresh: Runs) -> None:
    world.now = TEAM
    run(reader, fresh)
    previous = fresh.last
    assert sum("mailboxSettings" in url for url in world.asked) == 2
    world.asked.clear()
    certificate, again = run(reader, fresh, Plan(Choice(), generic(), previous=previous, full=True))
    assert (certificate.kind, tables(again)) == ("full", plainly(TEAM, Choice()))
    # Where there was no mailbox, one may be now.
    assert [url for url in world.asked if "mailboxSettings" in url] == [
        "/users/nobody/mailboxSettings/userPurpose"
    ]


def test_what_changes_during_the_run_is_in_the_result(
    reader: DirectoryReader, world: World, fresh: Runs
) -> None:
    later = directory(
        [user(f"u{n}") for n in range(2, 9)] + [user("u0", "renamed")],
        [group("all"), group("new")],
        {"all": "user:u2 user:u8", "new": "user:u0 user:u3"},
    )
    world.now = TEAM

    def meddle(url: str) -> None:
        if group_of(url):
            world.now = later

    world.meddle = meddle
    certificate, rows = run(reader, fresh)
    assert (certificate.complete, certificate.reasons) == (True, ())
    assert tables(rows) == plainly(later, Choice())


def test_a_member_that_no_list_holds_is_looked_for(
    reader: DirectoryReader, world: World, fresh: Runs
) -> None:
    """A list that Graph's index shows late: whom it lacks is found by id."""
    world.now = directory([user("u1"), user("late")], [group("g")], {"g": "user:u1 user:late"})

    def meddle(url: str) -> Any:
        if url.startswith("/users?"):
            return 200, {"value": [user("u1")]}
        return (200, 1) if url == "/users/$count" else None

    world.meddle = meddle
    certificate, rows = run(reader, fresh)
    assert (certificate.complete, certificate.unresolved) == (True, 0)
    assert tables(rows) == plainly(world.now, Choice())


def test_a_member_that_is_nobody_makes_it_incomplete(
    reader: DirectoryReader, world: World, fresh: Runs
) -> None:
    world.now = directory([user("u1")], [group("g")], {"g": "user:u1 user:ghost group:phantom"})
    certificate, _ = run(reader, fresh)
    assert (certificate.complete, certificate.unresolved) == (False, 2)
    assert certificate.reasons == ("2 members of groups are nobody that Microsoft Graph tells of.",)


def test_a_service_that_stays_down_is_raised(reader: DirectoryReader, world: World, fresh: Runs) -> None:
    world.now = TEAM
    world.meddle = lambda url: missing(400, "Request_UnsupportedQuery") if url.startswith("/users?") else None
    with pytest.raises(Broken) as raised:
        run(reader, fresh)
    assert raised.value.why == "refused"


def test_contacts_in_groups_are_never_archived(reader: DirectoryReader, world: World, fresh: Runs) -> None:
    world.now = directory([user("u1")], [group("g")], {"g": "orgContact:c1 user:u1"})
    world.now.contacts["c2"] = contact("c2")
    certificate, rows = run(reader, fresh)
    assert (certificate.contacts, tables(rows)["members"]) == (2, {("g", "u1")})
