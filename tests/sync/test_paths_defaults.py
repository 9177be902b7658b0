"""How near a path comes to the folders of the set-up article."""

from __future__ import annotations

import pytest

from sync.paths import System, lint
from sync.paths.defaults import BELOW_DRIVE, LINUX, default

CASES: list[tuple[System, str, list[str]]] = [
    ("linux", LINUX, ["default"]),
    ("linux", "/opt/Beginfinite/Retain/RetainServer/WEB-INF/cfg", ["near-default"]),
    ("linux", "/opt/beginfinite/retain/RetainServer/WEB-INF/cgf", ["near-default"]),
    ("linux", "/opt/beginfinite/retain/RetainServer/WEB-INF", ["short-of-default"]),
    ("linux", "/opt/beginfinite", ["short-of-default"]),
    ("linux", "/opt", []),
    ("linux", f"{LINUX}/new", ["below-default"]),
    ("linux", "/srv/retain", []),
    ("windows", f"C:\\{BELOW_DRIVE}", ["default"]),
    ("windows", f"e:\\{BELOW_DRIVE.upper()}", ["default"]),
    ("windows", f"C:\\{BELOW_DRIVE}".replace("Beginfinite", "Begininfinite"), ["near-default"]),
    ("windows", r"D:\Program Files\Beginfinite\Retain", ["short-of-default"]),
    ("windows", r"D:\Program Files", []),
    ("windows", f"D:\\{BELOW_DRIVE}\\new", ["below-default"]),
    ("windows", r"D:\Retain", []),
]


@pytest.mark.parametrize(("system", "typed", "found"), CASES)
def test_nearness_to_the_default_is_told_and_changes_nothing(
    system: System, typed: str, found: list[str]
) -> None:
    linted = lint(typed, system)
    assert [finding.code for finding in linted.findings] == found
    assert (linted.path, linted.ok) == (typed, True)


def test_the_missing_end_is_told_so_that_it_can_be_copied() -> None:
    (finding,) = lint(r"D:\Program Files\Beginfinite\Retain", "windows").findings
    assert finding.done == (
        r"If Retain is to read the files there, put “RetainServer\WEB-INF\cfg” behind it. It was kept as it is."
    )


def test_the_defaults_are_those_of_the_article() -> None:
    assert default("linux") == "/opt/beginfinite/retain/RetainServer/WEB-INF/cfg"
    assert default("windows") == r"C:\Program Files\Beginfinite\Retain\RetainServer\WEB-INF\cfg"
