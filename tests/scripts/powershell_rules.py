"""What every script of the bundle must keep to, as rules on its syntax tree. A rule gives its faults as sentences."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tree_sitter import Node

from tests.scripts.powershell_tree import command_name, given, line, text, walk

CMDLETS = Path(os.environ.get("CONTRACTS_DIR", "../shared/contracts")) / "powershell" / "cmdlets.json"
BY_HAND = Path(__file__).with_name("known_cmdlets.json")
LONGEST = 50

# Microsoft, "Approved verbs for PowerShell commands": those that Windows PowerShell 5.1 has too.
VERBS = frozenset(
    """
    Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Pop Push Redo Remove Rename
    Reset Resize Search Select Set Show Skip Split Step Switch Undo Unlock Watch
    Backup Checkpoint Compare Compress Convert ConvertFrom ConvertTo Dismount Edit Expand Export Group Import Initialize
    Limit Merge Mount Out Publish Restore Save Sync Unpublish Update
    Approve Assert Complete Confirm Deny Disable Enable Install Invoke Register Request Restart Resume Start Stop Submit
    Suspend Uninstall Unregister Wait
    Debug Measure Ping Repair Resolve Test Trace
    Connect Disconnect Read Receive Send Write
    Block Grant Protect Revoke Unblock Unprotect Use
    """.split()  # noqa: SIM905 - a list to read, as Microsoft groups it
)
# Microsoft, about_CommonParameters.
COMMON = frozenset(
    {"confirm", "debug", "erroraction", "informationaction", "verbose", "warningaction", "whatif"}
)
FORBIDDEN = {
    "add-type": "compiles code",
    "iex": "runs text as code",
    "invoke-expression": "runs text as code",
    "set-executionpolicy": "changes what may run on the machine",
    "invoke-webrequest": "fetches something that may be run",
}
NEW_CODE = re.compile(r"\[scriptblock\]::Create|ExecuteScript|InvokeScript|NewScriptBlock", re.IGNORECASE)
SECRETS = re.compile(r"asplaintext|getnetworkcredential|securestringtobstr|passwordchar", re.IGNORECASE)


def syntax(root: Node) -> Iterator[str]:
    if root.has_error:
        yield "The grammar does not read it."


def letters(root: Node) -> Iterator[str]:
    """Windows PowerShell 5.1 reads a script without byte order mark in the code page of the machine."""
    for number, row in enumerate(text(root).split("\n"), 1):
        if not row.isascii():
            yield f"{number}: a letter that is not ASCII"


def interpolation(root: Node) -> Iterator[str]:
    """A text in double quotes would put values into the text, which may become code."""
    for node in walk(root, "expandable_string_literal", "expandable_here_string_literal"):
        yield f"{line(node)}: {text(node)} stands in double quotes"


def verbs(root: Node) -> Iterator[str]:
    for node in walk(root, "function_name"):
        verb, dash, noun = text(node).partition("-")
        if verb not in VERBS or not dash or not noun[:1].isupper():
            yield f"{line(node)}: {text(node)} has no approved verb"


def dangers(root: Node) -> Iterator[str]:
    for command in walk(root, "command"):
        why = FORBIDDEN.get(command_name(command).lower())
        if why:
            yield f"{line(command)}: {command_name(command)} {why}"
    for pattern, why in ((NEW_CODE, "makes code of text"), (SECRETS, "shows a secret as plain text")):
        for found in pattern.finditer(text(root)):
            yield f"{found[0]} {why}"


def commands(root: Node) -> Iterator[str]:
    """Every command is a function of the script or a known cmdlet by its full name, with known parameters by name."""
    own = {
        text(next(walk(node, "function_name"))): _own_parameters(node)
        for node in walk(root, "function_statement")
    }
    for command in walk(root, "command"):
        name = command_name(command)
        listed = own.get(name) or _listed(name)
        if not name:
            yield from _called(command)
        elif listed is None:
            yield f"{line(command)}: {name} is no known cmdlet"
        else:
            yield from (
                f"{line(command)}: {name} has no -{one}" for one in given(command) if _odd(one, listed)
            )
            yield from _unnamed(command, name)


def _called(command: Node) -> Iterator[str]:
    if text(command).strip() != "& $Action":
        yield f"{line(command)}: {text(command)} calls something unknown"


def _odd(parameter: str, listed: frozenset[str]) -> bool:
    return parameter.lower() not in listed | COMMON


def _unnamed(command: Node, name: str) -> Iterator[str]:
    """An argument without its parameter's name."""
    parts = [
        part for child in command.children if child.type == "command_elements" for part in child.children
    ]
    named = False
    for part in parts:
        if part.type == "command_parameter":
            named = True
        elif part.type != "command_argument_sep":
            if not named:
                yield f"{line(command)}: {name} is given {text(part)} without the name of its parameter"
            named = False


def _own_parameters(node: Node) -> frozenset[str]:
    found = (
        child for one in walk(node, "script_parameter") for child in one.children if child.type == "variable"
    )
    return frozenset(text(one).removeprefix("$").lower() for one in found) | {""}


@cache
def _known() -> Mapping[str, Any]:
    return json.loads(CMDLETS.read_text("utf-8")) if CMDLETS.is_file() else {}


@cache
def by_hand() -> Mapping[str, Any]:
    listed: Mapping[str, Any] = json.loads(BY_HAND.read_text("utf-8"))
    return listed


def _listed(name: str) -> frozenset[str] | None:
    """The parameters of a cmdlet in lower case: of core cmdlets those of Windows PowerShell 5.1."""
    entry, extra = _known().get(name), by_hand().get(name, {"parameters": []})["parameters"]
    if entry is None:
        return frozenset(one.lower() for one in extra) or None
    parameters = entry["parameters"]
    if "versions" in entry:
        parameters = parameters.get("5.1", {})
    return frozenset(one.lower() for one in [*parameters, *extra])


def strictness(root: Node) -> Iterator[str]:
    code = text(root)
    for wanted in (
        "#Requires -Version 5.1",
        "Set-StrictMode -Version Latest",
        "$ErrorActionPreference = 'Stop'",
        "[CmdletBinding(",
    ):
        if wanted not in code:
            yield f"{wanted} is missing"


def sizes(root: Node) -> Iterator[str]:
    for node in walk(root, "function_statement"):
        size = node.end_point[0] - node.start_point[0] + 1
        if size > LONGEST:
            yield f"{line(node)}: a function of {size} lines"


def comments(root: Node) -> Iterator[str]:
    """Above every function stands what it is for."""
    rows = text(root).split("\n")
    for node in walk(root, "function_statement"):
        if not rows[node.start_point[0] - 1].startswith("# "):
            yield f"{line(node)}: nothing says what this function is for"


RULES = (syntax, letters, interpolation, verbs, dangers, commands, strictness, sizes, comments)
