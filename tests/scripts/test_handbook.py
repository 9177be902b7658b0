"""The handbook knows every script of the bundle, and says nothing else than the scripts themselves."""

from __future__ import annotations

import re

import pytest

from scripts import handbook
from scripts.handbook import BY_NAME, SCRIPTS, Script
from tests.scripts.powershell_tree import NAMES, source

PARTS = ("reads", "changes", "rights", "undo", "untried")


def test_every_script_has_a_page() -> None:
    assert sorted(BY_NAME) == sorted(NAMES)
    assert len(BY_NAME) == len(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_page_says_everything_in_whole_sentences(script: Script) -> None:
    for part in PARTS:
        sentences = getattr(script, part)
        assert sentences, part
        assert all(one[0].isupper() and one.endswith(".") for one in sentences), part
    assert script.purpose.endswith(".")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_writes_the_file_that_its_page_names(script: Script) -> None:
    assert f"'{script.writes}'" in source(script.name)


def test_the_exit_codes_are_those_of_the_script() -> None:
    notes = source(handbook.SYNC).split("Exit codes:")[1].split("#>")[0]
    assert [int(code) for code in re.findall(r"\d+", notes)] == list(handbook.EXIT_CODES)


@pytest.mark.parametrize(
    ("exchange", "names"),
    [
        ("online", [handbook.WORKSTATION, handbook.APPLICATION, handbook.SYNC]),
        ("server", [handbook.WORKSTATION, handbook.WORKER, handbook.SYNC]),
    ],
)
def test_each_sort_of_exchange_gets_its_scripts_in_order(exchange: str, names: list[str]) -> None:
    assert [script.name for script in handbook.needed(exchange)] == names


def test_it_is_said_that_nothing_ran_on_a_real_powershell() -> None:
    assert "none of them was run" in handbook.UNTRIED
