"""Pulls that go wrong half way: repeated, read again, or owned up to. Never a part of a directory for the whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest

from clients.contract import Broken, NotGranted
from sync.choice import Choice
from sync.collect import Certificate, Plan, full, mailboxes
from sync.csv_files import Unwritable
from sync.layout.generic import generic
from tests.sync.collect.runs import Runs
from tests.sync.collect.simulated import SimulatedTenant, Tenants, tenants

PLAN = Plan(Choice(), generic())


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tenants]:
    with tenants(tmp_path_factory.mktemp("simulator")) as running:
        yield running


@pytest.fixture
def tenant(practice: Tenants) -> SimulatedTenant:
    return practice.create()


Pull = Callable[..., tuple[Certificate, sqlite3.Connection]]


@pytest.fixture
def pull(tenant: SimulatedTenant, fresh: Runs) -> Pull:
    def run(plan: Plan = PLAN) -> tuple[Certificate, sqlite3.Connection]:
        return pulls(tenant, fresh, plan)[0]

    return run


def pulls(
    tenant: SimulatedTenant, fresh: Runs, plan: Plan = PLAN, times: int = 1
) -> list[tuple[Certificate, sqlite3.Connection]]:
    """Several pulls with one token, so that what happens once a token happens in the first one."""
    found = []
    with tenant.clients() as clients:
        for _ in range(times):
            found.append(fresh.collect(clients.directory, plan))
    return found


def users(rows: sqlite3.Connection) -> int:
    return int(rows.execute("SELECT count(*) FROM users").fetchone()[0])


def test_a_simulated_tenant_is_read_as_a_whole(pull: Pull) -> None:
    certificate, rows = pull()
    assert (certificate.complete, certificate.retried, certificate.reasons) == (True, False, ())
    assert users(rows) == certificate.counts["users"]["counted"] > 1100


@pytest.mark.parametrize(
    ("fault", "words"),
    [("dropped", "fewer than"), ("short", "fewer than"), ("ends", "fewer than"), ("repeated", "came twice")],
)  # fmt: skip
@pytest.mark.parametrize("where", ["/users page 2", "/contacts page 1"])
def test_a_list_that_is_not_whole_is_not_complete(
    tenant: SimulatedTenant, pull: Pull, where: str, fault: str, words: str
) -> None:
    if where.startswith("/contacts") and fault in ("dropped", "repeated"):
        pytest.skip("There is one page of contacts.")
    tenant.do(f"graph {where} answers {fault}")
    certificate, _ = pull()
    assert (certificate.complete, certificate.retried) == (False, True)
    assert words in certificate.reasons[0]
    tenant.do(f"graph {where} answers well")
    assert pull()[0].complete


@pytest.mark.parametrize("held", [0, 250_000])
def test_people_who_come_twice_make_it_incomplete_however_members_are_looked_up(
    tenant: SimulatedTenant, pull: Pull, held: int
) -> None:
    tenant.do("directory.links = 8000", "graph /users page 2 answers repeated")
    certificate, _ = pull(Plan(Choice(), generic(), held=held))
    assert (certificate.complete, certificate.retried) == (False, True)
    assert "came twice" in certificate.reasons[0]


@pytest.mark.parametrize(
    "fault", ["dropped", "short", "ends", "repeated", "loop", "elsewhere", "syncStateNotFound"]
)
def test_what_goes_wrong_once_is_read_again(tenant: SimulatedTenant, pull: Pull, fault: str) -> None:
    tenant.do(f"graph /users page 2 answers {fault} once")
    certificate, rows = pull()
    assert (certificate.complete, certificate.retried) == (True, True)
    assert users(rows) == certificate.counts["users"]["counted"]


@pytest.mark.parametrize(
    ("fault", "why"),
    [("loop", "loop"), ("elsewhere", "elsewhere"), ("cut", "malformed"), ("empty", "malformed"),
     ("mangled", "malformed"), ("html", "malformed"), ("odd-types", "malformed"), ("redirect", "malformed"),
     ("without-mail", "malformed"), ("syncStateNotFound", "expired"), ("Request_UnsupportedQuery", "refused")],
)  # fmt: skip
def test_what_stays_wrong_ends_the_run(tenant: SimulatedTenant, pull: Pull, fault: str, why: str) -> None:
    tenant.do(f"graph /users page 2 answers {fault}")
    with pytest.raises(Broken) as raised:
        pull()
    assert raised.value.why == why


@pytest.mark.parametrize(
    "fault", ["cut", "empty", "mangled", "html", "down", "error", "throttled", "truncated", "reset"]
)
def test_a_page_that_is_spoilt_twice_is_asked_for_again(
    tenant: SimulatedTenant, pull: Pull, fault: str
) -> None:
    tenant.do(f"graph /users page 2 answers {fault} 2 times")
    certificate, rows = pull()
    assert (certificate.complete, certificate.retried) == (True, False)
    assert users(rows) == certificate.counts["users"]["counted"]


def test_a_token_that_dies_half_way_is_renewed(tenant: SimulatedTenant, pull: Pull) -> None:
    tenant.do("graph /users page 2 answers token-dies")
    certificate, _ = pull()
    assert (certificate.complete, certificate.retried) == (True, False)


@pytest.mark.parametrize("what", ["User.Read.All", "GroupMember.Read.All"])
def test_a_permission_that_is_taken_away_ends_the_run(tenant: SimulatedTenant, pull: Pull, what: str) -> None:
    tenant.do(f"revoke {what}")
    with pytest.raises(NotGranted):
        pull()


def test_optional_permissions_are_missed_with_a_note(tenant: SimulatedTenant, pull: Pull) -> None:
    tenant.do("revoke OrgContact.Read.All", "revoke MailboxSettings.Read")
    certificate, rows = pull()
    assert certificate.complete
    assert sorted(certificate.notes) == sorted([full.NO_CONTACTS, mailboxes.NO_ACCESS])
    assert rows.execute("SELECT count(*) FROM users WHERE reason = 'unknown-type'").fetchone()[0] > 50


def test_a_wrong_count_is_never_explained_away(tenant: SimulatedTenant, pull: Pull) -> None:
    for wrong in (1, -1):
        tenant.do(f"directory.miscounted = {wrong}")
        certificate, _ = pull()
        assert (certificate.complete, certificate.retried) == (False, True)


def test_people_come_and_go_while_they_are_read(tenant: SimulatedTenant, fresh: Runs) -> None:
    tenant.do(
        "graph /users page 1 does directory.joined += 5",
        "graph /users page 2 does directory.left += 80",
        "graph /users page 3 does directory.renamed += 20",
    )
    (first, rows), (second, others) = pulls(tenant, fresh, times=2)
    assert (first.complete, second.complete, first.reasons) == (True, True, ())
    assert sum(first.replayed["users"].values()) > 80
    assert sum(second.replayed["users"].values()) == 0
    everybody = "SELECT id, upn, kind, reason, line FROM users ORDER BY id"
    assert rows.execute(everybody).fetchall() == others.execute(everybody).fetchall()


def test_a_group_vanishes_while_groups_are_read(tenant: SimulatedTenant, fresh: Runs) -> None:
    tenant.do("directory.links = 8000", "graph /groups page 1 does directory.dissolved += 1")
    (first, rows), (second, others) = pulls(tenant, fresh, times=2)
    assert (first.complete, second.complete, first.reasons) == (True, True, ())
    assert (first.replayed["groups"]["removed"], second.replayed["groups"]["removed"]) == (1, 0)
    members = "SELECT grp, member FROM members ORDER BY 1, 2"
    assert rows.execute(members).fetchall() == others.execute(members).fetchall()


def test_a_group_whose_members_stay_hidden_makes_it_incomplete(tenant: SimulatedTenant, pull: Pull) -> None:
    tenant.do("directory.links = 8000", "graph /groups/*/members page 1 answers Request_ResourceNotFound")
    certificate, _ = pull()
    assert (certificate.complete, certificate.retried) == (False, True)
    assert "could not be read" in certificate.reasons[0]


@pytest.mark.parametrize("fault", ["down", "error", "reset"])
def test_members_that_are_spoilt_once_are_asked_for_again(
    tenant: SimulatedTenant, pull: Pull, fault: str
) -> None:
    tenant.do("directory.links = 8000", f"graph /groups/*/members page 1 answers {fault} once")
    certificate, _ = pull()
    assert (certificate.complete, certificate.retried) == (True, False)


@pytest.mark.parametrize("fault", ["dropped", "ends"])
def test_a_delta_of_groups_that_is_not_whole_is_noticed(
    tenant: SimulatedTenant, pull: Pull, fault: str
) -> None:
    tenant.do(
        "directory.groups = 900", "directory.links = 600", f"graph /groups/delta page 2 answers {fault}"
    )
    certificate, _ = pull()
    assert (certificate.complete, certificate.retried) == (False, True)


def test_nobody_at_all_is_told_as_it_is(tenant: SimulatedTenant, pull: Pull) -> None:
    """The guard refuses an empty file; what Graph says is not doubted here."""
    tenant.do("directory.unlisted = 1")
    certificate, rows = pull()
    assert (certificate.complete, users(rows)) == (True, 0)


def test_values_that_are_hard_to_write_come_through(tenant: SimulatedTenant, pull: Pull) -> None:
    tenant.do("directory.hostile = 5")
    certificate, rows = pull()
    assert certificate.complete
    lines = "".join(line for (line,) in rows.execute("SELECT line FROM users"))
    assert '=HYPERLINK(""https://www.example.net"",""here"")' in lines


def test_a_value_that_no_file_can_hold_is_named(tenant: SimulatedTenant, pull: Pull) -> None:
    tenant.do("directory.hostile = 300")
    with pytest.raises(Unwritable, match="holds a zero byte"):
        pull()


def test_all_delta_links_expire(tenant: SimulatedTenant, pull: Pull, fresh: Runs) -> None:
    pull()
    plan = Plan(Choice(), generic(), previous=fresh.last)
    assert pull(plan)[0].kind == "incremental"
    tenant.do("delta links expire")
    certificate, _ = pull(plan)
    assert (certificate.kind, certificate.complete) == ("full", True)
    assert "no longer knows where the last reading ended" in certificate.fell_back
