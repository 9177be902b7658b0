"""Saved runs: the list, one run with what changed, and the report as a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.step_page import NEED_SIGN_IN, practise, row, run_again, run_checks

pytestmark = pytest.mark.journey


def test_a_saved_run_says_what_was_found_and_the_next_one_what_changed(page: Page) -> None:
    step = practise(page, "spf-two")
    run_checks(page)
    row(page, "dns.spf").get_by_role("button", name="Do this in the simulated tenant").click()
    run_again(page, "dns.spf")

    page.goto(step.replace("prerequisites", "runs"))
    expect(page.locator("main tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Run 1", exact=True).click()
    expect(page.get_by_role("region", name="Summary")).to_contain_text("1 failed")
    expect(page.locator("li[data-check]").first).to_have_attribute("data-check", "dns.spf")
    expect(row(page, "dns.spf").locator(".ef")).to_be_visible()
    expect(page.get_by_role("button", name="Run again")).to_have_count(0)

    page.go_back()
    page.get_by_role("link", name="Run 2", exact=True).click()
    expect(page.get_by_role("region", name="Summary")).to_contain_text("1 fixed")
    expect(row(page, "dns.spf").locator(".tags")).to_contain_text("Fixed")
    expect(page.get_by_role("heading", name="other checks of the step, from earlier runs")).to_be_visible()


def test_a_run_is_downloaded_in_the_promised_format(page: Page, tmp_path: Path) -> None:
    practise(page, "spf-two")
    run_checks(page)
    page.get_by_role("link", name="Read it").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as JSON").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    report = json.loads(file.read_text("utf-8"))
    assert report["format"] == "check-report/1"
    assert (report["totals"]["failed"], report["totals"]["blocked"]) == (1, len(NEED_SIGN_IN))
    assert sum(report["totals"].values()) == len(report["results"])
    spf = next(result for result in report["results"] if result["check"] == "dns.spf")
    assert spf["status"] == "failed"
    assert spf["evidence"]
    assert spf["remedy"]
