"""Faults of *Accounts* and *Access*, each with the one line that shows it and what a person then does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from checks import registry
from tests.journeys.access_steps import do_it, fill_in
from tests.journeys.step_page import row

BY_REPORT = frozenset(check.id for check in registry.of_step("accounts") if check.id != "accounts.distinct")
EWS_ENDS = frozenset({"ews.allowed"})

Mend = Callable[[Page, str], None]


def and_fill_in(page: Page, check: str) -> None:
    """The answer was wrong: what the remedy asks for is made in the tenant, then entered here."""
    do_it(page, check)
    fill_in(page)


def enter_the_address(page: Page, check: str) -> None:
    """The page names the right address, and the field for it."""
    told = row(page, check).locator(".remedy p").first.inner_text()
    found = re.fullmatch(r"Enter (\S+) as canary mailbox on Access\.", told)
    assert found is not None, told
    page.get_by_label("Canary mailbox").fill(found[1])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Stored.")


@dataclass(frozen=True)
class Fault:
    """`check` alone goes red when this scenario is run, and says `words`; `warned`: what is yellow beside it; `stays`:
    what is not green at the end either."""

    scenario: str
    check: str
    words: str
    mend: Mend = do_it
    warned: frozenset[str] = frozenset()
    stays: frozenset[str] = frozenset()

    @property
    def step(self) -> str:
        return registry.get(self.check).step


def ews(scenario: str, check: str, words: str, mend: Mend = do_it) -> Fault:
    """Mail is read over EWS, whose announced end is a warning, whatever else is wrong."""
    return Fault(scenario, check, words, mend, EWS_ENDS - {check}, EWS_ENDS)


def own(scenario: str, check: str, words: str, mend: Mend = do_it) -> Fault:
    """On a server of one's own, of which no account report was uploaded."""
    return Fault(scenario, check, words, mend, stays=BY_REPORT)


FAULTS = (
    Fault("accounts-same", "accounts.distinct", "as administrator and as impersonation user", and_fill_in),
    Fault("admin-unknown", "admin.account", "Entra has no user nobody@", and_fill_in),
    Fault("worker-disabled", "worker.account", "may not sign in: the account is disabled"),
    Fault("worker-no-mailbox", "worker.mailbox", "it has no licence"),
    Fault("worker-admin", "worker.not-admin", "holds User Administrator"),
    Fault("signin-wrong-secret", "graph.token", "the client secret is wrong", and_fill_in),
    Fault("signin-no-principal", "graph.token", "has no enterprise application in this tenant yet"),
    Fault("permissions-no-rbac-read", "graph.permissions", "RoleManagement.Read.Exchange"),
    Fault("role-principal-missing", "role.impersonation", "has no role to read mailboxes"),
    Fault("scope-cancelled", "graph.out-of-scope", "opens, although", warned=frozenset({"role.scope"})),
    Fault("scope-whole-organisation", "graph.out-of-scope", "opens, although"),
    Fault("canary-out-of-scope", "role.scope", "is outside the reach of the role"),
    ews("ews-not-listed", "ews.allowed", "may not use EWS"),
    ews("ews-canary-alias", "ews.impersonation", "is an alias", enter_the_address),
    own("server-role-missing", "role.impersonation", "may not open"),
    own("server-wrong-password", "ews.impersonation", "does not take the name and password", and_fill_in),
)
