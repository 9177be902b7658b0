"""Microsoft leads back from its page of consent: with an error, with nonsense, or with a yes that is to be proved."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access_steps import connect
from tests.journeys.accessibility import faults
from tests.journeys.step_page import expect_finished, expect_state
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey

TENANT = "11111111-2222-4333-8444-555555555555"
CLIENT = "66666666-7777-4888-8999-aaaaaaaaaaaa"


def ask(page: Page) -> str:
    """The state with which *Access* would ask Microsoft now."""
    link = page.get_by_role("link", name="Ask for consent at Microsoft").get_attribute("href") or ""
    return parse_qs(urlsplit(link).query)["state"][0]


def come_back(page: Page, **told: str) -> None:
    page.goto(f"/consent/?{urlencode(told)}")


def test_each_answer_is_told_apart_and_none_proves_anything(visits: Visits) -> None:
    page = visits.begin(bypass_csp=True).new_page()
    base = connect(page, "Consent")
    page.goto(f"{base}access/")
    expect(page.get_by_text("The link for the consent appears here")).to_be_visible()
    page.get_by_label("Directory (tenant) ID").fill(TENANT)
    page.get_by_label("Application (client) ID").fill(f"{{{CLIENT.upper()}}}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Application (client) ID")).to_have_value(CLIENT)

    state = ask(page)
    refusal = "AADSTS65004: User declined to consent."
    come_back(page, state=state, error="access_denied", error_description=refusal, admin_consent="True")
    expect(page.get_by_role("heading", level=1)).to_have_text("Access")
    expect(page.get_by_role("status").first).to_contain_text(f"Microsoft says: {refusal}")
    expect(page.locator("#count")).to_have_text("Not run yet")
    assert faults(page) == []

    come_back(page, state=state, admin_consent="True", tenant=TENANT)
    expect(page.get_by_role("heading", level=1)).to_have_text("This answer was not expected")
    assert faults(page) == []

    page.goto(f"{base}access/")
    come_back(page, state=ask(page), admin_consent="True", tenant=TENANT)
    expect(page.get_by_role("status").first).to_contain_text("A sign-in now proves it.")
    expect_finished(page)
    expect_state(page, "graph.token", "blocked")
    expect(page.locator('li[data-check="graph.token"] .finding')).to_have_text(
        re.compile("There is nothing to sign in with yet")
    )
    assert faults(page) == []
