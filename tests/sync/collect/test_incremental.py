"""An incremental run: what changed since, on top of what was there; and a full run where that does not add up."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.contract import Broken, DirectoryReader
from sync import staging
from sync.choice import Choice
from sync.collect import Certificate, Plan
from sync.layout.generic import generic
from tests.sync.collect.graph_world import Directory, World, group_of, missing
from tests.sync.collect.plainly import directory, group, plainly, tables, unlicensed, user
from tests.sync.collect.runs import Runs
from tests.sync.collect.test_full import TEAM


@pytest.fixture
def nights(reader: DirectoryReader, world: World, fresh: Runs) -> Nights:
    return Nights(reader, world, fresh)


class Nights:
    """Runs one after the other, each on the one before."""

    def __init__(self, reader: DirectoryReader, world: World, fresh: Runs) -> None:
        self.reader, self.world, self.fresh = reader, world, fresh
        self.previous: Path | None = None
        self.takes_over = False

    def run(self, now: Directory, choice: Choice = Choice(), full: bool = False) -> Certificate:  # noqa: B008
        """A night in which the directory is like this."""
        self.world.now = now
        self.world.asked.clear()
        plan = Plan(choice, generic(), previous=self.previous, takes_over=self.takes_over, full=full)
        certificate, self.rows = self.fresh.collect(self.reader, plan)
        if certificate.complete:
            self.previous = self.fresh.last
        return certificate


def without(now: Directory, group: str, kind: str, id: str) -> None:
    now.members[group].remove((kind, id))


def come_into_a_group(now: Directory) -> None:
    now.users["u9"] = user("u9")
    now.members["round"].append(("user", "u9"))


def get_a_mailbox(now: Directory) -> None:
    now.users["nobody"]["displayName"] = "Somebody"
    now.purposes["nobody"] = "shared"


def found_a_group(now: Directory) -> None:
    now.groups["new"], now.members["new"] = group("new"), [("user", "u5")]


def dissolve_a_group(now: Directory) -> None:
    del now.groups["round"], now.members["round"]
    without(now, "some", "group", "round")


def lose_a_contact(now: Directory) -> None:
    del now.contacts["c1"]
    without(now, "all", "orgContact", "c1")


CHANGES: dict[str, Callable[[Directory], Any]] = {
    "nothing": lambda now: None,
    "somebody comes": lambda now: now.users.update(u9=user("u9")),
    "somebody comes into a group": come_into_a_group,
    "somebody goes": lambda now: now.users.pop("u0"),
    "somebody is renamed": lambda now: now.users.update(u0=user("u0", "zoe")),
    "somebody loses the licence": lambda now: now.users["u0"].update(assignedPlans=[]),
    "a room becomes a user": lambda now: now.users["room"].update(user("room")),
    "a mailbox appears": get_a_mailbox,
    "a group comes": found_a_group,
    "a group goes": dissolve_a_group,
    "a group is emptied": lambda now: now.members.update(round=[]),
    "a group gets an address": lambda now: now.groups["secret"].update(mailEnabled=True),
    "a group loses its address": lambda now: now.groups["all"].update(mailEnabled=False),
    "a group is nested anew": lambda now: now.members.update(empty=[("group", "round")]),
    "a contact comes": lambda now: now.contacts.update(c2={"id": "c2", "displayName": "c2", "mail": None}),
    "a contact goes": lose_a_contact,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("choice", [Choice(), Choice(groups=("some",))], ids=["all", "of a group"])
def test_a_change_comes_to_the_same_as_reading_everything(
    nights: Nights, change: str, choice: Choice
) -> None:
    nights.run(copy.deepcopy(TEAM), choice)
    now = copy.deepcopy(TEAM)
    CHANGES[change](now)
    certificate = nights.run(now, choice)
    assert (certificate.kind, certificate.complete, certificate.fell_back) == ("incremental", True, "")
    assert tables(nights.rows) == plainly(now, choice)
    assert not any(url.startswith(("/users?", "/groups?")) for url in nights.world.asked)
    assert (certificate.users, certificate.groups) == (len(now.users), len(now.groups))


def one_after_the_other() -> Iterator[Directory]:
    """TEAM after each of the changes, one on top of the other."""
    now = copy.deepcopy(TEAM)
    for change in CHANGES.values():
        now = copy.deepcopy(now)
        change(now)
        if "round" in now.members and ("user", "u0") in now.members["all"] and "u0" not in now.users:
            now.members["all"].remove(("user", "u0"))
        yield now


def test_nights_build_on_each_other(nights: Nights) -> None:
    nights.run(copy.deepcopy(TEAM))
    for now in one_after_the_other():
        assert nights.run(now).kind == "incremental"
        assert tables(nights.rows) == plainly(now, Choice())


def test_somebody_who_is_restored_is_in_the_old_groups_again(nights: Nights) -> None:
    """The link of a deleted user is hidden, not gone; the delta of groups need not say that it shows again."""
    nights.run(copy.deepcopy(TEAM))
    without = copy.deepcopy(TEAM)
    without.users.pop("u0")
    nights.run(without)
    assert ("all", "u0") not in tables(nights.rows)["members"]
    assert nights.run(copy.deepcopy(TEAM)).complete
    assert tables(nights.rows) == plainly(TEAM, Choice())


def test_a_group_that_is_new_is_read_as_a_whole(nights: Nights) -> None:
    """One that was restored had members before, of whom the delta need not tell."""
    nights.run(copy.deepcopy(TEAM))
    now = copy.deepcopy(TEAM)
    now.groups["back"] = group("back")
    now.members["back"] = [("user", "u6")]
    told = nights.world.got

    def meddle(url: str) -> Any:
        if not url.startswith("/groups/delta?") or "latest" in url:
            return None
        nights.world.meddle = lambda url: None
        status, body = told(url)
        nights.world.meddle = meddle
        for row in body["value"]:
            row.pop("members@delta", None)
        return status, body

    nights.world.meddle = meddle
    assert nights.run(now).kind == "incremental"
    assert tables(nights.rows) == plainly(now, Choice())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (missing(410, "syncStateNotFound"), "no longer knows"),
        (missing(400, "Directory_ResyncRequired"), "refused"),
        ((200, {"value": [{"id": 7}]}), "not whole"),
        ((200, {"value": []}), "without a link"),
    ],
)
@pytest.mark.parametrize("what", ["users", "groups"])
def test_a_delta_that_cannot_be_used_leads_to_a_full_run(
    nights: Nights, what: str, answer: tuple[int, Any], words: str
) -> None:
    nights.run(copy.deepcopy(TEAM))
    now = copy.deepcopy(TEAM)
    CHANGES["somebody comes into a group"](now)
    latest = len(nights.world.past)
    nights.world.meddle = lambda url: (
        answer if url.startswith(f"/{what}/delta?$deltatoken=") and _token(url) < latest else None
    )
    certificate = nights.run(now)
    assert (certificate.kind, certificate.complete) == ("full", True)
    assert words in certificate.fell_back
    assert tables(nights.rows) == plainly(now, Choice())


def _token(url: str) -> int:
    text = url.partition("$deltatoken=")[2].partition("&")[0]
    return int(text) if text.isdigit() else 1_000_000


def test_a_delta_that_forgets_somebody_leads_to_a_full_run(nights: Nights) -> None:
    nights.run(copy.deepcopy(TEAM))
    now = copy.deepcopy(TEAM)
    now.users["u9"] = user("u9")
    hidden = len(nights.world.past)

    def meddle(url: str) -> Any:
        if url.startswith("/users/delta?") and _token(url) < hidden:
            return 200, {"value": [], "@odata.deltaLink": f"{url_of('users')}{hidden}"}
        return None

    nights.world.meddle = meddle
    certificate = nights.run(now)
    assert (certificate.kind, certificate.complete) == ("full", True)
    assert "12 that Microsoft Graph counted" in certificate.fell_back
    assert tables(nights.rows) == plainly(now, Choice())


def url_of(name: str) -> str:
    return f"https://graph.example.net/v1.0/{name}/delta?$deltatoken="


def test_a_service_that_is_in_trouble_is_no_reason_for_a_full_run(nights: Nights) -> None:
    nights.run(copy.deepcopy(TEAM))
    nights.world.meddle = lambda url: missing(503, "Down") if "delta" in url else None
    with pytest.raises(Broken) as raised:
        nights.run(copy.deepcopy(TEAM))
    assert raised.value.why == "service"
    assert not any(url.startswith("/users?") for url in nights.world.asked)


@pytest.mark.parametrize("change", ["choice", "layout", "format", "incomplete", "absent", "damaged"])
def test_rows_of_another_kind_are_not_built_upon(nights: Nights, tmp_path: Path, change: str) -> None:
    nights.run(copy.deepcopy(TEAM))
    assert nights.previous is not None
    choice = Choice(kinds=("user",)) if change == "choice" else Choice()
    if change == "absent":
        nights.previous = tmp_path / "none.sqlite"
    elif change == "damaged":
        nights.previous = tmp_path / "damaged.sqlite"
        nights.previous.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    elif change != "choice":
        with sqlite3.connect(nights.previous) as rows:
            value = (
                staging.fact(rows, "certificate") | {"complete": False} if change == "incomplete" else "other"
            )
            staging.note(rows, "certificate" if change == "incomplete" else change, value)
        rows.close()
    certificate = nights.run(copy.deepcopy(TEAM), choice)
    assert (certificate.kind, certificate.complete, certificate.fell_back) == ("full", True, "")
    assert tables(nights.rows) == plainly(TEAM, choice)


def test_whoever_wants_everything_gets_everything(nights: Nights) -> None:
    nights.run(copy.deepcopy(TEAM))
    assert nights.run(copy.deepcopy(TEAM), full=True).kind == "full"


def test_the_run_before_is_left_as_it_is(nights: Nights) -> None:
    nights.run(copy.deepcopy(TEAM))
    assert nights.previous is not None
    before = nights.previous.read_bytes()
    now = copy.deepcopy(TEAM)
    CHANGES["somebody goes"](now)
    path = nights.previous
    nights.run(now)
    assert path.read_bytes() == before
    assert nights.rows.execute("SELECT count(*) FROM changes").fetchone() == (0,)


def test_a_quiet_night_takes_three_requests(nights: Nights) -> None:
    world = directory(
        [user(f"u{n}") for n in range(50)] + [unlicensed("room")], [group("g")], purposes={"room": "room"}
    )
    nights.run(world)
    before = nights.reader.requests
    assert nights.run(copy.deepcopy(world)).requests == before + 3


def test_types_of_those_who_did_not_change_are_not_asked_again(nights: Nights) -> None:
    nights.run(copy.deepcopy(TEAM))
    nights.run(copy.deepcopy(TEAM))
    assert not any("mailboxSettings" in url or group_of(url) for url in nights.world.asked)
