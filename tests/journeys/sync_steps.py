"""The step *Sync* of a practice connection and its pages, as a person handles them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.access_steps import begin_with_all

RUN_MS = 90_000


def begin_sync(page: Page, scenario: str = "sync-directory") -> str:
    """Begin to practise with everything that takes to sign in; the address below which the steps are."""
    return begin_with_all(page, scenario)


def expect_run(page: Page, words: str) -> None:
    """Wait until the run on the page has ended, and ended so."""
    expect(page.locator("#run-title")).to_contain_text(words, timeout=RUN_MS)
    expect(page.locator("#progress")).to_have_count(0)


def preview(page: Page, base: str, words: str = "Ready to publish") -> None:
    """*Preview*, to the end; the page is that of the run."""
    page.goto(f"{base}sync/preview/")
    page.locator("#start-preview").click()
    expect_run(page, words)


def publish(page: Page) -> None:
    """*Publish this pair*, to the end."""
    page.locator("#publish").click()
    expect_run(page, "Published")


def happen(page: Page, base: str, key: str) -> None:
    """Let something happen in the simulated tenant."""
    page.goto(f"{base}sync/preview/")
    page.locator(f"#change-{key}").click()
    expect(page.get_by_role("status").first).to_contain_text("It happened in the simulated tenant")
