"""What texts, tables and .NET do in PowerShell, as far as the pure functions of the scripts use them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote


def compare(one: Any, sign: str, other: Any) -> Any:
    """A comparison operator. Texts are compared without case unless the operator begins with a c."""
    name = sign.lstrip("-").lower()
    if name == "join":
        return str(other).join(map(as_text, as_list(one)))
    exact = name.startswith("c") and name != "contains"
    name = name.removeprefix("c") if exact else name
    if name in ("match", "notmatch"):
        found = re.search(other, one, 0 if exact else re.IGNORECASE) is not None
        return found == (name == "match")
    one, other = (one, other) if exact else (folded(one), folded(other))
    if name in ("contains", "notcontains"):
        return (other in as_list(one)) == (name == "contains")
    return _ORDERS[name](one, other)


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda one, other: bool(one == other),
    "ne": lambda one, other: bool(one != other),
    "gt": lambda one, other: bool(one > other),
    "ge": lambda one, other: bool(one >= other),
    "lt": lambda one, other: bool(one < other),
    "le": lambda one, other: bool(one <= other),
}


def folded(value: Any) -> Any:
    if isinstance(value, list):
        return [folded(one) for one in value]
    return value.lower() if isinstance(value, str) else value


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, bool | int | str | Decimal) else " ".join(map(as_text, value))


def truth(value: Any) -> bool:
    """An empty list, an empty text, nothing and 0 are false."""
    return bool(value[0]) if isinstance(value, list) and len(value) == 1 else bool(value)


def add(one: Any, other: Any) -> Any:
    """Lists take anything at their end; texts take texts."""
    if one is None:
        return other
    if isinstance(one, list):
        return one + (other if isinstance(other, list) else [other])
    return one + as_text(other) if isinstance(one, str) else one + other


def cast(kind: str, value: Any) -> Any:
    if kind == "string[]":
        return list(map(as_text, as_list(value)))
    if kind == "object[]":
        return as_list(value)
    return _CASTS[kind](value)


def _int(value: Any) -> int:
    return ord(value) if isinstance(value, str) and not value.isdecimal() else int(value or 0)


_CASTS: dict[str, Callable[[Any], Any]] = {
    "int": _int,
    "string": as_text,
    "bool": truth,
    "char": lambda value: chr(value) if isinstance(value, int) else value,
    "decimal": lambda value: Decimal(str(value)),
    "System.Collections.IComparer": lambda value: value,
}


def formatted(pattern: str, values: Any) -> str:
    """The operator -f: numbers may have .NET's hexadecimal form, `{0:x2}`."""
    said = [one if isinstance(one, int) else as_text(one) for one in as_list(values)]
    return re.sub(r":x(\d)}", r":0\1x}", pattern).format(*said)


def split(value: str, sign: Any, how: str = "") -> list[str]:
    parts = value.split(sign[0] if isinstance(sign, list) else sign)
    return [part for part in parts if part] if how else parts


class Caseless(dict[str, Any]):
    """A table whose keys are the same in capitals and small letters."""

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key.lower(), value)

    def __contains__(self, key: object) -> bool:
        return super().__contains__(str(key).lower())

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key.lower(), default)


def _sort(*arguments: Any) -> None:
    keys, *rest = arguments
    if len(rest) == 2:
        order = sorted(range(len(keys)), key=lambda index: keys[index].encode("utf-16-be"))
        rest[0][:] = [rest[0][index] for index in order]
    keys.sort(key=lambda value: value.encode("utf-16-be"))


STATIC: dict[str, Any] = {
    "math::Floor": lambda value: Decimal(math.floor(value)),
    "math::Max": max,
    "math::Min": min,
    "array::Sort": _sort,
    "System.StringComparison::Ordinal": "ordinal",
    "System.StringComparer::Ordinal": "ordinal",
    "System.Text.NormalizationForm::FormKD": "NFKD",
    "System.Globalization.CharUnicodeInfo::GetUnicodeCategory": lambda sign: (
        "NonSpacingMark" if unicodedata.category(sign) == "Mn" else "Other"
    ),
    "regex::Escape": re.escape,
    "System.StringComparer::OrdinalIgnoreCase": "caseless",
    "System.StringSplitOptions::RemoveEmptyEntries": "no empty ones",
    "uri::EscapeDataString": lambda value: quote(value, safe="~"),
}
METHODS: dict[str, Callable[..., Any]] = {
    "StartsWith": lambda value, other, *how: value.startswith(other),
    "Substring": lambda value, at, *size: value[at : at + size[0]] if size else value[at:],
    "IndexOf": lambda value, other, *how: value.find(other),
    "Contains": lambda value, other: other in value,
    "Replace": lambda value, one, other: value.replace(one, other),
    "Split": lambda value, sign, *how: split(value, sign, *how),
    "Trim": lambda value, *signs: value.strip("".join(signs) or None),
    "ToLowerInvariant": lambda value: value.lower(),
    "ToCharArray": lambda value: list(value),
    "Normalize": lambda value, form: unicodedata.normalize(form, value),
    "ContainsKey": lambda value, key: key in value,
    "Add": lambda value, one: value.append(one),
    "Push": lambda value, one: value.append(one),
    "Pop": lambda value: value.pop(),
    "ToArray": lambda value: list(value),
    "Match": lambda value, text, at: value(text, at),
    "Remove": lambda value, key: value.pop(key, None) and None,
}
PROPERTIES: dict[str, Callable[[Any], Any]] = {
    "Count": lambda value: len(value) if isinstance(value, list | dict) else 0 if value is None else 1,
    "Length": len,
    "Keys": lambda value: list(value),
    "Values": lambda value: list(value.values()),
}
