"""The nightly script for real, with a stand-in for Microsoft's module. Skipped where there is no PowerShell."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.workstation.probe import read
from tests.scripts.standins.directory import PWSH, Host, host, organisation

pytestmark = pytest.mark.skipif(PWSH is None, reason="no pwsh on the path: the scripts were not run for real")
SYNC = "sync365.ps1"


@pytest.fixture
def made(tmp_path: Path) -> Host:
    return host(tmp_path)


def files(made: Host) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in made.target.iterdir()}


def test_a_pair_is_published_and_the_next_night_changes_nothing(made: Host) -> None:
    first = made.run(SYNC, organisation(30))
    assert (first.returncode, made.result()["outcome"]) == (0, "published"), first.stderr
    before = files(made)
    assert sorted(before) == ["exchangegroups.csv", "exchangeuser.csv"]
    assert before["exchangeuser.csv"].count(b"\r\n") == 31
    assert "Käthe 7".encode() in before["exchangeuser.csv"]
    assert made.run(SYNC, organisation(30)).returncode == 0
    assert (made.result()["outcome"], files(made)) == ("unchanged", before)


def test_a_pair_that_shrinks_is_held_until_somebody_approves_it(made: Host) -> None:
    made.run(SYNC, organisation(30))
    before = files(made)
    assert made.run(SYNC, organisation(19)).returncode == 4
    assert [one["rule"] for one in made.result()["findings"]] == ["users", "members"]
    assert files(made) == before
    assert made.run(SYNC, organisation(19), "-Approve").returncode == 2
    assert made.run(SYNC, organisation(19), "-Approve", "-Reason", "They have left").returncode == 0
    assert made.result()["approved"]["reason"] == "They have left"
    assert files(made) != before


def test_an_empty_file_is_refused_even_when_approved(made: Host) -> None:
    made.run(SYNC, organisation(5))
    before = files(made)
    assert made.run(SYNC, organisation(0), "-Approve", "-Reason", "x").returncode == 4
    assert files(made) == before


def test_another_account_under_the_same_name_is_held(made: Host) -> None:
    made.run(SYNC, organisation(5))
    other = organisation(5)
    other["mailboxes"][0]["ExternalDirectoryObjectId"] = other["mailboxes"][0]["Guid"]
    assert made.run(SYNC, other).returncode == 4
    assert made.result()["findings"][0]["about"] == ["user1@example.org"]


@pytest.mark.parametrize(("fault", "code"), [("cut-off", 5), ("sign-in", 1)])
def test_what_cannot_be_read_as_a_whole_publishes_nothing(made: Host, fault: str, code: int) -> None:
    assert made.run(SYNC, organisation(5, fault)).returncode == code
    assert files(made) == {}


def test_what_if_changes_nothing_at_all(made: Host) -> None:
    before = sorted(path.name for path in made.folder.iterdir())
    assert made.run(SYNC, organisation(5), "-WhatIf").returncode == 0
    assert files(made) == {}
    assert sorted(path.name for path in made.folder.iterdir()) == sorted([*before, "directory.json"])


def test_a_missing_value_is_named(tmp_path: Path) -> None:
    made = host(tmp_path, app_id="")
    ended = made.run(SYNC, organisation(5))
    assert (ended.returncode, made.result()["outcome"]) == (2, "usage")
    assert "appId" in made.result()["summary"]


def test_the_probe_writes_what_the_wizard_reads(made: Host) -> None:
    ended = made.run("Test-RetainWorkstation.ps1", {})
    assert ended.returncode == 0, ended.stderr
    said, wrong = read((made.folder / "retain-workstation.json").read_bytes())
    assert (wrong, said["target"]["writable"]) == ("", True)
