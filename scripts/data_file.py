"""retain-sync.json: the values that the scripts read, so that no value ever stands inside a script.

JSON, UTF-8 without byte order mark, and of that only the ASCII part: everything else is written as an escape (\\u00fc),
because Windows PowerShell 5.1 reads a file without a byte order mark in the code page of the machine.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

NAME = "retain-sync.json"
FORMAT = "retain-sync-data/1"
LARGEST = 1024 * 1024

_SECRET_KEY = re.compile(
    r"pass(word|wd|phrase|code)|pwd|secret|token|privatekey|apikey|credential|cookie|pfx"
)
_NOT_SECRET = {"credentialFile"}  # the name of the file that the administrator's own machine encrypts
_SECRET_VALUE = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")


class Unwritable(ValueError):
    """A value has no place in the data file. The text names its key, never the value."""


class Unreadable(ValueError):
    """The bytes are no data file of this format."""


def encode(values: Mapping[str, Any]) -> bytes:
    """The file's bytes. Unwritable for what looks like a secret, and for what JSON or a script could not hold."""
    for where, key, value in _leaves(values, ""):
        _refuse(where, key, value)
    text = json.dumps({"format": FORMAT, **values}, ensure_ascii=True, allow_nan=False, indent=1)
    data = (text + "\n").encode("ascii")
    if len(data) > LARGEST:
        raise Unwritable(f"The data file would have {len(data)} bytes; at most {LARGEST} are possible.")
    return data


def decode(data: bytes) -> dict[str, Any]:
    """The values of a file's bytes, without the mark of the format. A byte order mark is let through."""
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except ValueError as problem:
        raise Unreadable(f"This is not JSON in UTF-8: {problem}.") from None
    if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
        raise Unreadable(f"This is not a data file of the format {FORMAT}.")
    return values


def _leaves(value: object, where: str, key: str = "") -> Iterator[tuple[str, str, object]]:
    """Every value that is not a list or object, and every key: (path, key, value)."""
    if isinstance(value, Mapping):
        _refuse_keys(value, where)
        for name, inner in value.items():
            yield from _leaves(inner, f"{where}.{name}".lstrip("."), name)
            yield f"{where}.{name}".lstrip("."), name, None
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{where}[{number}]", key)
    else:
        yield where, key, value


def _refuse_keys(value: Mapping[Any, Any], where: str) -> None:
    names = [name for name in value if isinstance(name, str)]
    if len(names) < len(value) or any(not name.isascii() or not name.isidentifier() for name in names):
        raise Unwritable(f"{where or 'The data file'} has a key that is no plain name.")
    if len({name.lower() for name in names}) < len(names):
        raise Unwritable(f"{where or 'The data file'} has two keys that PowerShell cannot tell apart.")
    if not where and "format" in names:
        raise Unwritable("format is the mark of the file and not a value.")


def _refuse(where: str, key: str, value: object) -> None:
    if _SECRET_KEY.search(key.lower().replace("_", "")) and key not in _NOT_SECRET:
        raise Unwritable(f"{where} looks like a secret. Secrets have no place in the data file.")
    if isinstance(value, str):
        _refuse_text(where, value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise Unwritable(f"{where} is no number.")
    elif value is not None and not isinstance(value, bool | int | float):
        raise Unwritable(f"{where} is neither text, number, list nor object.")


def _refuse_text(where: str, value: str) -> None:
    if _SECRET_VALUE.search(value):
        raise Unwritable(f"{where} holds a private key or a token. Secrets have no place in the data file.")
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Unwritable(f"{where} holds half a character.")
