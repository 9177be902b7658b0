"""Every script keeps to every rule, says what it does, and the rules find what they are there for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from tree_sitter import Node

from tests.scripts import powershell_rules as rules
from tests.scripts.powershell_tree import (
    NAMES,
    command_name,
    functions,
    parameters,
    parsed,
    script,
    source,
    text,
    walk,
)

pytestmark = pytest.mark.skipif(not rules.CMDLETS.is_file(), reason="the list of cmdlets is not here")

Rule = Callable[[Node], Iterator[str]]
CHANGING = re.compile(r"(Add|Enable|New|Set)-(?!Object$|PSSession$|StrictMode$)")
PLAIN = (
    "#Requires -Version 5.1\n[CmdletBinding()]\nparam()\nSet-StrictMode -Version Latest\n"
    "$ErrorActionPreference = 'Stop'\n"
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_script_keeps_to_the_rule(rule: Rule, name: str) -> None:
    assert list(rule(script(name))) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (rules.syntax, "if ($a {"),
        (rules.letters, "$a = '\u201cquoted\u201d'"),
        (rules.interpolation, '$a = "all of $b"'),
        (rules.verbs, "function Do-Something { }"),
        (rules.verbs, "function Fetch { }"),
        (rules.dangers, "Invoke-Expression -Command $text"),
        (rules.dangers, "iex $text"),
        (rules.dangers, "Add-Type -TypeDefinition $code"),
        (rules.dangers, "[scriptblock]::Create($text)"),
        (rules.dangers, "ConvertTo-SecureString -String 'secret' -AsPlainText -Force"),
        (rules.commands, "gci -Path 'x'"),
        (rules.commands, "Get-Nothing -Path 'x'"),
        (rules.commands, "Get-Item -Way 'x'"),
        (rules.commands, "Get-Item 'x'"),
        (rules.commands, "& $text"),
        (rules.commands, "ConvertFrom-Json -InputObject 'x' -AsHashtable"),
        (rules.strictness, "Get-Item -Path 'x'"),
        (rules.sizes, "function Get-Long {\n" + "    $a = 1\n" * 60 + "}"),
        (rules.comments, "\nfunction Get-Thing { }"),
    ],
)
def test_a_rule_finds_what_it_is_there_for(rule: Rule, code: str) -> None:
    assert list(rule(parsed(code)))


def test_the_rules_let_an_honest_script_through() -> None:
    code = PLAIN + "# What it is for.\nfunction Get-Thing {\n    Get-Item -Path 'x'\n}\nGet-Thing -Verbose\n"
    assert [fault for rule in rules.RULES for fault in rule(parsed(code))] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_help_explains_every_parameter(name: str) -> None:
    help = source(name).split("<#")[1].split("#>")[0]
    said = re.findall(r"^\.PARAMETER (\w+)\n(\S.*)$", help, re.MULTILINE)
    assert [one for one, _ in said] == parameters(script(name))
    for part in (".SYNOPSIS", ".DESCRIPTION", ".EXAMPLE", ".NOTES"):
        assert f"{part}\n" in help


@pytest.mark.parametrize("name", NAMES)
def test_the_notes_say_rights_what_is_read_what_changes_and_how_to_undo_it(name: str) -> None:
    notes = source(name).split(".NOTES")[1].split("#>")[0]
    for part in ("Rights: ", "Reads: ", "Changes: ", "Undo: ", "Exit codes: 0 "):
        assert part in notes


@pytest.mark.parametrize("name", NAMES)
def test_what_changes_something_asks_first_whether_it_may(name: str) -> None:
    own = functions(name)
    for function, node in own.items():
        called = [command_name(command) for command in walk(node, "command")]
        changing = [one for one in called if one not in own and CHANGING.match(one)]
        if changing or "Send-Graph" in called:
            assert "$PSCmdlet.ShouldProcess(" in text(node), function


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("Test-")])
def test_a_script_that_changes_something_knows_what_if(name: str) -> None:
    assert source(name).count("[CmdletBinding(SupportsShouldProcess)]\nparam(") == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_function_is_used(name: str) -> None:
    called = {command_name(command) for command in walk(script(name), "command")}
    assert set(functions(name)) <= called


def test_every_cmdlet_listed_by_hand_is_needed_and_has_a_source() -> None:
    called = {command_name(command) for name in NAMES for command in walk(script(name), "command")}
    assert set(rules.by_hand()) <= called
    assert all(entry["source"] and entry["module"] for entry in rules.by_hand().values())
