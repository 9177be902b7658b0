"""PowerShell lines, read in the strict form in which remedies show them: one cmdlet, named parameters, literals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.changes import Refused

TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>\#.*)|'(?P<single>(?:[^']|'')*)'|"(?P<double>[^"$`]*)"
    |(?P<parameter>-[A-Za-z][A-Za-z0-9]*:?)|(?P<comma>,)|(?P<constant>\$(?:true|false|null)\b)
    |(?P<word>[A-Za-z0-9_./@:+~][A-Za-z0-9_./@:+~#*-]*)""",
    re.VERBOSE | re.IGNORECASE,
)
CMDLET = re.compile(r"[A-Z][a-z]+-[A-Za-z][A-Za-z0-9]+")
CONSTANTS: Mapping[str, str | bool | None] = {"$true": True, "$false": False, "$null": None}
Value = str | bool | None | tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """A cmdlet and its parameters; a parameter without a value is a switch and True."""

    name: str
    parameters: Mapping[str, Value]


def read(text: str) -> tuple[Command, ...]:
    """The commands of one or more lines; comments and empty lines count for nothing. Refused for anything else."""
    found = tuple(command for line in text.splitlines() if (command := _line(line)))
    if not found:
        raise Refused("There is no command in the text.")
    return found


def _line(line: str) -> Command | None:
    tokens = list(_tokens(line))
    if not tokens:
        return None
    kind, name = tokens[0]
    if kind != "word" or not CMDLET.fullmatch(str(name)):
        raise Refused(f"Not a cmdlet: {line.strip()}")
    return Command(str(name), _parameters(tokens[1:], line))


def _tokens(line: str) -> list[tuple[str, Value]]:
    tokens: list[tuple[str, Value]] = []
    at = 0
    while at < len(line):
        found = TOKEN.match(line, at)
        if found is None:
            raise Refused(f"Cannot read {line[at]!r} in: {line.strip()}")
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "comment":
            break
        if kind != "space":
            tokens.append(_token(kind, found[kind]))
    return tokens


def _token(kind: str, text: str) -> tuple[str, Value]:
    if kind == "single":
        return "value", text.replace("''", "'")
    if kind == "double":
        return "value", text
    if kind == "constant":
        return "value", CONSTANTS[text.lower()]
    return kind, text


def _parameters(tokens: list[tuple[str, Value]], line: str) -> Mapping[str, Value]:
    given: dict[str, Value] = {}
    while tokens:
        kind, name = tokens.pop(0)
        key = str(name).strip("-:").lower()
        if kind != "parameter":
            raise Refused(f"{name!r} belongs to no parameter in: {line.strip()}")
        if key in given:
            raise Refused(f"-{key} is given twice in: {line.strip()}")
        given[key] = _value(tokens)
    return given


def _value(tokens: list[tuple[str, Value]]) -> Value:
    """The value that comes next, or a list of them; True when the parameter stands alone."""
    values: list[Value] = []
    while tokens and tokens[0][0] in ("word", "value"):
        values.append(tokens.pop(0)[1])
        if not (tokens and tokens[0][0] == "comma"):
            break
        tokens.pop(0)
        if not tokens or tokens[0][0] not in ("word", "value"):
            raise Refused("A list of values must not end with a comma.")
    if not values:
        return True
    return values[0] if len(values) == 1 else tuple(str(value) for value in values)
