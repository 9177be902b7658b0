"""Every line of PowerShell that a result shows is parsed, and held against the known cmdlets and parameters."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from checks.result import Result

_CMDLETS = Path(os.environ.get("CONTRACTS_DIR", "../shared/contracts")) / "powershell" / "cmdlets.json"
_PARSER = Parser(Language(tree_sitter_powershell.language()))


def proved(result: Result) -> Result:
    """The result, once its four parts are there and its lines are such that PowerShell takes them."""
    if result.status in ("failed", "warning"):
        parts = (result.summary, result.meaning, result.remedy, result.confirm, result.expected, result.found)
        assert all(parts), result
    if result.status == "error":
        words = f"{result.summary} {result.confirm} {result.remedy}".lower()
        assert "failed" not in words
        assert result.confirm
    for block in result.remedy:
        if block.kind == "command":
            assert "\n" not in block.text
            assert faults(block.text) == [], block.text
    return result


def commands(result: Result) -> list[str]:
    return [block.text for block in result.remedy if block.kind == "command"]


def words(result: Result) -> str:
    return " ".join(block.text for block in result.remedy)


def contracts_there() -> bool:
    return _CMDLETS.is_file()


@cache
def _known() -> Mapping[str, Any]:
    known: Mapping[str, Any] = json.loads(_CMDLETS.read_text("utf-8")) if contracts_there() else {}
    return known


def faults(line: str) -> list[str]:
    """What is wrong with a line: syntax, and (with the contracts at hand) unknown cmdlets and parameters."""
    tree = _PARSER.parse(line.encode())
    wrong = ["syntax"] if tree.root_node.has_error else []
    for command in _commands(tree.root_node):
        wrong += _unknown(command) if contracts_there() else []
    return wrong


def _commands(node: Node) -> Iterator[Node]:
    if node.type == "command":
        yield node
    for child in node.children:
        yield from _commands(child)


def _texts(node: Node, kind: str) -> Iterator[str]:
    if node.type == kind:
        yield (node.text or b"").decode()
    for child in node.children:
        yield from _texts(child, kind)


def _unknown(command: Node) -> list[str]:
    name = next(_texts(command, "command_name"))
    if name not in _known():
        return [f"cmdlet {name}"]
    listed = {parameter.lower() for parameter in _parameters(_known()[name]["parameters"])}
    given = (text.strip("-:").lower() for text in _texts(command, "command_parameter"))
    return [f"{name} -{text}" for text in given if text not in listed]


def _parameters(value: Mapping[str, Any]) -> Iterator[str]:
    """Names of parameters; core modules list them per version of PowerShell."""
    for name, kind in value.items():
        if isinstance(kind, dict):
            yield from kind
        else:
            yield name
