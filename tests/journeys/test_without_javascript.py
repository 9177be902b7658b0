"""The same work in a browser that runs no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import ADMINISTRATOR, PASSWORD, Site
from tests.journeys.step_page import domain_of, expect_state, opened, others, practise, row
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey


@pytest.fixture
def plain(visits: Visits) -> Page:
    """A browser without scripts; nobody has signed in."""
    return visits.begin(signed_in=False, java_script_enabled=False).new_page()


def sign_in(page: Page) -> None:
    page.goto("/people/new/")
    page.get_by_label("User name").fill(ADMINISTRATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a person")


def test_a_run_is_followed_to_its_end_and_one_check_run_again(plain: Page, site: Site) -> None:
    sign_in(plain)
    step = practise(plain, "autodiscover-elsewhere")
    site.answer_after(domain_of(plain), 400)
    plain.get_by_role("button", name="Run checks").click()
    heading = plain.get_by_role("heading", level=1)
    expect(heading).to_have_text("Prerequisites: run 1 is under way")
    expect(plain.locator("main form")).to_have_count(0)

    expect(heading).to_have_text("Prerequisites")
    assert others(plain) == {"dns.autodiscover-cname": "failed", "autodiscover.connection": "blocked"}
    alias = row(plain, "dns.autodiscover-cname")
    expect(alias.locator(".ef")).to_contain_text("old-mail.example.net")
    opened(alias.locator("details.evidence"))
    expect(alias.locator(".piece").first).to_be_visible()
    expect(alias.get_by_role("button", name="Copy")).to_have_count(0)

    alias.get_by_role("button", name="Do this in the simulated tenant").click()
    expect(plain.get_by_role("status").first).to_contain_text("Done in the simulated tenant")
    row(plain, "dns.autodiscover-cname").get_by_role("button", name="Run again").click()
    expect_state(plain, "dns.autodiscover-cname", "passed")
    plain.goto(step.replace("prerequisites", "runs"))
    expect(plain.locator("main tbody tr").last).to_contain_text("1 failed")


def test_a_connection_is_made(plain: Page) -> None:
    sign_in(plain)
    plain.goto("/c/new/")
    plain.get_by_label("Name of the connection").fill("Without scripts")
    plain.get_by_label("Domain of the mailboxes").fill("plain.example.org")
    plain.get_by_role("button", name="Save and go to Prerequisites").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Prerequisites")
    expect(plain.get_by_role("status").first).to_contain_text("Without scripts is stored")
    expect(plain.locator("#record-1")).to_contain_text("autodiscover.plain.example.org. 3600 IN CNAME")
