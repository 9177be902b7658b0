"""A server of one's own: nobody can look into its directory from here, so a report is uploaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access_steps import GREEN, begin_with_all, do_it, run_both, with_state
from tests.journeys.step_page import expect_finished, expect_state, row, run_checks, states

pytestmark = pytest.mark.journey


def upload_report(page: Page, folder: Path) -> Path:
    """Download the report of the simulated server, and upload it."""
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the report of the simulated server").click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    send(page, file)
    expect(page.get_by_role("status").first).to_contain_text("The account report is stored.")
    return file


def send(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).click()


def expect_green(page: Page) -> None:
    expect_finished(page)
    assert set(states(page).values()) <= GREEN


def test_both_steps_turn_green_with_the_report(page: Page, tmp_path: Path) -> None:
    base = begin_with_all(page, "server-access-healthy")
    found = run_both(page, base)
    assert with_state(found, "failed", "error", "warning") == set()
    assert found["ews.impersonation"] == "passed"

    page.goto(f"{base}accounts/")
    expect(row(page, "worker.password").locator(".tags")).to_contain_text("the account report")
    upload_report(page, tmp_path)
    expect_green(page)
    expect(page.get_by_text("made on EX01.")).to_be_visible()
    page.goto(base)
    for step in ("accounts", "access"):
        expect(page.locator(f'[data-step="{step}"] .tag')).to_have_text("Done")


def test_what_is_wrong_in_a_report_is_named_with_its_place(page: Page, tmp_path: Path) -> None:
    base = begin_with_all(page, "server-access-healthy")
    page.goto(f"{base}accounts/")
    file = upload_report(page, tmp_path)
    told = json.loads(file.read_text("utf-8"))
    told["impersonation_user"]["enabled"] = "yes"
    file.write_text(json.dumps(told), "utf-8")
    send(page, file)
    message = page.get_by_role("status").first
    expect(message).to_contain_text("was not taken. impersonation_user.enabled: must be true or false.")
    expect(page.get_by_text("made on EX01.")).to_be_visible()


def test_an_administrator_is_found_by_the_report_and_taken_out_of_the_group(
    page: Page, tmp_path: Path
) -> None:
    base = begin_with_all(page, "server-worker-admin")
    assert with_state(run_both(page, base), "failed") == {"role.impersonation"}
    expect(row(page, "role.impersonation")).to_contain_text("Upload an account report on Accounts")

    page.goto(f"{base}accounts/")
    upload_report(page, tmp_path)
    expect_finished(page)
    expect_state(page, "worker.not-admin", "failed")
    page.goto(f"{base}access/")
    run_checks(page)
    assert with_state(states(page), "failed") == set()
    expect_state(page, "role.impersonation", "blocked")

    page.goto(f"{base}accounts/")
    do_it(page, "worker.not-admin")
    upload_report(page, tmp_path)
    run_checks(page)
    expect_green(page)
    page.goto(f"{base}access/")
    expect_green(page)
