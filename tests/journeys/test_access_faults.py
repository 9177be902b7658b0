"""Each fault gives one red line; whoever does what the page says, with what the page shows, sees it turn green."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.access_faults import EWS_ENDS, FAULTS, Fault
from tests.journeys.access_steps import GREEN, begin_with_all, run_both, with_state
from tests.journeys.step_page import expect_finished, expect_state, press, row, run_again, states

pytestmark = pytest.mark.journey


def lacking(page: Page, base: str) -> dict[str, str]:
    """What is not green on both steps by now, with all that ran by itself."""
    found: dict[str, str] = {}
    for step in ("accounts", "access"):
        page.goto(f"{base}{step}/")
        expect_finished(page)
        found |= states(page)
    return {check: state for check, state in found.items() if state not in GREEN}


def follow_up(page: Page, fault: Fault) -> None:
    """What was yellow beside it for the same cause says the same until it is run again."""
    for check in fault.warned - EWS_ENDS:
        expect_finished(page)
        run_again(page, check)
    expect_finished(page)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.scenario)
def test_one_red_line_turns_green_by_what_the_page_says(page: Page, fault: Fault) -> None:
    base = begin_with_all(page, fault.scenario)
    found = run_both(page, base)
    assert with_state(found, "failed") == {fault.check}
    assert with_state(found, "warning") == fault.warned
    assert with_state(found, "error", "never", "queued", "running") == set()

    page.goto(f"{base}{fault.step}/")
    expect(page.locator('li[data-state="failed"]:visible')).to_have_count(1)
    expect(row(page, fault.check).locator(".finding")).to_contain_text(fault.words)
    for part in ("What it means for Retain", "How you will know it worked"):
        expect(row(page, fault.check).get_by_role("heading", name=part)).to_be_visible()
    fault.mend(page, fault.check)
    press(page, page.get_by_role("button", name="Run failed again"))
    expect_state(page, fault.check, "warning" if fault.check in EWS_ENDS else "passed")
    follow_up(page, fault)
    assert set(lacking(page, base)) == fault.stays
