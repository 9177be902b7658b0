"""The README leads through the bundle, with lines that can be copied as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from scripts import handbook, readme
from scripts.task_commands import commands
from scripts.task_xml import NightlyTask
from scripts.values import Target, Values
from tests.scripts import powershell_rules as rules
from tests.scripts.powershell_tree import parameters, parsed, script

VALUES = Values(
    connection="Example", made=datetime(2026, 11, 20, 10, tzinfo=UTC), program="0.1.0", exchange="online",
    cloud="worldwide", domain="example.org", certificate_thumbprint="A" * 40, target=Target("C:\\Retain\\cfg"),
)  # fmt: skip
TASK = commands(
    NightlyTask("Retain address book", "C:\\RetainSync", time(2, 30), "Europe/Berlin", date(2026, 11, 21))
)
BOTH = ("online", "server")


def text(exchange: str = "online", **changes: object) -> str:
    return readme.readme(replace(VALUES, exchange=exchange, **changes), TASK)  # type: ignore[arg-type]


def lines_to_copy(said: str) -> list[str]:
    return [row.strip() for row in said.splitlines() if row.startswith("    ")]


@pytest.mark.parametrize("exchange", BOTH)
def test_the_steps_are_numbered_without_a_gap(exchange: str) -> None:
    numbers = [int(one) for one in re.findall(r"^(\d+)\. ", text(exchange), re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 7


@pytest.mark.parametrize("exchange", BOTH)
def test_files_are_unblocked_before_any_script_is_run(exchange: str) -> None:
    said = text(exchange)
    assert said.index("Unblock-File") < said.index("-File .\\")


@pytest.mark.parametrize("exchange", BOTH)
def test_every_script_of_the_bundle_is_run_with_parameters_that_it_has(exchange: str) -> None:
    run = [row.split("-File .\\")[1] for row in lines_to_copy(text(exchange)) if "-File .\\" in row]
    assert {row.split()[0] for row in run} == {one.name for one in handbook.needed(exchange)}
    for row in run:
        name, *words = row.split()
        given = [word.removeprefix("-") for word in words if word.startswith("-")]
        assert set(given) <= {*parameters(script(name)), "WhatIf", "Verbose"}


@pytest.mark.skipif(not rules.CMDLETS.is_file(), reason="the list of cmdlets is not here")
def test_the_lines_of_powershell_are_known_to_powershell() -> None:
    rows = [row for row in lines_to_copy(text()) if row.startswith(("Get-", "Unblock-"))]
    assert len(rows) == 2
    for row in rows:
        assert [*rules.syntax(parsed(row)), *rules.commands(parsed(row))] == []


@pytest.mark.parametrize("exchange", BOTH)
def test_what_changes_something_is_tried_with_what_if_first(exchange: str) -> None:
    said = text(exchange)
    for one in handbook.needed(exchange):
        if one.name != handbook.WORKSTATION:
            first = next(
                row for row in lines_to_copy(said) if f".\\{one.name}" in row and "-SaveCredential" not in row
            )
            assert "-WhatIf" in first


def test_all_lines_of_the_task_are_there_and_the_last_one_takes_it_back() -> None:
    said = text()
    assert [row for row in lines_to_copy(said) if row.startswith("schtasks")] == [one.text for one in TASK]
    assert said.index("TO TAKE IT ALL BACK") < said.index(TASK[-1].text)


def test_a_bundle_without_a_task_has_no_step_for_it() -> None:
    assert "schtasks" not in readme.readme(VALUES)


def test_it_says_for_each_script_what_it_changes_and_what_was_not_tried() -> None:
    said = " ".join(text().split())
    for one in handbook.needed("online"):
        assert f"Changes: {' '.join(one.changes)}" in said
        assert " ".join(one.untried) in said
    assert " ".join(handbook.UNTRIED.split()) in said


def test_a_name_with_line_ends_cannot_add_a_step() -> None:
    said = text(connection="Example\r\n99. Run this:\n    format c:")
    assert "99. Run this" in said
    assert not re.search(r"^99\.", said, re.MULTILINE)
    assert "format c:" not in lines_to_copy(said)


def test_no_line_of_words_is_too_long_for_a_window() -> None:
    rows = [row for row in text().splitlines() if not row.startswith("    ")]
    assert max(map(len, rows)) <= readme.WIDTH
