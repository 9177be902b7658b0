"""Every cmdlet and parameter that the simulator understands exists in Microsoft's reference."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from simulator.scenarios import SCENARIOS
from simulator.tenant.cmdlets import CMDLETS
from simulator.tenant.commands import read
from tests.contracts import official

pytestmark = official.needed


@cache
def reference() -> dict[str, Any]:
    return dict(json.loads((official.CONTRACTS / "powershell" / "cmdlets.json").read_text("utf-8")))


@pytest.mark.parametrize("name", CMDLETS)
def test_a_cmdlet_and_its_parameters_exist(name: str) -> None:
    known = {parameter.lower() for parameter in reference()[name]["parameters"]}
    assert {*CMDLETS[name].may, *CMDLETS[name].must} <= known


def test_scenarios_use_real_parameters_only() -> None:
    lines = [text for s in SCENARIOS for kind, text in s.deeds("example.org") if kind == "command"]
    assert lines
    for command in (command for line in lines for command in read(line)):
        known = {parameter.lower() for parameter in reference()[command.name]["parameters"]}
        assert set(command.parameters) <= known | {"confirm"}
