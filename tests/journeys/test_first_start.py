"""The first minutes: the link that is good once, signing out, signing in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.alone.processes import environment, serving
from tests.journeys.accessibility import faults
from tests.journeys.site import ADMINISTRATOR, PASSWORD
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey


def fill_in(page: Page, **answers: str) -> None:
    """Fill in a form and send it."""
    for name, answer in answers.items():
        page.locator(f"input[name={name}]").fill(answer)
    page.locator("main button[type=submit]").click()


def test_the_link_makes_the_first_administrator_once(chromium: Browser, tmp_path: Path) -> None:
    with serving(environment(tmp_path), tmp_path / "up.log") as (url, link):
        visits = Visits(chromium, url, "")
        page = visits.begin(signed_in=False).new_page()

        page.goto("/")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

        page.goto(link)
        assert faults(visits.copy(page)) == []
        fill_in(page, username=ADMINISTRATOR, password1="too short", password2="too short")
        expect(page.get_by_role("alert")).to_contain_text("at least 12 characters")
        expect(page.locator("input[name=username]")).to_have_value(ADMINISTRATOR)

        fill_in(page, password1=PASSWORD, password2=PASSWORD)
        expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to do first?")
        expect(page.get_by_role("link", name="Connect a tenant")).to_be_visible()
        expect(page.get_by_role("link", name="Practise on a simulated tenant")).to_be_visible()

        assert faults(visits.copy(page)) == []

        stranger = visits.begin(signed_in=False).new_page()
        stranger.goto(link)
        expect(stranger.get_by_role("heading", level=1)).to_have_text("This link is not good any more")
        visits.end()
        assert visits.complaints == []


def test_signing_out_and_in_again(visits: Visits, page: Page) -> None:
    page.goto("/people/new/")
    page.get_by_label("Administrator").check()
    fill_in(page, username="second-admin", password1=PASSWORD, password2=PASSWORD)
    expect(page.get_by_role("status").first).to_contain_text("second-admin can sign in now")

    second = visits.begin(signed_in=False).new_page()
    second.goto("/practice/")
    fill_in(second, username="second-admin", password="not the right words")
    expect(second.get_by_role("alert")).to_contain_text("User name and password do not belong together")
    expect(second.locator("input[name=username]")).to_have_value("second-admin")
    expect(second.locator("input[name=password]")).to_have_value("")

    fill_in(second, password=PASSWORD)
    expect(second.get_by_role("heading", level=1)).to_have_text("Practice")

    second.get_by_role("button", name="Sign out").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Sign in")
    second.goto("/practice/")
    expect(second.get_by_role("heading", level=1)).to_have_text("Sign in")
