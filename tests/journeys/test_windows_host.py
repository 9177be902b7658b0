"""The bundle for a Windows host goes out, the probe of that host comes back, and the verdict follows it."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.checks.workstation.test_powershell import GOOD
from tests.journeys.step_page import expect_finished, expect_state, row
from tests.journeys.sync_steps import begin_sync

pytestmark = pytest.mark.journey

CHECK = "workstation.powershell"


def upload(page: Page, base: str, file: Path, **changes: Any) -> None:
    """Upload what the probe writes on a host that differs from a good one in this; the page is *Prerequisites*."""
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    file.write_text(json.dumps(GOOD | {"made": made} | changes), "utf-8")
    page.goto(f"{base}windows/")
    page.get_by_label("retain-workstation.json").set_input_files(file)
    page.locator("#upload-probe").click()


def run_check(page: Page, base: str, state: str) -> None:
    """The verdict, after a run that this page starts or that began by itself."""
    page.goto(f"{base}prerequisites/")
    page.get_by_role("button", name="Run checks").click()
    expect_state(page, CHECK, state)
    expect_finished(page)


def test_bundle_out_probe_in_and_the_verdict_changes(page: Page, tmp_path: Path) -> None:
    base = begin_sync(page)
    page.goto(f"{base}sync/")
    page.locator("#to-windows").click()
    page.get_by_label("A Windows host runs these scripts").check()
    page.locator("#save-host").click()
    with page.expect_download() as coming:
        page.locator("#bundle").click()
    coming.value.save_as(tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        names = {Path(name).name for name in bundle.namelist()}
        told = bundle.read(next(name for name in bundle.namelist() if name.endswith("README.txt"))).decode()
    assert {"sync365.ps1", "Test-RetainWorkstation.ps1", "README.txt"} <= names
    assert all(name in names for name in ("retain-data.json", "SHA256SUMS.txt") if name in told)

    run_check(page, base, "blocked")
    upload(page, base, tmp_path / "retain-workstation.json")
    run_check(page, base, "passed")

    upload(page, base, tmp_path / "retain-workstation.json", executionPolicy="Restricted", tls=["Tls"])
    run_check(page, base, "failed")
    expect(row(page, CHECK).locator(".finding")).to_be_visible()

    (tmp_path / "broken.json").write_text("{", "utf-8")
    page.goto(f"{base}windows/")
    page.get_by_label("retain-workstation.json").set_input_files(tmp_path / "broken.json")
    page.locator("#upload-probe").click()
    expect(page.get_by_text("The probe was not taken.")).to_be_visible()
