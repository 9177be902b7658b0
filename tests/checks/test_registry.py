"""The catalogue: what a check says about itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks import registry
from checks.registry import Step


def test_everything_with_a_token_signs_in_and_nothing_else_of_today() -> None:
    found = {check.id for check in registry.all_checks() if check.signs_in}
    assert found == {check.id for check in registry.all_checks() if check.token}
    assert {"graph.token", "worker.mailbox", "dns.expected-records", "ews.impersonation"} < found
    assert found.isdisjoint({"accounts.distinct", "admin.stored-password", "dns.mx"})


@pytest.mark.parametrize(
    ("step", "token", "signs_in"),
    [
        ("prerequisites", False, False),
        ("prerequisites", True, True),
        ("accounts", False, False),
        ("sync", False, False),
        ("sync", True, True),
        ("access", False, True),
        ("access", True, True),
    ],
)
def test_all_of_access_signs_in_and_elsewhere_a_token_says_it(
    step: Step, token: bool, signs_in: bool
) -> None:
    assert replace(registry.get("dns.mx"), step=step, token=token).signs_in is signs_in
