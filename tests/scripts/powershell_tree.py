"""The scripts as syntax trees, read by a PowerShell grammar that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

FOLDER = Path(__file__).resolve().parents[2] / "scripts"
NAMES = ("New-RetainApplication.ps1", "Set-RetainWorker.ps1", "Test-RetainWorkstation.ps1", "sync365.ps1")

_PARSER = Parser(Language(tree_sitter_powershell.language()))


@cache
def script(name: str) -> Node:
    """The tree of a script of the bundle."""
    return parsed((FOLDER / name).read_text("utf-8"))


def parsed(code: str) -> Node:
    return _PARSER.parse(code.encode()).root_node


def source(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def text(node: Node) -> str:
    return (node.text or b"").decode()


def walk(node: Node, *kinds: str) -> Iterator[Node]:
    """This node and all below it; of these kinds, if any are named."""
    if not kinds or node.type in kinds:
        yield node
    for child in node.children:
        yield from walk(child, *kinds)


def line(node: Node) -> int:
    return node.start_point[0] + 1


def functions(name: str) -> dict[str, Node]:
    return {
        text(next(walk(node, "function_name"))): node for node in walk(script(name), "function_statement")
    }


def parameters(node: Node) -> list[str]:
    """The names of the parameters of a script or function, without those of functions inside."""
    block = next((child for child in _param_blocks(node)), None)
    if block is None:
        return []
    return [
        text(variable).removeprefix("$")
        for parameter in walk(block, "script_parameter")
        for variable in parameter.children
        if variable.type == "variable"
    ]


def _param_blocks(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.type == "param_block":
            yield child
        elif child.type in ("program", "script_block", "script_block_body", "statement_list"):
            yield from _param_blocks(child)


def command_name(command: Node) -> str:
    name = next(walk(command, "command_name"), None)
    return text(name) if name is not None else ""


def given(command: Node) -> list[str]:
    """The parameters that a command is called with, not those of commands inside its arguments."""
    elements = [child for child in command.children if child.type == "command_elements"]
    return [
        text(child).strip("-:")
        for part in elements
        for child in part.children
        if child.type == "command_parameter"
    ]


def word(node: Node) -> str:
    """What a single-quoted text says."""
    return text(node)[1:-1].replace("''", "'")
