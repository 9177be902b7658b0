"""The PowerShell of the pages: known cmdlets with known parameters, and values that stay values."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.powershell import quoted
from checks.subject import Subject
from clients.microsoft365.clouds import CLOUDS
from wizard import guidance

CONTRACTS = Path(os.environ.get("CONTRACTS_DIR", "../shared/contracts")) / "powershell" / "cmdlets.json"
SUBJECT = Subject("example.org", CLOUDS["worldwide"], client_id="c", worker_upn="RetainWorker@example.org")
VARIANTS = [
    replace(SUBJECT, exchange=exchange, archive_via=via, cloud=cloud)
    for exchange in ("online", "server", "hybrid")
    for via in ("graph", "ews")
    for cloud in (CLOUDS["worldwide"], CLOUDS["dod"])
]


def all_lines(subject: Subject) -> tuple[str, ...]:
    return (
        *guidance.worker_lines(subject), *guidance.application_lines(subject, "oid"), *guidance.ews_lines(),
        *guidance.impersonation_lines(subject), *guidance.address_lines(),
    )  # fmt: skip


def commands(line: str) -> list[tuple[str, list[str]]]:
    """Cmdlets and parameter names of a line, whatever stands in quotes left out."""
    plain = re.sub(r"'(?:[^']|'')*'", "''", line)
    parts = re.split(r"[|()]", plain)
    found = [(part.split()[0], re.findall(r"(?<=\s)-([A-Za-z]+)", part)) for part in parts if part.split()]
    return [(name, parameters) for name, parameters in found if re.match(r"[A-Z][a-z]+-", name)]


@pytest.mark.skipif(not CONTRACTS.exists(), reason="the contracts are not beside the project")
@pytest.mark.parametrize("subject", VARIANTS)
def test_every_cmdlet_and_parameter_is_known(subject: Subject) -> None:
    known = json.loads(CONTRACTS.read_text("utf-8"))
    unknown = [
        f"{name} -{parameter}"
        for line in all_lines(subject)
        for name, parameters in commands(line)
        for parameter in parameters
        if parameter not in json.dumps(known[name]["parameters"])
    ]
    assert unknown == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_a_value_stays_one_value(name: str) -> None:
    user = f"{name}@example.org"
    assert guidance.impersonation_lines(replace(SUBJECT, worker_upn=user))[0].endswith(
        f"-User {quoted(user)}"
    )


def test_lines_carry_this_customers_values() -> None:
    named = replace(SUBJECT, canary="kim@example.org", client_id="app-id")
    text = guidance.text_of(guidance.application_lines(named, "object-id"))
    assert "New-ServicePrincipal -AppId 'app-id' -ObjectId 'object-id' -DisplayName 'Retain'" in text
    assert "-App 'object-id' -Role 'Application Mail.Read' -CustomResourceScope 'Retain mailboxes'" in text
    assert "-Resource 'kim@example.org'" in text
    assert "Application EWS.AccessAsApp" in guidance.text_of(
        guidance.application_lines(replace(named, archive_via="ews"), "")
    )


def test_a_password_is_asked_for_and_never_written() -> None:
    for exchange in ("online", "server"):
        line = guidance.worker_lines(replace(SUBJECT, exchange=exchange))[-1]
        assert line.endswith("-Password (Read-Host -Prompt 'Password' -AsSecureString)")
