"""sync.path: folders of this machine, and answers that are none."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from checks import registry
from checks.result import Remedy, Result
from checks.sync import path_faults
from tests.checks.shown_lines import proved
from tests.checks.sync.targets import USERS, Site, published, subject, verdict

CHECK = registry.get("sync.path")
EXPECTED = "a sound path, and a folder in which a file can be written, renamed and removed"
UNWRITTEN = "Nothing can be published: Retain goes on with whatever lies there."
AGAIN = "Run this check again: it writes a small file there, and removes it."


def said(site: Site, **changes: object) -> Result:
    return proved(verdict(CHECK, subject(site, **changes)))


def test_a_folder_that_can_be_written_passes_and_is_left_as_it_was(tmp_path: Path) -> None:
    site = published(tmp_path)
    before = sorted(path.name for path in site.target.iterdir())
    result = said(site)
    assert (result.status, result.expected, result.found) == ("passed", EXPECTED, str(site.target))
    assert result.summary.startswith(f"{site.target} can be written, ")
    assert sorted(path.name for path in site.target.iterdir()) == before


def test_the_evidence_shows_how_to_write_the_path(tmp_path: Path) -> None:
    seen = CHECK.look(subject(Site(tmp_path), target=r"C:\Program Files\Retain\cfg"), None)  # type: ignore[arg-type]
    rows = dict(row[:2] for row in seen["Ways to write it"]["rows"])
    assert rows["Escaped as the article writes it"] == r'"C:\\Program Files\\Retain\\cfg"'


def test_a_malformed_path_fails_with_the_corrected_one_which_is_then_sound(tmp_path: Path) -> None:
    site = Site(tmp_path)
    result = said(site, target=f"{site.target}/below/..")
    assert (result.status, result.meaning, result.confirm) == ("failed", UNWRITTEN, AGAIN)
    offered = next(block.text for block in result.remedy if block.label.startswith("The corrected path"))
    assert offered == str(site.target)
    assert said(site, target=offered).status == "passed"


def test_a_path_without_a_corrected_form_fails_too(tmp_path: Path) -> None:
    result = said(Site(tmp_path), target="~/cfg")
    assert result == Result(
        "failed",
        "“~/cfg” is no target: ~ is the home folder of whoever is signed in. At night that is somebody else, or "
        "nobody.",
        UNWRITTEN,
        AGAIN,
        "a path that is sound on the system that reads it",
        "~/cfg",
        (Remedy("text", "Enter the whole path.", label="In this wizard"),),
    )


def test_a_folder_outside_the_allowed_directories_fails(tmp_path: Path) -> None:
    site, other = Site(tmp_path), tmp_path / "other"
    other.mkdir()
    result = said(site, target_roots=(str(other),))
    assert (result.status, result.found) == ("failed", f"allowed: {other}")
    assert result.remedy[0].text == (
        f"Add the folder to ALLOWED_TARGET_ROOTS, and start the program again: {site.target}"
    )
    assert said(site, target_roots=()).found == "allowed: none"


def test_a_folder_that_is_not_there_fails_until_it_is_made(tmp_path: Path) -> None:
    site, missing = Site(tmp_path), tmp_path / "missing"
    result = said(site, target=str(missing))
    assert (result.status, result.remedy[0].text) == (
        "failed",
        "Create the folder, or mount the share on which it lies. If the path is wrong, correct it under Target.",
    )
    missing.mkdir()
    assert said(site, target=str(missing)).status == "passed"


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the administrator of this machine may do all"
)
def test_a_folder_that_may_not_be_written_fails(tmp_path: Path) -> None:
    site = published(tmp_path)
    site.target.chmod(0o500)
    try:
        result = said(site)
    finally:
        site.target.chmod(0o700)
    assert (result.status, result.remedy[0].label) == ("failed", "At the target")


def test_a_file_in_the_place_of_the_folder_fails(tmp_path: Path) -> None:
    site = published(tmp_path)
    result = said(site, target=str(site.target / USERS))
    assert result.status == "passed"  # the linter takes the folder of a file that ends in .csv
    (tmp_path / "plain").write_text("")
    result = said(site, target=str(tmp_path / "plain"))
    assert (result.status, result.summary) == ("failed", f"{tmp_path / 'plain'} is not a folder.")


TRIED = {"written": 80, "left": [], "free": 1 << 40, "published": 0, "apart": [], "limits": []}
TOLD = {"path": "/srv/cfg"}


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({"free": 5 << 20}, "/srv/cfg has 5 MB of room left; 16 MB are needed."),
        ({"free": 20 << 20, "published": 8 << 20}, "/srv/cfg has 20 MB of room left; 24 MB are needed."),
        (
            {"apart": [USERS]},
            "exchangeuser.csv in /srv/cfg is mounted by itself, so that no new file can take its place.",
        ),
        ({"left": ["retain-wizard-1.tmp"]}, "A file could be written in /srv/cfg, but not be removed again."),
        ({"fault": {"why": "read-only", "text": "It can only be read."}}, "It can only be read."),
        ({"fault": {"why": "denied", "text": "It may not be written."}}, "It may not be written."),
    ],
)
def test_what_a_trial_proves_wrong_fails(tmp_path: Path, changes: dict[str, object], summary: str) -> None:
    result = proved(path_faults.judged(subject(Site(tmp_path)), TOLD, {**TRIED, **changes}))
    assert (result.status, result.summary) == ("failed", summary)


def test_a_folder_of_which_nobody_knows_the_room_passes(tmp_path: Path) -> None:
    limits = ["This server does not flush."]
    result = path_faults.judged(subject(Site(tmp_path)), TOLD, {**TRIED, "free": None, "limits": limits})
    assert result.summary == "/srv/cfg can be written. This server does not flush."


def test_a_share_that_does_not_answer_proves_nothing(tmp_path: Path) -> None:
    fault = {"why": "network", "text": "The share did not answer."}
    assert proved(path_faults.judged(subject(Site(tmp_path)), TOLD, {"fault": fault})).status == "error"


def test_fetching_by_hand_is_a_warning(tmp_path: Path) -> None:
    result = said(Site(tmp_path), target="download")
    assert (result.status, result.found) == ("warning", "download")


def test_a_path_of_another_machine_fails_with_the_ways_out(tmp_path: Path) -> None:
    windows = r"C:\Program Files\Beginfinite\Retain\RetainServer\WEB-INF\cfg"
    result = said(Site(tmp_path), target=windows)
    assert result.status == "failed"
    assert len(result.remedy) == 4
    with_host = said(Site(tmp_path), target=windows, windows_host=True)
    assert (with_host.status, with_host.found) == ("passed", windows)
    assert "only its form can be judged" in with_host.summary


def test_without_a_target_it_waits_for_the_answer(tmp_path: Path) -> None:
    assert CHECK.missing(replace(subject(Site(tmp_path)), target="")) == "form:target"
