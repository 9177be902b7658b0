"""sync.spelling: one users file, two, or the other one."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks import registry
from checks.result import Remedy, Result
from tests.checks.shown_lines import proved
from tests.checks.sync.targets import Site, published, subject, verdict

CHECK = registry.get("sync.spelling")
EXPECTED = "one users file, under the name that this connection writes"
OTHER = "exchangeusers.csv"


def said(site: Site, **changes: object) -> Result:
    return proved(verdict(CHECK, subject(site, **changes)))


def test_one_spelling_passes(tmp_path: Path) -> None:
    assert said(published(tmp_path)) == Result(
        "passed", "Only exchangeuser.csv lies in the folder.", expected=EXPECTED, found="exchangeuser.csv"
    )


def test_an_empty_folder_passes_and_names_the_file_to_come(tmp_path: Path) -> None:
    result = said(Site(tmp_path), user_file=OTHER)
    assert result.summary == "No users file lies in the folder yet; it will be exchangeusers.csv."


def test_two_spellings_are_a_warning_until_one_is_removed(tmp_path: Path) -> None:
    site = published(tmp_path)
    (site.target / OTHER).write_text("old")
    assert said(site) == Result(
        "warning",
        "exchangeuser.csv and exchangeusers.csv lie in the folder.",
        "Retain reads one of them. If it is not the one that is written every night, it grows old unnoticed.",
        "Run this check again: one name is left.",
        EXPECTED,
        "exchangeuser.csv and exchangeusers.csv",
        (
            Remedy(
                "text",
                "Find out which one Retain reads. If it is exchangeuser.csv, remove exchangeusers.csv.",
                label="At the target",
            ),
            Remedy(
                "text",
                "If Retain reads exchangeusers.csv, enter that name under Target, Name of the users file.",
                label="In this wizard",
            ),
        ),
    )
    (site.target / OTHER).unlink()
    assert said(site).status == "passed"


@pytest.mark.parametrize("lying", [OTHER, "ExchangeUser.csv"])
def test_the_other_spelling_alone_is_a_warning_before_there_are_two(tmp_path: Path, lying: str) -> None:
    site = Site(tmp_path)
    (site.target / lying).write_text("old")
    result = said(site)
    assert (result.status, result.found, result.expected) == ("warning", lying, "exchangeuser.csv")
    assert said(site, user_file=lying).status == "passed"


def test_what_cannot_be_looked_into_is_no_fault_of_the_names(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert said(site, target="download").skip_reason == "not-named"
    assert said(site, target_roots=()).cause == "sync.path"
    assert CHECK.missing(subject(site, target="")) == "form:target"
