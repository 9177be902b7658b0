"""The same work without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.step_page import expect_finished, expect_state, practise, row

pytestmark = pytest.mark.journey

FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {id: at.id, ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          shown: box.width > 0 && box.height > 0};
}"""
MOST_STOPS = 80


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the element with this id has the focus. Each stop on the way must be visible."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        assert at["ring"], f"no ring around {at['id'] or page.evaluate('document.activeElement.outerHTML')}"
        assert at["shown"], f"{at['id']} has the focus but no size"
        if at["id"] == target:
            return
    raise AssertionError(f"{target} is not reached with {MOST_STOPS} presses of Tab")


def test_checks_are_run_and_read_without_a_mouse(page: Page) -> None:
    practise(page, "autodiscover-elsewhere")
    page.reload()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    tab_to(page, "run-all")
    page.keyboard.press("Enter")
    expect_state(page, "dns.autodiscover-cname", "failed")
    expect_finished(page)

    tab_to(page, "seen-dns-autodiscover-cname")
    page.keyboard.press("Enter")
    expect(row(page, "dns.autodiscover-cname").locator(".piece").first).to_be_visible()
    tab_to(page, "line-dns-msoid")
    page.keyboard.press("Space")
    expect(row(page, "dns.msoid").locator(".more")).to_be_visible()
    page.keyboard.press("Space")
    expect(row(page, "dns.msoid").locator(".more")).to_be_hidden()
