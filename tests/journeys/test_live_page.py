"""A page that is looked at while checks run: it fills by itself and leaves its reader in peace."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.step_page import (
    domain_of,
    expect_finished,
    expect_state,
    first_verdict_ms,
    opened,
    others,
    practise,
    press,
    row,
    run_checks,
    states,
    watch,
)

pytestmark = pytest.mark.journey


def test_verdicts_arrive_one_by_one_without_a_reload(
    page: Page, site: Site, record_property: Callable[[str, object], None]
) -> None:
    practise(page, "healthy")
    site.answer_after(domain_of(page), 400)
    watch(page)
    run_checks(page)
    noted = page.evaluate("window.noted")
    assert noted is not None, "the page was not loaded anew"
    counts = [int(text.split()[0]) for text in noted["counts"] if text[0].isdigit()]
    assert counts == sorted(counts)
    assert counts[-1] == page.locator("li[data-check]").count()
    assert any(0 < count < counts[-1] for count in counts), "some verdicts came before others"
    assert others(page) == {}
    record_property("first_verdict_ms", round(first_verdict_ms(page)))


def test_open_panels_and_the_focus_stay_while_rows_change(page: Page, site: Site) -> None:
    practise(page, "healthy")
    run_checks(page)
    site.answer_after(domain_of(page), 200)
    mx = row(page, "dns.mx")
    opened(mx.locator("> details"))
    opened(mx.locator("details.evidence"))
    row(page, "dns.spf").locator("> details > summary").click()
    again = row(page, "dns.spf").get_by_role("button", name="Run again")
    again.focus()

    press(page, again, by_keyboard=True)
    expect(again).to_be_focused()
    expect_finished(page)
    expect(again).to_be_focused()
    expect(mx.locator(".piece").first).to_be_visible()

    press(page, page.get_by_role("button", name="Run checks"), by_keyboard=True)
    expect_finished(page)
    expect(page.locator("#run-all")).to_be_focused()
    expect(mx.locator(".piece").first).to_be_visible()
    expect(row(page, "dns.spf").locator(".more")).to_be_visible()
    expect(row(page, "dns.dmarc").locator(".more")).to_be_hidden()


def test_failed_checks_alone_run_again_and_what_they_blocked_follows(page: Page, site: Site) -> None:
    practise(page, "autodiscover-elsewhere")
    run_checks(page)
    before = page.locator("li[data-check]").count()
    alias = row(page, "dns.autodiscover-cname")
    alias.get_by_role("button", name="Do this in the simulated tenant").click()
    expect(page.get_by_role("status").first).to_contain_text("Done in the simulated tenant")

    press(page, page.get_by_role("button", name="Run failed again"))
    expect_state(page, "dns.autodiscover-cname", "passed")
    expect_state(page, "autodiscover.connection", "passed")
    expect_finished(page)
    expect(page.get_by_role("button", name="Run failed again")).to_have_count(0)
    assert others(page) == {}
    passed = [*states(page).values()].count("passed")
    expect(page.locator("#said")).to_have_text(re.compile(f"{before} of {before} finished.*{passed} passed"))

    page.get_by_role("link", name="All saved runs").click()
    table = page.locator("main tbody tr")
    expect(table).to_have_count(3)
    expect(table.nth(0)).to_contain_text("by itself, after Autodiscover record")
    expect(table.nth(0)).to_contain_text("1 passed")
    expect(table.nth(1)).to_contain_text("1 passed")
    expect(table.nth(2)).to_contain_text("1 failed")
