"""From nothing to a green *Access*: a newcomer without a tenant, who clicks what the pages offer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access_steps import GREEN, begin, fill_in, sign_in
from tests.journeys.site import PASSWORD
from tests.journeys.step_page import expect_finished, expect_state, row, run_checks, states
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey


def expect_green(page: Page) -> None:
    expect_finished(page)
    found = states(page)
    assert set(found.values()) <= GREEN, found


def test_with_a_client_secret_from_the_empty_page_to_a_green_step(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Practise", exact=False).first.click()
    page.locator('[data-begin="access-healthy"]').get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prerequisites")
    run_checks(page)

    page.locator("#rail-accounts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    fill_in(page)
    run_checks(page)
    expect_green(page)

    page.locator("#rail-access").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Access")
    expect(page.locator("[data-credential=client_secret]")).to_contain_text("Client secret")
    run_checks(page)
    expect_green(page)
    expect(row(page, "graph.mailbox").locator(".finding")).to_contain_text("opens")
    expect(row(page, "graph.out-of-scope").locator(".finding")).to_contain_text("is refused")

    page.get_by_role("link", name="Practice: Everything is right").click()
    for step in ("prerequisites", "accounts", "access"):
        expect(page.locator(f'[data-step="{step}"] .tag')).to_have_text("Done")


def test_with_a_certificate_that_is_made_here_and_uploaded(visits: Visits, tmp_path: Path) -> None:
    page = visits.begin(signed_in=False, viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page)
    page.goto(f"{begin(page, 'access-healthy')}access/")
    page.get_by_role("link", name="Make a certificate").click()
    page.get_by_label("Your own password").fill(PASSWORD)
    page.get_by_role("button", name="Make the certificate").click()

    held = page.locator("[data-credential=certificate]")
    expect(held).to_contain_text("Thumbprint (SHA-1)")
    with page.expect_download() as coming:
        held.get_by_role("link", name="Download the public part").click()
    coming.value.save_as(tmp_path / "retain.cer")
    assert (tmp_path / "retain.cer").read_bytes()[:2] == b"\x30\x82"

    fill_in(page)
    expect(held).to_contain_text("Certificate")
    run_checks(page)
    expect_state(page, "graph.token", "failed")
    expect(row(page, "graph.token").locator(".finding")).to_contain_text("not uploaded to this application")

    page.get_by_role("button", name="Upload it to the simulated application").click()
    expect(page.get_by_text("The simulated application has this certificate.")).to_be_visible()
    run_checks(page)
    expect_green(page)
    expect(row(page, "app.credential").locator(".finding")).to_contain_text("The certificate lasts until")
