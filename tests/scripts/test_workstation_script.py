"""The probe writes the fields that the wizard reads, under their names."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tree_sitter import Node

from checks.workstation.probe import FORMAT, Host, KeptCredential, PairFile, PowerShell, Probe, Target, Task
from tests.scripts.powershell_tree import functions, text, walk, word

SCRIPT = functions("Test-RetainWorkstation.ps1")


def keys(literal: Node) -> set[str]:
    """The keys of a table, without those of tables inside it."""
    entries = [
        entry
        for body in literal.named_children
        for entry in body.named_children
        if entry.type == "hash_entry"
    ]
    return {word(next(walk(entry, "key_expression"))) for entry in entries}


def tables(function: str) -> list[set[str]]:
    return [keys(literal) for literal in walk(SCRIPT[function], "hash_literal_expression")]


def names(kind: Any) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


@pytest.mark.parametrize(
    ("function", "kind", "more"),
    [
        ("Get-Probe", Probe, {"certificate"}),
        ("Get-Probe", PowerShell, set()),
        ("Get-Probe", Host, set()),
        ("Get-NightlyTask", Task, set()),
        ("Test-CredentialFile", KeptCredential, set()),
        ("Get-Target", Target, set()),
        ("Get-Target", PairFile, set()),
    ],
)
def test_the_probe_has_the_fields_of_the_schema(function: str, kind: Any, more: set[str]) -> None:
    assert names(kind) | more in tables(function)


def test_the_probe_names_its_format() -> None:
    assert f"'format' = '{FORMAT}'" in text(SCRIPT["Get-Probe"])


def test_the_probe_writes_nothing_but_its_result() -> None:
    code = "".join(text(node) for node in SCRIPT.values())
    for way in (
        "WriteAll",
        "Set-Content",
        "Out-File",
        "Remove-Item",
        "New-Item",
        "::Delete(",
        "::Move",
        "::Copy",
    ):
        assert way not in code
    assert "[System.IO.FileOptions]::DeleteOnClose" in text(SCRIPT["Test-Writing"])
