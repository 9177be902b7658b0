"""The few cmdlets that the pure functions of the scripts use."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.scripts.powershell_values import Caseless

Items = list[Any]


def _select(items: Items, First: int) -> Items:
    return items[:First]


def _where(items: Items, FilterScript: Callable[[Any], Items]) -> Items:
    return [one for one in items if any(FilterScript(one))]


def _for_each(items: Items, Process: Callable[[Any], Items]) -> Items:
    return [out for one in items for out in Process(one)]


def _sort(items: Items, Property: dict[str, Callable[[Any], Items]]) -> Items:
    return sorted(items, key=lambda one: Property["Expression"](one)[0])


def _new(items: Items, TypeName: str, ArgumentList: Any = None) -> Items:
    made: dict[str, Callable[[], Any]] = {
        "System.Collections.ArrayList": list,
        "System.Collections.Stack": list,
        "System.Collections.Hashtable": Caseless if ArgumentList == "caseless" else dict,
        "System.Text.RegularExpressions.Regex": lambda: _regex(ArgumentList),
    }
    return [made[TypeName]()]


def _regex(pattern: str) -> Callable[[str, int], dict[str, Any]]:
    """A regular expression of .NET that begins with \\G, which is what Python's match does."""
    compiled = re.compile(pattern.removeprefix("\\G").replace("\\z", "\\Z"))

    def match(text: str, at: int) -> dict[str, Any]:
        found = compiled.match(text, at)
        if found is None:
            return {"Success": False}
        groups = [{"Value": one or "", "Success": one is not None} for one in (found[0], *found.groups())]
        return {
            "Success": True,
            "Groups": groups,
            "Index": found.start(),
            "Length": found.end() - found.start(),
        }

    return match


BUILT_IN: dict[str, Callable[..., Items]] = {
    "Select-Object": _select,
    "Where-Object": _where,
    "ForEach-Object": _for_each,
    "New-Object": _new,
    "Sort-Object": _sort,
}
