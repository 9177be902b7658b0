"""*Sync* and its pages, scripts, worker log and *Review* are for everybody, and read well on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import faults
from tests.journeys.step_page import open_everything, run_checks
from tests.journeys.sync_steps import begin_sync, happen, preview, publish
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey


@pytest.fixture
def open_page(visits: Visits) -> Page:
    """The administrator's browser, in which axe may run."""
    return visits.begin(bypass_csp=True).new_page()


def expect_for_everybody(page: Page, *addresses: str) -> None:
    """Each of these pages, with everything open."""
    for address in addresses:
        page.goto(address)
        open_everything(page)
        assert faults(page) == []


def test_the_pages_of_sync_before_anything_was_read(open_page: Page) -> None:
    base = begin_sync(open_page)
    names = ("", "preview/", "layout/", "nights/", "generations/", "coverage/")
    expect_for_everybody(
        open_page, *(f"{base}sync/{name}" for name in names), f"{base}windows/", f"{base}worker-log/"
    )


def test_wrong_answers_of_the_step(open_page: Page) -> None:
    page = open_page
    page.goto(f"{begin_sync(page)}sync/")
    page.get_by_label("Folder of the two files").fill("C:retain\\cfg\\")
    page.get_by_label("Name of the users file").fill("users.txt")
    page.locator("#save-target").click()
    expect(page.get_by_role("alert").get_by_role("listitem").first).to_be_visible()
    open_everything(page)
    assert faults(page) == []


def test_the_pages_of_sync_with_two_pairs_and_what_was_learned(open_page: Page, tmp_path: Path) -> None:
    page, base = open_page, begin_sync(open_page)
    preview(page, base)
    publish(page)
    learn_from_generation_1(page, base, tmp_path)
    happen(page, base, "renamed")
    preview(page, base)
    publish(page)
    page.goto(f"{base}sync/")
    run_checks(page)
    expect_for_everybody(
        page, f"{base}sync/", f"{base}sync/preview/?change=all", f"{base}sync/preview/?what=group&change=all",
        f"{base}sync/nights/", f"{base}sync/generations/?from=1&to=2", f"{base}sync/coverage/?q=an",
        f"{base}sync/layout/", f"{base}review/",
    )  # fmt: skip
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.locator(".btn:visible, button:visible, form:visible, nav:visible")).to_have_count(0)


def learn_from_generation_1(page: Page, base: str, folder: Path) -> None:
    """The pair that was published is uploaded as a good pair of one's own."""
    page.goto(f"{base}sync/generations/")
    for which in ("users", "groups"):
        with page.expect_download() as coming:
            page.locator("#generation-1").get_by_role("link", name=which, exact=True).click()
        coming.value.save_as(folder / f"{which}.csv")
    page.goto(f"{base}sync/layout/")
    page.get_by_label("Users file").set_input_files(folder / "users.csv")
    page.get_by_label("Groups file").set_input_files(folder / "groups.csv")
    page.locator("#learn").click()
    expect(page.locator("#learned")).to_contain_text("Written again, both files are the same byte for byte.")
    page.locator("#take").click()
    expect(page.get_by_text("Learned from a pair of your own")).to_be_visible()


def test_a_held_pair(open_page: Page) -> None:
    page, base = open_page, begin_sync(open_page)
    preview(page, base)
    publish(page)
    happen(page, base, "half-left")
    preview(page, base, "Held")
    open_everything(page)
    assert faults(page) == []
