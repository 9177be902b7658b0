"""Whatever a directory looks like, and whatever it turns into: a collection comes to what plain reckoning comes to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.contract import DirectoryReader
from sync.choice import Choice
from sync.collect import Certificate, Plan, collect, inside
from sync.layout.generic import generic
from tests.sync.collect.graph_world import Directory, World
from tests.sync.collect.plainly import ENTERPRISE, contact, group, plainly, tables, user
from tests.sync.collect.runs import quiet

KIOSK = "4a82b400-a79f-41a4-b4e2-e94f5787b113"
USERS, GROUPS, CONTACTS = (tuple(f"{kind}{n}" for n in range(8)) for kind in "ugc")
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
PLANS = st.lists(
    st.builds(
        lambda service, status, plan: {"service": service, "capabilityStatus": status, "servicePlanId": plan},
        st.sampled_from(["exchange", "exchange", "TeamspaceAPI"]),
        st.sampled_from(["Enabled", "Warning", "Deleted", "Suspended"]),
        st.sampled_from([ENTERPRISE, KIOSK]),
    ),
    max_size=2,
)
ADDRESS = st.sampled_from(
    [None, "", "a@example.org", "b@EXAMPLE.org", "c@example.net", "nobody", "@example.org"]
)


@st.composite
def people(draw: st.DrawFn, id: str) -> dict[str, Any]:
    mail = draw(ADDRESS)
    return user(
        id,
        displayName=draw(st.none() | NAMES),
        userPrincipalName=draw(st.sampled_from([f"{id}@example.org", f"{id.upper()}é@example.net", None])),
        mail=mail,
        proxyAddresses=draw(
            st.sampled_from([[], [f"SMTP:{id}@example.org", "smtp:x@example.org"], ["sip:x"], None])
        ),
        accountEnabled=draw(st.sampled_from([True, False, None])),
        userType=draw(st.sampled_from(["Member", "Member", "Guest", None])),
        assignedPlans=draw(PLANS),
        onPremisesSyncEnabled=draw(st.sampled_from([True, None])),
    )


@st.composite
def groups(draw: st.DrawFn, id: str) -> dict[str, Any]:
    mail = draw(st.sampled_from([f"{id}@example.org", f"{id}@example.net", None]))
    return group(id, mail=mail, mailEnabled=draw(st.booleans()), displayName=draw(NAMES))


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Groups in circles, guests, contacts and devices inside them, people without anything."""
    now = Directory(
        {id: draw(people(id)) for id in draw(st.sets(st.sampled_from(USERS)))},
        {id: draw(groups(id)) for id in draw(st.sets(st.sampled_from(GROUPS)))},
        {id: contact(id) for id in draw(st.sets(st.sampled_from(CONTACTS)))},
    )
    things = [("device", "d1"), ("servicePrincipal", "s1"), *(("user", id) for id in now.users)]
    things += [*(("group", id) for id in now.groups), *(("orgContact", id) for id in now.contacts)]
    now.members = {id: draw(st.lists(st.sampled_from(things), unique=True, max_size=9)) for id in now.groups}
    return now


# What a mailbox is does not change without its user, as far as a night can know.
PURPOSES = st.dictionaries(
    st.sampled_from(USERS), st.sampled_from(["user", "shared", "room", "equipment", "linked", "others"])
)


CHOICES = st.builds(
    Choice,
    licences=st.sampled_from([(), (ENTERPRISE,)]),
    groups=st.sampled_from([(), ("g1",), ("g1", "g2", "g9")]),
    domains=st.sampled_from([(), ("example.org",)]),
    kinds=st.sampled_from([("user", "shared"), ("user", "linked", "shared", "room", "equipment")]),
    disabled=st.booleans(),
)


@pytest.mark.parametrize(
    ("held", "large"), [(1000, 5000), (0, 5000), (0, 1)], ids=["held", "looked up", "gathered"]
)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=max(25, settings.default.max_examples // 20 if settings.default else 0),
)
@given(now=directories(), later=directories(), purposes=PURPOSES, choice=CHOICES, size=st.integers(1, 9))
def test_any_directory_comes_out_as_plain_reckoning_has_it(
    reader: DirectoryReader, world: World, tmp_path_factory: pytest.TempPathFactory,
    held: int, large: int, now: Directory, later: Directory, purposes: dict[str, str], choice: Choice, size: int,
) -> None:  # fmt: skip
    """Read as a whole, then by its changes into any other directory, then that one as a whole."""
    folder = tmp_path_factory.mktemp("runs")
    world.page, world.past, now.purposes, later.purposes = size, [], purposes, purposes
    plan = Plan(choice, generic(), held=held)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside, "LARGE", large)
        first, _ = night(reader, world, folder / "1", now, plan)
        second, changed = night(
            reader, world, folder / "2", later, replace(plan, previous=folder / "1", takes_over=held > 0)
        )
        third, whole = night(reader, world, folder / "3", later, plan)
    assert [one.kind for one in (first, second, third)] == ["full", "incremental", "full"]
    assert changed == whole


def night(
    reader: DirectoryReader, world: World, path: Path, now: Directory, plan: Plan
) -> tuple[Certificate, dict[str, list[Any]]]:
    """Collect, compare with plain reckoning, and give all rows."""
    world.now = now
    certificate = collect(reader, path, plan, quiet)
    with closing(sqlite3.connect(path)) as rows:
        assert (certificate.complete, certificate.fell_back) == (True, ""), certificate
        found, due = tables(rows), plainly(now, plan.choice)
        assert {key: (found[key], due[key]) for key in due if found[key] != due[key]} == {}
        return certificate, {table: everything(rows, table) for table in ("users", "groups", "members")}


def everything(rows: sqlite3.Connection, table: str) -> list[Any]:
    """All columns but `record`, where a delta leaves out what was never set."""
    found = rows.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
    names = [name for name, *_ in found.description]
    return [[value for name, value in zip(names, row, strict=True) if name != "record"] for row in found]
