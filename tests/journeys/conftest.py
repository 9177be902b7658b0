"""What every journey shares: a running program and a browser. Nothing is shared that a journey changes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.journeys import site as sites
from tests.journeys.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.journeys.visits import Visits

# The tests cannot even be read without Playwright; `run.py test` installs it where there is a browser.
collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running program, with an administrator."""
    with sites.running(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Not for the whole session: while it runs, Django takes this thread for an asynchronous one."""
    from tests.journeys import visits

    with visits.chromium() as browser:
        yield browser


@pytest.fixture
def visits(chromium: Browser, site: Site) -> Iterator[Visits]:
    """Browsers of people. At the end, none of them may have complained."""
    from tests.journeys.visits import Visits

    made = Visits(chromium, site.url, site.session)
    try:
        yield made
    finally:
        made.end()
    assert made.complaints == []


@pytest.fixture
def page(visits: Visits) -> Page:
    """The administrator's browser."""
    return visits.begin(viewport={"width": 1280, "height": 900}).new_page()
