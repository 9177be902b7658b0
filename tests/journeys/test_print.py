"""A run on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.step_page import practise, row, run_checks

pytestmark = pytest.mark.journey


def test_a_run_on_paper_shows_all_that_was_seen_and_nothing_to_press(page: Page) -> None:
    practise(page, "spf-two")
    run_checks(page)
    page.get_by_role("link", name="Read it").click()
    expect(row(page, "dns.mx").locator(".piece").first).to_be_hidden()
    page.emulate_media(media="print")
    for check in ("dns.spf", "dns.mx"):
        expect(row(page, check).locator(".piece").first).to_be_visible()
        expect(row(page, check).locator(".finding")).to_be_visible()
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.locator(".btn:visible, button:visible, form:visible, nav:visible")).to_have_count(0)


def test_the_print_view_opens_everything_without_scripts(page: Page) -> None:
    practise(page, "healthy")
    run_checks(page)
    page.get_by_role("link", name="Read it").click()
    page.get_by_role("link", name="Print view").click()
    expect(page.locator("main details:not([open])")).to_have_count(0)
    expect(row(page, "dns.mx").locator(".piece").first).to_be_visible()
