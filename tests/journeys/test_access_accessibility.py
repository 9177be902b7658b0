"""*Access*, in every state that it can be in, is for everybody, and reads well on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access_steps import begin, begin_with_all
from tests.journeys.accessibility import faults
from tests.journeys.step_page import open_everything, row, run_checks
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey


@pytest.fixture
def open_page(visits: Visits) -> Page:
    """The administrator's browser, in which axe may run."""
    return visits.begin(bypass_csp=True).new_page()


def test_access_without_answers_and_with_wrong_ones_is_for_everybody(open_page: Page) -> None:
    page = open_page
    page.goto(f"{begin(page, 'hybrid-access-healthy')}access/")
    open_everything(page)
    assert faults(page) == []
    page.get_by_label("Directory (tenant) ID").fill("my tenant")
    page.get_by_label("Application (client) ID").fill("0123")
    page.get_by_label("EWS address of your Exchange server").fill("http://mail.example.org/EWS/Exchange.asmx")
    page.get_by_label("Canary mailbox").fill("canary")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_label("Application (client) ID")).to_have_value("0123")
    assert faults(page) == []


def test_access_that_is_green_is_for_everybody(open_page: Page) -> None:
    begin_with_all(open_page, "access-healthy")
    run_checks(open_page)
    open_page.reload()
    open_everything(open_page)
    assert faults(open_page) == []


def test_access_with_a_red_line_is_for_everybody_and_for_paper(open_page: Page) -> None:
    page = open_page
    begin_with_all(page, "role-principal-missing")
    run_checks(page)
    open_everything(page)
    assert faults(page) == []

    page.reload()
    page.emulate_media(media="print")
    for check in ("graph.token", "role.impersonation", "graph.permissions"):
        expect(row(page, check).locator(".finding")).to_be_visible()
        expect(row(page, check).locator(".piece").first).to_be_visible()
    expect(row(page, "role.impersonation").locator(".remedy pre").last).to_be_visible()
    expect(page.locator("dl.paper")).to_contain_text("Microsoft Graph")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.locator(".btn:visible, button:visible, form:visible, nav:visible")).to_have_count(0)
