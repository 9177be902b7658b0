"""What every test relies on: fuzz profiles, and what may be skipped and what must not be."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

calm = [HealthCheck.too_slow]
# The same examples each time: what a run says depends on the code alone. New ones are sought by the nightly profile.
settings.register_profile(
    "default", max_examples=500, derandomize=True, deadline=None, suppress_health_check=calm
)
settings.register_profile("nightly", max_examples=10_000, deadline=None, suppress_health_check=calm)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# A private bundle set for other programs must not leak into ours.
for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
    os.environ.pop(name, None)

REQUIRED = {word for word in os.environ.get("RETAIN_REQUIRE", "").split(",") if word}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """The Chromium that journeys use."""
    return os.environ.get("CHROMIUM") or next((p for b in BROWSERS if (p := shutil.which(b))), None)


def named() -> str | None:
    return shutil.which("named", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]))


def services() -> bool:
    return bool(os.environ.get("TEST_DATABASE_URL") and os.environ.get("TEST_REDIS_URL"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys need a browser and services tests need services; RETAIN_REQUIRE turns their absence into a failure."""
    lacking = {
        "journey": ("browser", "no Chromium was found (set CHROMIUM)", browser() is None),
        "nameserver": ("nameserver", "ISC BIND (named) was not found", named() is None),
        "services": ("services", "TEST_DATABASE_URL and TEST_REDIS_URL are not set", not services()),
    }
    for mark, (word, reason, absent) in lacking.items():
        if absent and word in REQUIRED:
            raise pytest.UsageError(f"RETAIN_REQUIRE asks for {word}, but {reason}")
        if absent:
            for item in items:
                if item.get_closest_marker(mark):
                    item.add_marker(pytest.mark.skip(reason=reason))


# Files whose tests share what takes long to make: one worker runs them all. Marks of xdist_group do not reach the
# scheduler any more since pytest 9.2, whose node ids xdist 3.8 cannot change.
TOGETHER = (
    "tests/checks/test_every_check.py",
    "tests/sync/test_sync_now.py",
    "tests/wizard/test_custom_cloud.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Shares tests out one by one, but for those of TOGETHER."""

    def shared_out_with(nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in TOGETHER else nodeid

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = shared_out_with
    return scheduler


@pytest.fixture(autouse=True)
def _no_simulated_tenants_left() -> Iterator[None]:
    """A page of practice starts them by itself; the next test shall find none, or those of its own data directory."""
    yield
    practice = sys.modules.get("wizard.practice")
    if practice is not None:
        practice.stop()
