"""sync.files of a pair on a Windows host: what the uploaded probe proves, and what it does not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from checks import registry
from checks.result import Result
from checks.workstation import probe
from tests.checks.shown_lines import proved
from tests.checks.sync.subjects import SUBJECT, judged
from tests.checks.workstation.test_powershell import GOOD

CHECK = registry.get("sync.files")
USERS = {"name": "exchangeuser.csv", "bytes": 4000, "modified": "2026-11-19T01:00:00Z"}
GROUPS = {"name": "ExchangeGroups.csv", "bytes": 900, "modified": "2026-11-19T01:00:01Z"}
PLACE = replace(SUBJECT, target="C:\\Retain\\cfg", windows_host=True)


def said(*files: dict[str, Any], **changes: Any) -> Result:
    """The verdict on a pair of which the probe saw these files."""
    told = GOOD | {"target": GOOD["target"] | {"files": [*files]}} | changes
    value, wrong = probe.read(json.dumps(told).encode())
    assert not wrong
    return proved(judged(CHECK, replace(PLACE, workstation=value)))


def test_a_fresh_pair_of_a_task_that_ended_well_passes() -> None:
    result = said(USERS, GROUPS)
    assert result.status == "passed"
    assert "exchangeuser.csv 4,000 bytes, 7 hours old" in result.summary


@pytest.mark.parametrize(
    ("files", "summary"),
    [
        ([USERS], "exchangegroups.csv is not there on RETAIN01."),
        ([USERS | {"bytes": 0}, GROUPS], "exchangeuser.csv is empty (0 bytes) on RETAIN01."),
        ([], "exchangeuser.csv is not there on RETAIN01."),
    ],
)
def test_an_empty_or_missing_file_fails(files: list[dict[str, Any]], summary: str) -> None:
    result = said(*files)
    assert (result.status, result.summary) == ("failed", summary)


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (None, "No nightly task is registered"),
        (GOOD["task"] | {"lastResult": 4}, "ended with 4: nothing proves"),
        (GOOD["task"] | {"lastResult": None}, "has not run yet: nothing proves"),
    ],
)
def test_nothing_is_green_without_a_task_that_ended_well(task: dict[str, Any] | None, words: str) -> None:
    result = said(USERS, GROUPS, task=task)
    assert result.status == "warning"
    assert words in result.summary


def test_old_files_and_old_probes_are_a_warning() -> None:
    old = said(USERS | {"modified": "2026-11-17T01:00:00Z"}, GROUPS)
    assert (old.status, old.summary) == ("warning", "exchangeuser.csv was 55 hours old on RETAIN01.")
    long_ago = said(
        USERS | {"modified": "2026-09-01T01:00:00Z"}, GROUPS | {"modified": "2026-09-01T01:00:00Z"},
        made="2026-09-01T08:00:00Z",
    )  # fmt: skip
    assert (long_ago.status, "since 2026-09-01" in long_ago.summary) == ("warning", True)


def test_without_a_probe_nobody_has_looked() -> None:
    assert judged(CHECK, PLACE).status == "skipped"
    without = GOOD | {"target": None}
    value, _ = probe.read(json.dumps(without).encode())
    assert judged(CHECK, replace(PLACE, workstation=value)).status == "skipped"
