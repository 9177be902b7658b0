"""Every page, in every state that it can be in, is for everybody: axe finds nothing, and nothing is cut off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.accessibility import faults
from tests.journeys.site import Site
from tests.journeys.step_page import domain_of, open_everything, others, practise, press, run_checks
from tests.journeys.visits import Visits

pytestmark = pytest.mark.journey

SECOND_POLICY = 'TXT "v=DMARC1; p=reject"'


@pytest.fixture
def open_page(visits: Visits) -> Page:
    """The administrator's browser, in which axe may run."""
    return visits.begin(bypass_csp=True).new_page()


@pytest.mark.parametrize(
    "address",
    ["/", "/?q=nothing+is+called+this", "/practice/", "/checks/", "/checks/dns.spf/", "/people/", "/password/",
     "/runs/", "/c/new/", "/c/00000000-0000-0000-0000-000000000000/"],
)  # fmt: skip
def test_a_page_of_the_program_is_for_everybody(open_page: Page, address: str) -> None:
    open_page.goto(address)
    assert faults(open_page) == []


@pytest.mark.parametrize("address", ["/c/new/", "/people/new/", "/password/"])
def test_a_form_that_was_sent_empty_is_for_everybody(open_page: Page, address: str) -> None:
    open_page.goto(address)
    open_page.locator("main button[type=submit]").first.click()
    expect(open_page.get_by_role("alert")).to_be_visible()
    assert faults(open_page) == []


def test_the_pages_before_signing_in_are_for_everybody(visits: Visits, site: Site) -> None:
    page = visits.begin(signed_in=False, bypass_csp=True).new_page()
    page.goto("/sign-in/")
    assert faults(page) == []
    site.try_passwords("locked-out")
    page.get_by_label("User name").fill("locked-out")
    page.get_by_label("Password").fill("one more guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many attempts")
    assert faults(page) == []
    page.goto("/first/a-link-that-was-never-made/")
    assert faults(page) == []


def test_the_step_before_and_during_a_run_is_for_everybody(open_page: Page, site: Site) -> None:
    step = practise(open_page, "healthy")
    assert faults(open_page) == []
    domain = domain_of(open_page)
    site.answer_after(domain, 4000)
    press(open_page, open_page.get_by_role("button", name="Run checks"))
    expect(open_page.locator("#poll")).to_have_attribute("data-running", "yes")
    assert faults(open_page) == []
    open_page.goto(step.replace("prerequisites/", ""))
    assert faults(open_page) == []

    run = open_page.get_by_role("link", name="Run 1").get_attribute("href") or ""
    open_page.route("**/*watch=*", _stand_still)
    open_page.goto(f"{step}?watch={run.split('/')[2]}")
    expect(open_page.get_by_role("heading", level=1)).to_contain_text("run 1 is under way")
    assert faults(open_page) == []
    site.answer_after(domain, 0)


def _stand_still(route: Route) -> None:
    """The same page without its order to load it anew."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=headers)


def test_the_step_with_every_kind_of_verdict_is_for_everybody(open_page: Page, site: Site) -> None:
    practise(open_page, "spf-servfail")
    domain = domain_of(open_page)
    alias = f"autodiscover.{domain}. 3600 IN CNAME autodiscover.outlook.com."
    site.change(domain, {"kind": "record", "text": alias, "action": "remove"})
    site.change(
        domain, {"kind": "record", "text": f"_dmarc.{domain}. 3600 IN {SECOND_POLICY}", "action": "add"}
    )
    run_checks(open_page)
    assert set(others(open_page).values()) == {"failed", "warning", "error", "blocked"}
    open_everything(open_page)
    assert faults(open_page) == []


def test_what_is_kept_of_a_connection_is_for_everybody(open_page: Page) -> None:
    step = practise(open_page, "autodiscover-elsewhere")
    run_checks(open_page)
    for page in ("", "start/", "runs/", "delete/"):
        open_page.goto(step.replace("prerequisites/", page))
        assert faults(open_page) == []
    open_page.goto(step)
    open_page.get_by_role("link", name="Read it").click()
    open_everything(open_page)
    assert faults(open_page) == []
