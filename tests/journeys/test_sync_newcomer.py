"""From a connection that can sign in to a pair of files: a newcomer who clicks what the pages offer."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.step_page import expect_state, run_checks
from tests.journeys.sync_steps import begin_sync, expect_run, happen, preview, publish

pytestmark = pytest.mark.journey


def downloaded(page: Page, which: str, folder: Path) -> list[list[str]]:
    """The rows of the users or groups file of the newest kept pair, header first."""
    with page.expect_download() as coming:
        page.locator("#generation-1").get_by_role("link", name=which, exact=True).click()
    coming.value.save_as(folder / which)
    with (folder / which).open(encoding="utf-8-sig", newline="") as file:
        return [*csv.reader(file)]


def test_a_first_pair_from_the_preview_to_the_disk(page: Page, tmp_path: Path) -> None:
    base = begin_sync(page)
    page.locator("#rail-sync").click()
    page.get_by_role("link", name="Go to the preview").click()
    expect(page.get_by_role("heading", name="No run yet")).to_be_visible()
    page.locator("#start-preview").click()
    expect_run(page, "Ready to publish")
    added = page.locator("table.counts tbody tr").first.locator("td").nth(2).inner_text()
    assert int(added.replace(",", "")) > 400

    publish(page)
    expect(page.locator("#run .said")).to_contain_text("Published for the first time")
    page.get_by_role("link", name="Kept pairs").click()
    expect(page.get_by_text("Retain reads this one")).to_be_visible()
    rows = downloaded(page, "users", tmp_path)
    assert len(rows) == int(added.replace(",", "")) + 1
    assert {len(row) for row in rows} == {len(rows[0])}

    page.goto(f"{base}sync/")
    run_checks(page)
    for check in ("sync.path", "sync.users", "sync.groups", "sync.files"):
        expect_state(page, check, "passed")

    page.get_by_role("link", name="Coverage").first.click()
    cells = page.locator("table.counts").first.locator("td").all_inner_texts()
    numbers = [int(text.replace(",", "")) for text in cells]
    assert sum(numbers[:-1]) == numbers[-1]


def test_many_who_leave_at_once_are_held_until_a_person_says_why(page: Page) -> None:
    base = begin_sync(page)
    preview(page, base)
    publish(page)
    happen(page, base, "half-left")
    preview(page, base, "Held")
    expect(page.locator("ul.findings")).to_contain_text("users")
    expect(page.get_by_role("link", name=re.compile("^Removed"))).to_be_visible()

    page.get_by_label("Why are these removals right?").fill("The branch was closed.")
    page.locator("#approve").click()
    expect_run(page, "Published")
    expect(page.locator("#run")).to_contain_text("The branch was closed.")
    expect(page.locator("#rows")).to_contain_text("Removed")
    page.get_by_role("link", name="Coverage").first.click()
    page.get_by_role("searchbox", name="Name or address").fill("a")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#person ul.rows > li").first).to_be_visible()

    page.get_by_role("link", name="Kept pairs").first.click()
    first = page.locator("#generation-1")
    first.locator("summary").click()
    first.get_by_label("Why does generation 1 come back?").fill("It was not.")
    first.get_by_role("button", name="Publish generation 1").click()
    expect_run(page, "Published")
    page.get_by_role("link", name="Kept pairs").click()
    expect(page.locator("#generation-3")).to_contain_text("Retain reads this one")


def test_an_empty_directory_is_refused_and_the_pair_stays(page: Page) -> None:
    base = begin_sync(page, "sync-nobody")
    page.goto(f"{base}sync/preview/")
    page.locator("#start-preview").click()
    expect_run(page, "Held")
    expect(page.locator("#run")).to_contain_text("An empty file is refused always")
    expect(page.locator("#approve")).to_have_count(0)
    expect(page.locator("#publish")).to_have_count(0)


def test_rows_are_found_filtered_and_paged(page: Page) -> None:
    base = begin_sync(page)
    preview(page, base)
    page.get_by_role("navigation", name="Filter by change").get_by_role(
        "link", name="Not in the file"
    ).click()
    whole = page.locator("table.difference tbody tr")
    expect(whole.first).to_contain_text("Not in the file")
    page.locator("#id_why").select_option(index=1)
    page.get_by_role("button", name="Find").click()
    expect(whole.first).to_be_visible()
    page.get_by_role("searchbox", name="Find a name or address").fill("nobody of this name")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("No row fits.")).to_be_visible()
    page.goto(f"{base}sync/preview/?change=add")
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.get_by_text(re.compile("^Page 2 of"))).to_be_visible()
