"""Runs the pure functions of the scripts where no PowerShell is: a small part of the language, over the syntax tree.

It knows what those functions use and refuses everything else (Unknown): nothing is passed over in silence. It is no
PowerShell: what it proves is the arithmetic and the order of the decisions, not .NET.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from tests.scripts.powershell_commands import BUILT_IN
from tests.scripts.powershell_tree import functions, script, text, walk, word
from tests.scripts.powershell_values import (
    METHODS,
    PROPERTIES,
    STATIC,
    add,
    as_list,
    as_text,
    cast,
    compare,
    formatted,
    truth,
)

Scope = dict[str, Any]
VOID = object()
_LOOPS = 100_000
_CONSTANTS = {"$null": None, "$true": True, "$false": False}


class Unknown(Exception):
    """The script uses something that this small part of PowerShell does not have."""


class Thrown(Exception):
    """The script threw this text."""


class _Return(Exception):
    pass


class Script:
    """The functions and constants of one script."""

    def __init__(self, name: str) -> None:
        self._functions = functions(name)
        self.constants: Scope = {}
        for node in _top_assignments(script(name)):
            self._assign(node, self.constants)

    def call(self, name: str, **arguments: Any) -> Any:
        """What a function gives: nothing is None, one value is itself, several are a list."""
        return _unrolled(self.outputs(name, **arguments))

    def outputs(self, name: str, **arguments: Any) -> list[Any]:
        """All that a function gives."""
        body = self._functions[name]
        scope: Scope = {**self.constants}
        for parameter in walk(body, "script_parameter"):
            self._bind(parameter, arguments, scope)
        if arguments:
            raise Unknown(f"{name} has no parameter {sorted(arguments)}.")
        out: list[Any] = []
        try:
            for statement in _statements(body):
                self._run(statement, scope, out)
        except _Return:
            pass
        return out

    def _bind(self, parameter: Node, arguments: dict[str, Any], scope: Scope) -> None:
        variable = next(text(child) for child in parameter.children if child.type == "variable")
        kinds = [text(kind)[1:-1] for kind in walk(parameter, "type_literal")]
        value = arguments.pop(variable[1:], "" if kinds == ["string"] else None)
        scope[variable.lower()] = cast(kinds[0], value) if kinds and value is not None else value

    # Statements ---------------------------------------------------------------------------------------

    def _run(self, node: Node, scope: Scope, out: list[Any]) -> None:
        node = _inner(node)
        if node.type in ("statement_list", "statement_block", "program"):
            for child in node.named_children:
                self._run(child, scope, out)
        elif node.type in ("empty_statement", "comment"):
            return
        elif node.type == "assignment_expression":
            self._assign(node, scope)
        elif node.type in (
            "if_statement",
            "foreach_statement",
            "for_statement",
            "while_statement",
            "flow_control_statement",
        ):
            getattr(self, f"_{node.type}")(node, scope, out)
        else:
            value = self.value(node, scope)
            out.extend([] if value is VOID else as_list(value))

    def _if_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        clauses = [node, *walk_direct(node, "elseif_clauses", "elseif_clause")]
        for clause in clauses:
            condition = next(
                child for child in clause.named_children if child.type in ("pipeline", "pipeline_chain")
            )
            if truth(self.value(condition, scope)):
                self._run(_block(clause), scope, out)
                return
        for clause in walk_direct(node, "else_clause"):
            self._run(_block(clause), scope, out)

    def _foreach_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        variable, items = [child for child in node.named_children if child.type in ("variable", "pipeline")][
            :2
        ]
        for one in as_list(self.value(items, scope)):
            scope[text(variable).lower()] = one
            self._run(_block(node), scope, out)

    def _for_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        parts = {
            child.type: child.named_children[0]
            for child in node.named_children
            if child.type.startswith("for_")
        }
        self._run(parts["for_initializer"], scope, out)
        for _ in range(_LOOPS):
            if not truth(self.value(parts["for_condition"], scope)):
                return
            self._run(_block(node), scope, out)
            self._run(parts["for_iterator"], scope, out)
        raise Unknown("This loop does not end.")

    def _while_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        condition = next(child for child in node.named_children if child.type == "while_condition")
        for _ in range(_LOOPS):
            if not truth(self.value(condition, scope)):
                return
            self._run(_block(node), scope, out)
        raise Unknown("This loop does not end.")

    def _flow_control_statement(self, node: Node, scope: Scope, out: list[Any]) -> None:
        value = self.value(node.named_children[0], scope) if node.named_children else VOID
        if text(node.children[0]) == "throw":
            raise Thrown(as_text(value))
        if text(node.children[0]) != "return":
            raise Unknown(text(node))
        out.extend([] if value is VOID else as_list(value))
        raise _Return

    def _assign(self, node: Node, scope: Scope) -> None:
        target = _inner(node.children[0].children[0])
        sign, value = text(node.children[1]), self.value(node.children[2], scope)
        if target.type == "cast_expression":
            value, target = cast(_kind(target), value), _inner(target.children[-1])
        if target.type == "variable":
            holder, key = scope, text(target).lower()
        else:
            holder, key = self._place(target, scope)
        holder[key] = add(holder.get(key), value) if sign == "+=" else value

    def _place(self, node: Node, scope: Scope) -> tuple[Any, Any]:
        holder = self.value(node.children[0], scope)
        if node.type == "member_access":
            return holder, text(node.children[-1])
        if node.type == "element_access":
            return holder, self.value(node.children[2], scope)
        raise Unknown(text(node))

    # Values -------------------------------------------------------------------------------------------

    def value(self, node: Node, scope: Scope) -> Any:
        node = _inner(node)
        kind = node.type.replace("_argument_expression", "_expression")
        found = getattr(self, f"_value_{kind}", None)
        if found is None:
            raise Unknown(f"{node.type}: {text(node)}")
        return found(node, scope)

    def _value_variable(self, node: Node, scope: Scope) -> Any:
        name = text(node).lower()
        if name not in scope and name not in _CONSTANTS:
            raise Unknown(f"{name} has no value.")
        return scope[name] if name in scope else _CONSTANTS[name]

    def _value_string_literal(self, node: Node, scope: Scope) -> str:
        return word(node)

    def _value_integer_literal(self, node: Node, scope: Scope) -> int:
        return int(text(node))

    def _value_parenthesized_expression(self, node: Node, scope: Scope) -> Any:
        return self.value(node.children[1], scope)

    def _value_array_expression(self, node: Node, scope: Scope) -> list[Any]:
        out: list[Any] = []
        for child in node.named_children:
            self._run(child, scope, out)
        return out

    def _value_hash_literal_expression(self, node: Node, scope: Scope) -> dict[str, Any]:
        entries = [entry for body in node.named_children for entry in body.named_children]
        return {
            as_text(self.value(entry.children[0].children[0], scope)): self.value(
                entry.named_children[-1], scope
            )
            for entry in entries
            if entry.type == "hash_entry"
        }

    def _value_array_literal_expression(self, node: Node, scope: Scope) -> list[Any]:
        return [self.value(child, scope) for child in node.named_children]

    def _value_cast_expression(self, node: Node, scope: Scope) -> Any:
        value = self.value(node.children[-1], scope)
        return VOID if _kind(node) == "void" else cast(_kind(node), value)

    def _value_expression_with_unary_operator(self, node: Node, scope: Scope) -> Any:
        sign, value = text(node.children[0]), self.value(node.children[-1], scope)
        if sign == "-not":
            return not truth(value)
        if sign == ",":
            return [value]
        raise Unknown(text(node))

    def _value_logical_expression(self, node: Node, scope: Scope) -> bool:
        left, sign, right = node.children
        if truth(self.value(left, scope)) == (text(sign).lower() == "-or"):
            return text(sign).lower() == "-or"
        return truth(self.value(right, scope))

    def _value_comparison_expression(self, node: Node, scope: Scope) -> Any:
        left, sign, right = node.children
        return compare(self.value(left, scope), text(sign), self.value(right, scope))

    def _value_additive_expression(self, node: Node, scope: Scope) -> Any:
        left, sign, right = node.children
        one, other = self.value(left, scope), self.value(right, scope)
        return add(one, other) if text(sign) == "+" else one - other

    def _value_multiplicative_expression(self, node: Node, scope: Scope) -> Any:
        left, sign, right = node.children
        one, other = self.value(left, scope), self.value(right, scope)
        return one * other if text(sign) == "*" else one / other

    def _value_format_expression(self, node: Node, scope: Scope) -> str:
        return formatted(self.value(node.children[0], scope), self.value(node.children[-1], scope))

    def _value_member_access(self, node: Node, scope: Scope) -> Any:
        name = text(node.children[-1])
        if text(node.children[1]) == "::":
            return STATIC[f"{_kind(node)}::{name}"]
        holder = self.value(node.children[0], scope)
        if holder is None:
            raise Unknown(f"{text(node)}: nothing has no {name}.")
        if isinstance(holder, dict) and name in holder:
            return holder[name]
        if name not in PROPERTIES:
            raise Unknown(f"{text(node)}: strict mode knows no {name} here.")
        return PROPERTIES[name](holder)

    def _value_element_access(self, node: Node, scope: Scope) -> Any:
        holder, key = self._place(node, scope)
        return holder.get(key) if isinstance(holder, dict) else holder[key]

    def _value_invokation_expression(self, node: Node, scope: Scope) -> Any:
        holder, sign, name = node.children[0], text(node.children[1]), text(node.children[2])
        lists = walk_direct(node, "argument_list", "argument_expression_list")
        arguments = [self.value(one, scope) for part in lists for one in part.named_children]
        if sign == "::":
            value = STATIC[f"{text(holder)[1:-1]}::{name}"](*arguments)
        else:
            value = METHODS[name](self.value(holder, scope), *arguments)
        return VOID if value is None else value

    def _value_type_literal(self, node: Node, scope: Scope) -> Any:
        raise Unknown(text(node))

    def _value_pipeline_chain(self, node: Node, scope: Scope) -> Any:
        first, *rest = node.named_children
        items = as_list(self.value(first, scope))
        for command in rest:
            items = self._command(command, scope, items)
        return _unrolled(items)

    def _value_command(self, node: Node, scope: Scope) -> Any:
        return _unrolled(self._command(node, scope, None))

    def _command(self, node: Node, scope: Scope, items: list[Any] | None) -> list[Any]:
        name, arguments = text(node.children[0]), dict(self._arguments(node, scope))
        if name in self._functions:
            return self.outputs(name, **arguments)
        if name not in BUILT_IN:
            raise Unknown(name)
        return BUILT_IN[name](items or [], **arguments)

    def _arguments(self, node: Node, scope: Scope) -> Iterator[tuple[str, Any]]:
        parts = [part for elements in node.children[1:] for part in elements.named_children]
        parts = [part for part in parts if part.type != "command_argument_sep"]
        for name, value in zip(parts[::2], parts[1::2], strict=True):
            if name.type != "command_parameter":
                raise Unknown(text(node))
            yield text(name).strip("-:"), self.value(value, scope)

    def _value_script_block_expression(self, node: Node, scope: Scope) -> Any:
        def run(one: Any) -> list[Any]:
            out: list[Any] = []
            scope["$_"] = one
            for statement in _statements(node):
                self._run(statement, scope, out)
            return out

        return run


def walk_direct(node: Node, *path: str) -> list[Node]:
    """Children of children, by their types."""
    if not path:
        return [node]
    return [
        found
        for child in node.named_children
        if child.type == path[0]
        for found in walk_direct(child, *path[1:])
    ]


def _inner(node: Node) -> Node:
    """Without the layers that hold one node alone."""
    while node.type not in _WHOLE and len(node.children) == 1:
        node = node.children[0]
    return node


_WHOLE = {"variable", "string_literal", "integer_literal", "command", "flow_control_statement"}


def _kind(node: Node) -> str:
    return text(node.children[0])[1:-1]


def _block(node: Node) -> Node:
    return next(child for child in node.children if child.type == "statement_block")


def _statements(node: Node) -> list[Node]:
    blocks = walk_direct(node, "script_block", "script_block_body", "statement_list")
    return [statement for block in blocks for statement in block.named_children]


def _unrolled(items: list[Any]) -> Any:
    return None if not items else items[0] if len(items) == 1 else items


def _top_assignments(root: Node) -> Iterator[Node]:
    """Constants: what the script assigns outside of functions, before it begins to work."""
    for statements in walk_direct(root, "statement_list"):
        for statement in statements.named_children:
            node = _inner(statement)
            if (
                node.type == "assignment_expression"
                and "$script:" not in text(node)
                and "Preference" not in text(node)
            ):
                if text(node).startswith(("$lock", "$exitCode", "$session")):
                    return
                yield node
