"""Practice: see the exact fault, mend it with one button, run again, take it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.step_page import (
    NEED_SIGN_IN,
    domain_of,
    expect_finished,
    expect_state,
    others,
    practise,
    row,
    run_again,
    run_checks,
)

pytestmark = pytest.mark.journey


def test_an_autodiscover_fault_is_found_mended_and_taken_back(page: Page) -> None:
    practise(page, "autodiscover-elsewhere")
    domain = domain_of(page)
    expect(page.locator("#count")).to_have_text("Not run yet")
    run_checks(page)

    assert others(page) == {"dns.autodiscover-cname": "failed", "autodiscover.connection": "blocked"}
    alias = row(page, "dns.autodiscover-cname")
    expect(alias.locator(".ef")).to_contain_text("autodiscover.outlook.com")
    expect(alias.locator(".ef mark").first).to_be_visible()
    expect(alias.locator(".fold")).to_contain_text("Autodiscover connection")
    expect(row(page, "autodiscover.connection")).to_be_hidden()
    expect(alias.locator(".remedy pre").last).to_contain_text(f"autodiscover.{domain}. 3600 IN CNAME")

    alias.get_by_role("button", name="Do this in the simulated tenant").click()
    expect(page.get_by_role("status").first).to_contain_text("Done in the simulated tenant")
    run_again(page, "dns.autodiscover-cname")
    expect_state(page, "dns.autodiscover-cname", "passed")
    expect_state(page, "autodiscover.connection", "passed")
    expect_finished(page)
    assert others(page) == {}
    expect(page.locator("#tree")).to_be_visible()

    page.locator("#applied").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("Undone in the simulated tenant")
    run_again(page, "dns.autodiscover-cname")
    expect_state(page, "dns.autodiscover-cname", "failed")


def test_two_spf_records_are_shown_beside_the_one_to_have(page: Page) -> None:
    practise(page, "spf-two")
    run_checks(page)
    assert others(page) == {"dns.spf": "failed"}
    spf = row(page, "dns.spf")
    expect(spf.locator(".ef")).to_contain_text("v=spf1")
    spf.get_by_role("button", name="Do this in the simulated tenant").click()
    expect(page.get_by_role("status").first).to_contain_text("Done in the simulated tenant")
    run_again(page, "dns.spf")
    expect_state(page, "dns.spf", "passed")


def test_a_domain_that_does_not_exist_gives_one_red_line(page: Page) -> None:
    practise(page, "no-such-domain")
    run_checks(page)
    found = others(page)
    assert [check for check, state in found.items() if state == "failed"] == ["dns.domain"]
    assert set(found.values()) == {"failed", "blocked"}
    expect(row(page, "dns.domain").locator(".ef")).to_contain_text("does not exist (NXDOMAIN)")
    shown = page.locator('li[data-state="blocked"]:visible')
    assert [row.get_attribute("data-check") for row in shown.all()] == sorted(NEED_SIGN_IN)
