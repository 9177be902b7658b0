"""Each line of PowerShell that changes something is carried out in the simulated tenant exactly as the page shows it:
the check turns green, and back again when it is taken back."""

from __future__ import annotations

import pytest

from checks import registry
from checks.result import Remedy, Result
from clients.simulator_control import Handle
from simulator.scenarios import BY_NAME
from simulator.server import Simulator
from tests.checks.execution import Signing, identity_of, run, subject_of

# Scenario and check: what is wrong, and who shows the lines that mend it.
MENDED = (
    ("role-missing", "role.impersonation"),
    ("role-principal-missing", "role.impersonation"),
    ("ews-no-role", "role.impersonation"),
    ("ews-disabled", "ews.allowed"),
    ("ews-mailbox-disabled", "ews.allowed"),
    ("ews-no-list", "ews.allowed"),
    ("ews-not-listed", "ews.allowed"),
    ("scope-whole-organisation", "graph.out-of-scope"),
    ("worker-display-name", "worker.name"),
    ("worker-alias", "worker.name"),
    ("server-role-missing", "role.impersonation"),
)


def _changing(result: Result) -> list[Remedy]:
    """Lines that do something; those that connect or show are left to people."""
    shows = ("Connect-", "Get-", "Test-")
    return [block for block in result.remedy if block.kind == "command" and not block.text.startswith(shows)]


@pytest.mark.parametrize(("scenario", "check_id"), MENDED)
def test_the_lines_that_are_shown_mend_what_they_are_shown_for(
    scenario: str, check_id: str, simulator: Simulator, handle: Handle
) -> None:
    domain, check = simulator.create(scenario), registry.get(check_id)
    subject, network = subject_of(BY_NAME[scenario], domain), handle.network(domain)
    signing = Signing(identity_of(BY_NAME[scenario], domain))
    before = run(check, subject, network, signing=signing)
    assert before.status in ("failed", "warning")
    undo = [simulator.apply(domain, block) for block in _changing(before)]
    after = run(check, subject, network, signing=signing)
    # EWS has an end that is known, so that the best it can give is a warning with the days left.
    assert after.status == ("warning" if check_id == "ews.allowed" else "passed"), after
    for change in reversed(undo):
        simulator.undo(domain, change)
    assert run(check, subject, network, signing=signing) == before
