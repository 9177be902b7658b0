"""A support person runs checks and reads, and changes nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import faults
from tests.journeys.site import PASSWORD
from tests.journeys.step_page import expect_finished, press, states
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey


def test_support_sees_and_runs_but_does_not_change(visits: Visits, page: Page) -> None:
    page.goto("/people/new/")
    page.get_by_label("User name").fill("helper")
    page.get_by_label("Support").check()
    page.get_by_label("First password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Add").click()
    page.goto("/c/new/")
    page.get_by_label("Name of the connection").fill("Helped")
    page.get_by_label("Domain of the mailboxes").fill("helped.example.org")
    page.get_by_role("button", name="Save and go to Prerequisites").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prerequisites")

    support = visits.begin(signed_in=False).new_page()
    support.goto("/")
    support.get_by_label("User name").fill("helper")
    support.get_by_label("Password").fill(PASSWORD)
    support.get_by_role("button", name="Sign in").click()
    expect(support.get_by_role("link", name="Connect a tenant")).to_have_count(0)
    expect(support.get_by_role("link", name="People")).to_have_count(0)
    support.get_by_role("link", name="Helped").click()
    support.get_by_role("link", name="Prerequisites").first.click()
    press(support, support.get_by_role("button", name="Run checks"))
    expect_finished(support)
    assert set(states(support).values()) <= {"error", "blocked", "skipped"}, "no name server: nothing is red"

    support.locator("#rail-start").click()
    expect(support.get_by_text("Only an administrator changes these answers.")).to_be_visible()
    expect(support.locator("main form")).to_have_count(0)
    assert faults(visits.copy(support)) == []
    for closed in ("/people/", "/people/new/", "/c/new/"):
        support.goto(closed)
        expect(support.get_by_role("heading", level=1)).to_have_text("You may not do this")
    assert faults(visits.copy(support)) == []
