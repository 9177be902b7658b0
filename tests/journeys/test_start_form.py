"""Step *Start*: what people type by mistake, or on purpose."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

WRONG = {
    "nothing": "",
    "nonsense": "not a domain!",
    "over-long": f"{'a' * 64}.example.org",
    "hostile": "<script>alert(1)</script>.example.org",
    "an-e-mail-address": "someone@example.org",
    "an-address-of-a-page": "https://example.org/mail",
    "simulated": "healthy.practice.test",
}


def fill_in(page: Page, name: str, domain: str) -> None:
    page.goto("/c/new/")
    page.get_by_label("Name of the connection").fill(name)
    page.get_by_label("Domain of the mailboxes").fill(domain)
    page.get_by_label("Retain version").fill("24.4")
    page.get_by_label("The Retain server runs on").select_option("windows")
    page.get_by_role("button", name="Save and go to Prerequisites").click()


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_domain_is_explained_at_its_field_and_nothing_is_stored(page: Page, kind: str) -> None:
    name, domain = f"Wrong: {kind}", WRONG[kind]
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    fill_in(page, name, domain)

    field = page.get_by_label("Domain of the mailboxes")
    message = page.locator("#id_domain_error")
    expect(message).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(domain)
    expect(page.get_by_role("alert")).to_contain_text("Domain of the mailboxes")
    expect(page.get_by_label("Name of the connection")).to_have_value(name)
    expect(page.get_by_label("Retain version")).to_have_value("24.4")
    expect(page.get_by_label("The Retain server runs on")).to_have_value("windows")
    expect(page).to_have_title("Error: Connect a tenant · Retain setup")

    page.goto(f"/?q={name}")
    expect(page.locator("tr[data-connection]")).to_have_count(0)


def test_a_domain_in_letters_of_any_language_is_taken_and_shown_as_typed(page: Page) -> None:
    fill_in(page, "In letters", "bücher.example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Prerequisites")
    expect(page.locator("#record-1")).to_contain_text("autodiscover.xn--bcher-kva.example.org.")
    page.locator("#rail-start").click()
    expect(page.get_by_label("Domain of the mailboxes")).to_have_value("bücher.example.org")

    page.get_by_label("Domain of the mailboxes").fill("bad domain")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_domain_error")).to_be_visible()
    page.get_by_label("Domain of the mailboxes").fill("books.example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main .lead")).to_contain_text("books.example.org")


def test_two_connections_cannot_have_the_same_name(page: Page) -> None:
    fill_in(page, "Only one of this name", "one.example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Prerequisites")
    fill_in(page, "Only one of this name", "two.example.org")
    expect(page.locator("#id_name_error")).to_contain_text("Choose another")
    expect(page.get_by_label("Domain of the mailboxes")).to_have_value("two.example.org")
