"""*Accounts*, in every state that it can be in, is for everybody; and so is the list of tasks with its dates."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access_steps import begin, begin_with_all, connect
from tests.journeys.accessibility import faults
from tests.journeys.step_page import expect_finished, open_everything, run_checks
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey


@pytest.fixture
def open_page(visits: Visits) -> Page:
    """The administrator's browser, in which axe may run."""
    return visits.begin(bypass_csp=True).new_page()


def test_accounts_without_answers_and_with_wrong_ones_are_for_everybody(open_page: Page) -> None:
    page = open_page
    page.goto(f"{connect(page, 'Accounts')}accounts/")
    open_everything(page)
    assert faults(page) == []
    page.get_by_label("Administrator", exact=True).fill("somebody")
    page.get_by_label("Impersonation user").fill("worker@example.org, admin@example.org")
    page.get_by_role("button", name="Save").click()
    for label in ("Administrator", "Impersonation user"):
        expect(page.get_by_role("alert")).to_contain_text(f"{label}: “")
    assert faults(page) == []
    for label in ("Administrator", "Impersonation user"):
        page.get_by_label(label, exact=label == "Administrator").fill("one@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("These must be two different users")


def test_accounts_with_every_kind_of_verdict_are_for_everybody(open_page: Page) -> None:
    base = begin_with_all(open_page, "accounts-same")
    open_page.goto(f"{base}accounts/")
    run_checks(open_page)
    open_everything(open_page)
    assert faults(open_page) == []


def test_accounts_of_an_own_server_are_for_everybody(open_page: Page, tmp_path: Path) -> None:
    page = open_page
    page.goto(f"{begin(page, 'server-access-healthy')}accounts/")
    file = tmp_path / "report.json"
    file.write_text("{}", "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("format: is missing")
    open_everything(page)
    assert faults(page) == []


def test_the_tasks_count_the_days_and_hand_out_a_calendar(open_page: Page, tmp_path: Path) -> None:
    page = open_page
    base = begin_with_all(page, "access-healthy")
    expect_finished(page)
    page.goto(base)
    expect(page.locator("[data-date]").first).to_be_visible()
    assert faults(page) == []
    with page.expect_download() as coming:
        page.get_by_role("link", name="Put these dates into your calendar").click()
    coming.value.save_as(tmp_path / "dates.ics")
    lines = (tmp_path / "dates.ics").read_text("utf-8").split("\n")
    assert lines[0].strip() == "BEGIN:VCALENDAR"
    assert sum(line.strip() == "BEGIN:VEVENT" for line in lines) == page.locator("[data-date]").count()
