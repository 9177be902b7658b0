"""The steps *Accounts* and *Access* of a practice connection, as a person handles them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.site import ADMINISTRATOR, PASSWORD
from tests.journeys.step_page import practise, row, run_checks, states

GREEN = {"passed", "skipped"}


def begin(page: Page, scenario: str) -> str:
    """Begin to practise; the address below which the steps of the new connection are."""
    return practise(page, scenario).removesuffix("prerequisites/")


def fill_in(page: Page) -> None:
    """Take what the simulated tenant has ready."""
    page.locator("#fill").click()
    expect(page.get_by_role("status").first).to_contain_text("has ready is filled in")


def begin_with_all(page: Page, scenario: str) -> str:
    """Begin, with every answer that the simulated tenant has ready; the page is *Access*."""
    base = begin(page, scenario)
    page.goto(f"{base}access/")
    fill_in(page)
    return base


def run_both(page: Page, base: str) -> dict[str, str]:
    """Run all checks of *Accounts* and *Access*; check id -> state of both."""
    found: dict[str, str] = {}
    for step in ("accounts", "access"):
        page.goto(f"{base}{step}/")
        run_checks(page)
        found |= states(page)
    return found


def with_state(found: dict[str, str], *wanted: str) -> set[str]:
    """The checks that ended so."""
    return {check for check, state in found.items() if state in wanted}


def deeds(page: Page, check: str) -> Locator:
    """The buttons by which practice carries out what this row says."""
    return row(page, check).get_by_role("button", name="in the simulated tenant")


def do_it(page: Page, check: str) -> None:
    """Press each of them, in the order of the page."""
    for left in range(deeds(page, check).count(), 0, -1):
        expect(deeds(page, check)).to_have_count(left)
        deeds(page, check).first.click()
        expect(page.get_by_role("status").first).to_contain_text("Done in the simulated tenant")


def sign_in(page: Page) -> None:
    """A session of its own, which has confirmed nothing yet."""
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(ADMINISTRATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def connect(page: Page, name: str, exchange: str = "Exchange Online") -> str:
    """A connection that is no practice; the address below which its steps are."""
    page.goto("/c/new/")
    page.get_by_label("Name of the connection").fill(name)
    page.get_by_label("Domain of the mailboxes").fill("example.org")
    page.get_by_label(exchange, exact=True).check()
    page.get_by_role("button", name="Save and go to Prerequisites").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prerequisites")
    return page.url.removesuffix("prerequisites/")
