"""The step *Prerequisites* of a practice connection, as a person handles it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from checks import registry

STEP = re.compile(r"/c/[0-9a-f-]+/prerequisites/")

# Notes when the button was pressed, when the first row showed a verdict, and every status line on the way.
WATCH = """() => {
  const final = ["passed", "warning", "failed", "error", "blocked", "skipped"];
  window.noted = {pressed: 0, first: 0, counts: []};
  document.addEventListener("click", () => { window.noted.pressed = performance.now(); }, {capture: true, once: true});
  new MutationObserver(() => {
    const count = document.getElementById("count").textContent;
    if (window.noted.counts.at(-1) !== count) window.noted.counts.push(count);
    const rows = [...document.querySelectorAll("li[data-check]")];
    if (!window.noted.first && rows.some((row) => final.includes(row.dataset.state)))
      window.noted.first = performance.now();
  }).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""

NEED_SIGN_IN = {check.id for check in registry.of_step("prerequisites") if check.token}


def practise(page: Page, scenario: str) -> str:
    """Begin to practise; the address of the new connection's step, where the page now is."""
    page.goto("/practice/")
    page.locator(f'[data-scenario="{scenario}"]').get_by_role("button").click()
    page.wait_for_url(STEP)
    path: str = urlsplit(page.url).path
    return path


def domain_of(page: Page) -> str:
    """The simulated domain, out of the record that the page offers for copying."""
    line: str = page.locator("#record-1").inner_text()
    return line.split(". ")[0].removeprefix("autodiscover.")


def row(page: Page, check: str) -> Locator:
    return page.locator(f'li[data-check="{check}"]')


def expect_state(page: Page, check: str, state: str) -> None:
    expect(row(page, check)).to_have_attribute("data-state", state)


def states(page: Page) -> dict[str, str]:
    """Check id -> state, as the page shows them now."""
    found = page.locator("li[data-check]").evaluate_all(
        "rows => rows.map(r => [r.dataset.check, r.dataset.state])"
    )
    return dict(found)


def others(page: Page) -> dict[str, str]:
    """The states that are not green, but for the checks that wait for something to sign in with."""
    found = {check: state for check, state in states(page).items() if check not in NEED_SIGN_IN}
    return {check: state for check, state in found.items() if state not in ("passed", "skipped")}


def press(page: Page, button: Locator, by_keyboard: bool = False) -> None:
    """Press a button that runs checks, and wait until the page knows of the run."""
    seen = page.locator("#seen").input_value()
    if by_keyboard:
        button.press("Enter")
    else:
        button.click()
    expect(page.locator("#seen")).not_to_have_value(seen)


def expect_finished(page: Page) -> None:
    expect(page.locator("#poll")).to_have_attribute("data-running", "no")


def run_checks(page: Page) -> None:
    """*Run checks*, to the end."""
    press(page, page.get_by_role("button", name="Run checks"))
    expect_finished(page)


def run_again(page: Page, check: str) -> None:
    """*Run again* in the row of one check, to the end."""
    opened(row(page, check).locator("> details"))
    press(page, row(page, check).get_by_role("button", name=re.compile("^Run (again|this check)")))
    expect_finished(page)


def opened(panel: Locator) -> None:
    """See to it that a panel is open."""
    if panel.get_attribute("open") is None:
        panel.locator("> summary").click()


def open_everything(page: Page) -> None:
    page.locator("main details").evaluate_all("panels => panels.forEach(panel => { panel.open = true; })")


def watch(page: Page) -> None:
    """From now on note, as `window.noted`, what a person sees come in; lost when the page is loaded anew."""
    page.evaluate(WATCH)


def first_verdict_ms(page: Page) -> float:
    """From the first click since `watch` to the first verdict on a page that had none."""
    noted = page.evaluate("window.noted")
    return float(noted["first"] - noted["pressed"])
