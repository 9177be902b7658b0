"""The pages that take a credential: who asks proves who it is, and what is wrong is said at its field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.access_steps import begin, sign_in
from tests.journeys.accessibility import faults
from tests.journeys.site import PASSWORD
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey

NONSENSE = FilePayload(name="retain.pfx", mimeType="application/x-pkcs12", buffer=b"no certificate")
SECRET_ID = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.fixture
def page(visits: Visits) -> Iterator[Page]:
    """A person who has confirmed nothing yet, in a browser that lets axe in."""
    made = visits.begin(signed_in=False, bypass_csp=True).new_page()
    sign_in(made)
    yield made
    assert PASSWORD not in made.content()


def expect_wrong(page: Page, label: str, words: str) -> None:
    expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text(f"{label}: {words}")


def test_each_form_asks_who_it_is_and_names_what_is_missing(page: Page) -> None:
    base = begin(page, "hybrid-access-healthy")
    for how, field in (
        ("make", "Your own password"),
        ("upload", "Certificate with its private key"),
        ("secret", "Value of the client secret"),
        ("password", "Password of the impersonation user"),
    ):
        page.goto(f"{base}access/credential/{how}/")
        expect(page.get_by_label("Your own password")).to_be_visible()
        page.locator("main button[type=submit]").click()
        expect(page.get_by_label(field)).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_role("alert")).not_to_contain_text("This field is required")
        assert faults(page) == []


def test_wrong_answers_are_named_and_nothing_is_sent_back(page: Page) -> None:
    base = begin(page, "access-healthy")
    page.goto(f"{base}access/")
    page.get_by_role("link", name="Enter a client secret").click()
    page.get_by_label("Your own password").fill("not this one")
    page.get_by_label("Value of the client secret").fill(SECRET_ID)
    page.get_by_role("button", name="Store the secret").click()
    expect_wrong(page, "Your own password", "This is not the password with which you sign in here.")
    expect_wrong(page, "Value of the client secret", "This looks like the secret's ID, not its Value.")
    assert SECRET_ID not in page.content()
    assert faults(page) == []

    page.goto(f"{base}access/credential/upload/")
    page.get_by_label("Your own password").fill(PASSWORD)
    page.get_by_label("Certificate with its private key").set_input_files(NONSENSE)
    page.get_by_role("button", name="Store the certificate").click()
    expect_wrong(page, "Certificate with its private key", "This is neither a PFX nor a PEM file.")
    expect(page.get_by_label("Your own password")).to_have_count(0)
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
