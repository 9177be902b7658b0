from __future__ import annotations

from dataclasses import replace
from typing import cast

from checks.accounts.distinct import ADMIN, WORKER, judge, look
from checks.result import Evidence, Item, Remedy, Result
from clients.contract import Clients
from tests.checks.building import NOW, seen
from tests.checks.no_clients import NoClients
from tests.checks.shown_lines import proved
from tests.checks.tenants import APP


def named(admin: str, worker: str) -> Evidence:
    return seen(Item(ADMIN, "text", admin), Item(WORKER, "text", worker))


def test_two_names_pass() -> None:
    assert judge(APP, named("a@example.org", "b@example.org"), NOW) == Result(
        "passed", "a@example.org administers, b@example.org opens mailboxes."
    )


def test_one_name_in_two_spellings_fails() -> None:
    assert proved(judge(APP, named("Archive@example.org", "archive@EXAMPLE.org "), NOW)) == Result(
        "failed",
        "Archive@example.org is entered as administrator and as impersonation user.",
        "Exchange denies impersonation to administrators: Retain could open no mailbox with this account.",
        "Run this check again: it names two accounts.",
        "two different accounts",
        "Archive@example.org twice",
        (
            Remedy(
                "text", "Make an ordinary user with a mailbox for Retain, and enter it as impersonation user."
            ),
        ),
    )


def test_the_names_are_taken_from_the_connection() -> None:
    both = replace(APP, admin_upn="a@example.org", worker_upn="b@example.org")
    assert judge(both, look(both, cast(Clients, NoClients())), NOW).status == "passed"
