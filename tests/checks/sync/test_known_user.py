"""sync.known-user: a logon name in the users file, near it, or nowhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checks import registry
from checks.result import Remedy, Result
from checks.sync.search import NEAREST, Search
from sync.layout.generic import generic
from sync.layout.shape import Column
from tests.checks.shown_lines import proved
from tests.checks.sync.targets import USERS, Site, published, rewrite, subject, verdict
from tests.sync.staged import LAYOUT

CHECK = registry.get("sync.known-user")
EXPECTED = "the logon name in the users file"
COVERAGE = Remedy(
    "text",
    "Open Sync, Coverage, and search for the person: it says whether and why somebody is left out.",
    label="In this wizard",
)


def said(site: Site, **changes: object) -> Result:
    return proved(verdict(CHECK, subject(site, **changes)))


def test_a_person_in_the_file_passes_and_capitals_do_not_count(tmp_path: Path) -> None:
    assert said(published(tmp_path), known_user="USER0001@example.org") == Result(
        "passed",
        "USER0001@example.org is in line 3 of exchangeuser.csv: sign in with user0001@example.org.",
        expected=EXPECTED,
        found="line 3",
    )


def test_a_person_who_is_missing_fails_and_the_nearest_names_are_shown(tmp_path: Path) -> None:
    assert said(published(tmp_path), known_user="user0009@example.org") == Result(
        "failed",
        "user0009@example.org is no logon name in exchangeuser.csv.",
        "Whoever types this name in Retain is not let in the first time, and may not be archived.",
        "Run this check again after the next publish: it names the line.",
        EXPECTED,
        "nearest: user0002@example.org, user0001@example.org, user0000@example.org",
        (
            Remedy(
                "text",
                "If one of these is meant, sign in with it: "
                "user0002@example.org, user0001@example.org, user0000@example.org",
                "In Retain",
            ),
            COVERAGE,
        ),
    )


def test_a_name_like_no_other_fails_without_guesses(tmp_path: Path) -> None:
    result = said(published(tmp_path), known_user="z@example.net")
    assert (result.status, result.found, result.remedy) == (
        "failed",
        "nothing like it in 3 rows",
        (COVERAGE,),
    )


def test_an_address_that_is_no_logon_name_fails_with_the_logon_name(tmp_path: Path) -> None:
    site = published(tmp_path)
    rewrite(site, USERS, ('"User 2"', '"ann@example.com"'))
    result = said(site, known_user="Ann@example.com")
    assert (result.status, result.found) == ("failed", "line 4, under “DisplayName”")
    assert result.remedy[0].text == (
        "Sign in with user0002@example.org: Retain matches the first sign-in by that name."
    )


def test_an_empty_or_missing_file_is_the_fault_of_the_pair(tmp_path: Path) -> None:
    site = published(tmp_path)
    (site.target / USERS).write_bytes(b"")
    assert said(site).cause == "sync.files"
    (site.target / USERS).unlink()
    assert said(site).cause == "sync.files"
    assert verdict(registry.get("sync.files"), subject(site)).status == "failed"


def test_before_the_first_publish_it_is_a_warning(tmp_path: Path) -> None:
    result = said(Site(tmp_path))
    assert (result.status, result.found) == ("warning", "no file")


def test_in_a_file_of_somebody_else_any_column_may_hold_the_name(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (site.target / USERS).write_bytes(b"login,mail\nann,ann@example.org\n")
    assert said(site, layout={}, known_user="ann@example.org").status == "passed"
    assert said(site, layout={}, known_user="bob@example.org").status == "error"


def test_notes_of_ours_that_cannot_be_read_prove_nothing(tmp_path: Path) -> None:
    site = published(tmp_path)
    (site.store.folder / "published.json").write_text("{")
    assert said(site).status == "error"


def test_nobody_named_and_nowhere_to_look_are_not_needed(tmp_path: Path) -> None:
    site = published(tmp_path)
    assert CHECK.skip_reason(subject(site, known_user="")) == "not-named"
    assert CHECK.missing(subject(site, target="")) == "form:target"
    assert said(site, target="download").skip_reason == "not-named"


@pytest.mark.parametrize("rows", [10, 5000])
def test_the_nearest_names_stay_few_in_a_file_of_any_size(rows: int) -> None:
    search = Search("ann.example@example.org", LAYOUT.users)
    for n in range(rows):
        search.take(n + 2, (f"ann.example{n}@example.org", "Ann", "Sales"))
    near = search.value()["near"]
    assert len(near) == NEAREST
    assert all(len(name) == len("ann.example0@example.org") for name in near)


def test_a_layout_without_logon_names_is_searched_in_every_column() -> None:
    layout = replace(generic().users, columns=(Column("Name", "name"), Column("Mail", "primary")))
    search = Search("ann@example.org", layout)
    search.take(2, ("Ann", "ann@example.org"))
    assert (search.line, search.name) == (2, "ann@example.org")
