"""Rules for the checks that judge rows, uploads or files: every check on every state of a connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from checks import registry
from checks.result import STATUSES, Remedy, Result
from clients.contract import Network
from clients.contract.sftp import SftpSecret
from tests.checks.execution import NOW, Signing, run
from tests.checks.shown_lines import proved
from tests.checks.states import OUTCOMES, STATES
from wizard.views.words import FORMS

SIGNING = Signing(sftp=SftpSecret("password", "open sesame"))
Results = Mapping[str, Mapping[str, Result]]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """State -> check -> result."""

    def all_of(folder: Path, name: str) -> Mapping[str, Result]:
        about = STATES[name](folder)
        return {id: run(registry.get(id), about, Network(), NOW, SIGNING) for id in OUTCOMES}

    return {name: all_of(tmp_path_factory.mktemp("state"), name) for name in STATES}


@pytest.mark.parametrize("check_id", OUTCOMES)
def test_some_state_shows_each_outcome_of_a_check(check_id: str, results: Results) -> None:
    shown = {of_state[check_id].status for of_state in results.values()}
    assert shown <= set(STATUSES)
    assert shown == set(OUTCOMES[check_id].split())


@pytest.mark.parametrize("state", STATES)
def test_what_is_wrong_comes_with_all_four_parts(state: str, results: Results) -> None:
    for result in results[state].values():
        proved(replace(result, remedy=tuple(map(_known, result.remedy))))


def _known(block: Remedy) -> Remedy:
    """Install-Module comes with PowerShell itself, and so is in no module that the contracts list."""
    return replace(block, kind="text") if block.text.startswith("Install-Module ") else block


@pytest.mark.parametrize("state", STATES)
def test_a_fault_has_one_owner_that_says_so_itself(state: str, results: Results) -> None:
    for check_id, result in results[state].items():
        if result.status == "blocked":
            kind, _, key = (result.cause or "").partition(":")
            # A server that nobody reaches shows no key that could be confirmed: then its owner could not look either.
            told = key in FORMS if kind == "form" else results[state][kind].status in ("failed", "error")
            assert told, f"{check_id}: {result.cause}"


@pytest.mark.parametrize("state", STATES)
def test_one_fault_of_a_target_gives_one_red_line(state: str, results: Results) -> None:
    about_the_target = ("sync.path", "sync.files", "sync.known-user", "sync.spelling")
    red = [check_id for check_id in about_the_target if results[state][check_id].status == "failed"]
    assert len(red) <= 1
