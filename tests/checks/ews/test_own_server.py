"""The customer's own server that takes NTLM alone, asked by the real client and judged by both checks."""

from __future__ import annotations

import pytest

from checks import registry
from checks.result import Result
from clients.simulator_control import Handle
from simulator.scenarios import BY_NAME
from simulator.server import Simulator
from tests.checks.execution import identity_of, run_all, subject_of

CHECKS = tuple(registry.get(name) for name in ("role.impersonation", "ews.impersonation"))


@pytest.fixture
def judged(
    simulator: Simulator, handle: Handle, request: pytest.FixtureRequest
) -> tuple[str, dict[str, Result]]:
    """The domain, and what both checks say of a private copy of the scenario."""
    scenario = BY_NAME[request.param]
    domain = simulator.create(scenario.name)
    subject, identity = subject_of(scenario, domain), identity_of(scenario, domain)
    return domain, run_all(CHECKS, subject, handle.network(domain), identity)


@pytest.mark.parametrize("judged", ["server-ntlm-only"], indirect=True)
def test_a_password_that_ntlm_proves_opens_the_canary(judged: tuple[str, dict[str, Result]]) -> None:
    domain, said = judged
    role, mailbox = said["role.impersonation"], said["ews.impersonation"]
    assert (role.status, mailbox.status) == ("passed", "passed")
    assert mailbox.summary == f"The inbox of canary@{domain} opens, signed in by ntlm."


@pytest.mark.parametrize("judged", ["server-ntlm-wrong-password"], indirect=True)
def test_a_password_that_ntlm_refuses_is_one_failure_with_one_proof(
    judged: tuple[str, dict[str, Result]], simulator: Simulator
) -> None:
    domain, said = judged
    role, mailbox = said["role.impersonation"], said["ews.impersonation"]
    assert (role.status, role.cause) == ("blocked", "ews.impersonation")
    assert mailbox.status == "failed"
    assert mailbox.summary == f"Your server does not take the name and password of RetainWorker@{domain}."
    assert "NTLM" in mailbox.remedy[1].text
    sent = [one.headers.get("authorization", "") for one in simulator.requests(domain)]
    assert len([header for header in sent if header.startswith("NTLM")]) == 2
