"""A person at a browser, and everything that the browser complained about meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)

from tests.conftest import browser as chromium_path

PATIENCE_MS = 15_000
# Nothing that a browser does of its own accord: no GPU, no updates, no home-calls.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without windows."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path(), args=list(SWITCHES))
        yield running
        running.close()


class Visits:
    """Opens browsers that share nothing; `complaints` holds what went wrong in any of them."""

    def __init__(self, browser: Browser, url: str, session: str) -> None:
        self._browser, self._url, self._session = browser, url, session
        self._open: list[BrowserContext] = []
        self.complaints: list[str] = []

    def begin(self, *, signed_in: bool = True, **options: Any) -> BrowserContext:
        """A fresh browser, signed in as the administrator or not at all. `options` as in Playwright."""
        context = self._browser.new_context(base_url=self._url, **options)
        context.set_default_timeout(PATIENCE_MS)
        if signed_in:
            context.add_cookies([{"name": "sessionid", "value": self._session, "url": self._url}])
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"error in a script: {error.error}"))
        context.on("response", self._judge)
        self._open.append(context)
        return context

    def copy(self, page: Page) -> Page:
        """What this person sees, in a browser that lets axe in."""
        cookies = page.context.storage_state()
        other = self.begin(signed_in=False, bypass_csp=True, storage_state=cookies).new_page()
        other.goto(page.url)
        return other

    def end(self) -> None:
        for context in self._open:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        # Answers that were refused are judged with their address, in `_judge`.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.type} at {message.location.get('url')}: {message.text}")

    def _judge(self, response: Response) -> None:
        """A page may be refused (404, 403); what a page needs may not, and nothing may break down."""
        page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not page):
            self.complaints.append(f"{response.status} for {response.url}")
