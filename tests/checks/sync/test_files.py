"""sync.files: whole pairs, and each way in which one is not."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from checks import registry
from checks.result import Remedy, Result
from tests.checks.shown_lines import proved
from tests.checks.sync.targets import GROUPS, USERS, Site, published, rewrite, subject, verdict
from tests.sync.staged import LAYOUT

CHECK = registry.get("sync.files")
EXPECTED = "both files whole, of one run, and every member of a group among the users"
RESTORE = Remedy(
    "text",
    "Open Sync, Generations, and restore generation 1 of 2026-11-20: it is kept whole.",
    label="In this wizard",
)
ANEW = Remedy(
    "text", "Or make a new one: Open Sync, Preview, press Preview, and then Publish.", label="In this wizard"
)


def said(site: Site, **changes: object) -> Result:
    return proved(verdict(CHECK, subject(site, **changes)))


def test_a_published_pair_passes(tmp_path: Path) -> None:
    result = said(published(tmp_path))
    assert (result.status, result.expected) == ("passed", EXPECTED)
    assert result.summary == "3 rows of users and 1 row of groups, as generation 1 was published."


def test_an_empty_file_fails_and_the_kept_pair_is_offered(tmp_path: Path) -> None:
    site = published(tmp_path)
    (site.target / USERS).write_bytes(b"")
    assert said(site) == Result(
        "failed",
        "exchangeuser.csv is empty (0 bytes).",
        "Retain reads them as they are: whoever is missing cannot sign in, and is not archived.",
        "Run this check again: it reads both files from beginning to end.",
        EXPECTED,
        "exchangeuser.csv is empty (0 bytes).",
        (RESTORE, ANEW),
    )


def test_a_missing_file_fails(tmp_path: Path) -> None:
    site = published(tmp_path)
    (site.target / GROUPS).unlink()
    result = said(site)
    assert (result.status, result.summary) == ("failed", "exchangegroups.csv is not there.")


BROKEN = {
    "another header": (
        USERS, ("UserPrincipalName", "Login"),
        "exchangeuser.csv: Line 1, field 1: the header is “Login,DisplayName,Department”, it should be "
        "“UserPrincipalName,DisplayName,Department”.",
    ),
    "too few fields": (
        USERS, (',"User 1","Sales"', ',"User 1"'), "exchangeuser.csv: Line 3: this row has 2 fields, it should have 3.",
    ),
    "a stranger": (
        GROUPS, ("user0001@example.org", "nobody@example.org"),
        "exchangegroups.csv: Line 2: the member “nobody@example.org” is nobody of exchangeuser.csv.",
    ),
    "a person who left": (
        USERS, ('"user0002@example.org"', '"user9999@example.org"'),
        "exchangegroups.csv: Line 2: the member “user0002@example.org” is nobody of exchangeuser.csv.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    site = published(tmp_path)
    file, change, sentence = BROKEN[name]
    rewrite(site, file, change)
    result = said(site)
    assert result.status == "failed"
    assert result.summary.startswith(sentence)
    assert RESTORE in result.remedy


def test_what_is_mended_passes_again(tmp_path: Path) -> None:
    site = published(tmp_path)
    (site.target / USERS).write_bytes(b"")
    assert said(site).status == "failed"
    (site.target / USERS).write_bytes((site.store.path(1) / USERS).read_bytes())
    assert said(site).status == "passed"


def test_a_wrong_byte_is_an_encoding_fault(tmp_path: Path) -> None:
    site = published(tmp_path)
    path = site.target / USERS
    path.write_bytes(path.read_bytes().replace(b"User 2", b"Us\xe9r 2"))
    assert said(site).summary == (
        "exchangeuser.csv: Line 4, character 27: the byte 0xE9, which is not valid UTF-8."
    )


def test_at_most_twenty_rows_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.publish(60)
    names = [f"user{n:04}@example.org" for n in range(30)]
    rewrite(site, USERS, *((f'"{name}"', f'"gone-{name}"') for name in names))
    result = said(site)
    assert result.summary.endswith("And 29 more.")
    assert (result.found or "").count("\n") == 19


def test_whole_files_that_somebody_else_changed_are_a_warning(tmp_path: Path) -> None:
    site = published(tmp_path)
    rewrite(site, USERS, ("Sales", "Law"))
    result = said(site)
    assert (result.status, result.found) == ("warning", "other bytes in exchangeuser.csv")
    assert result.summary == (
        "exchangeuser.csv was changed by somebody else after generation 1 was published."
    )


def test_a_groups_file_older_than_the_users_file_fails(tmp_path: Path) -> None:
    site = published(tmp_path)
    rewrite(site, USERS, ("Sales", "Law"))
    os.utime(site.target / GROUPS, (1_000_000_000, 1_000_000_000))
    assert said(site).summary == (
        "exchangegroups.csv is older than exchangeuser.csv: the two files are of different runs."
    )


def test_ages_say_nothing_of_files_that_are_as_published(tmp_path: Path) -> None:
    site = published(tmp_path)
    os.utime(site.target / GROUPS, (1_000_000_000, 1_000_000_000))
    assert said(site).status == "passed"


def test_before_the_first_publish_it_is_a_warning(tmp_path: Path) -> None:
    result = said(Site(tmp_path))
    assert (result.status, result.found) == ("warning", "neither file")
    assert result.summary == "The two files are not there yet: nothing has been published."


def test_files_of_somebody_else_are_judged_only_by_a_learned_layout(tmp_path: Path) -> None:
    site, old = Site(tmp_path), published(_made(tmp_path / "old"))
    for name in (USERS, GROUPS):
        (site.target / name).write_bytes((old.target / name).read_bytes())
    assert said(site).summary.startswith("The two files were made by somebody else")
    proven = replace(LAYOUT, proven=True).stored()
    assert said(site, layout=proven).summary == "3 rows of users and 1 row of groups."
    (site.target / GROUPS).write_bytes(b"")
    assert said(site).summary == "exchangegroups.csv is empty (0 bytes)."


def test_a_target_that_is_not_there_is_the_fault_of_the_path(tmp_path: Path) -> None:
    result = said(published(tmp_path), target=str(tmp_path / "elsewhere"))
    assert (result.status, result.cause) == ("blocked", "sync.path")


def test_a_link_in_the_place_of_a_file_fails(tmp_path: Path) -> None:
    site = published(tmp_path)
    (site.target / USERS).rename(site.target / "moved.csv")
    (site.target / USERS).symlink_to("moved.csv")
    result = said(site)
    assert (result.status, result.summary) == (
        "failed", "exchangeuser.csv is a link, a folder or a device.",
    )  # fmt: skip


def test_what_cannot_be_looked_into_is_not_needed(tmp_path: Path) -> None:
    site = published(tmp_path)
    assert said(site, target="download").skip_reason == "not-named"
    assert said(site, target=r"D:\Retain\cfg", windows_host=True).skip_reason == "not-named"
    assert said(site, target=r"D:\Retain\cfg").cause == "sync.path"
    assert said(site, target="relative/path").cause == "sync.path"


def test_notes_of_ours_that_cannot_be_read_prove_nothing(tmp_path: Path) -> None:
    site = published(tmp_path)
    (site.store.folder / "published.json").write_text("{")
    assert said(site).status == "error"


def test_without_a_target_it_waits_for_the_answer(tmp_path: Path) -> None:
    assert CHECK.missing(subject(Site(tmp_path), target="")) == "form:target"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
