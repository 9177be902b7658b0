"""What the sign-in service says when it refuses: codes, words and traces, without anything secret.

Form: RFC 6749 section 5.2 with Microsoft's error_codes, trace_id, correlation_id and timestamp.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from clients.contract import SignInRefused
from clients.text import printable

CODE = re.compile(r"AADSTS(\d{4,9})")
TOKEN = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*){1,4}")
PEM = re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|$)", re.DOTALL)
TRACES = ("trace_id", "correlation_id", "timestamp", "suberror")
MOST_TEXT = 1000
MOST_CODES = 8
# Longer ones are keys, which PEM finds.
LONGEST_SECRET = 300


def refusal_of(answer: Mapping[str, Any], secrets: Iterable[str], date: str = "") -> SignInRefused:
    """The refusal in an error answer. `secrets` never show; `date` is the answer's Date header, if any."""
    described = _text(answer.get("error_description"))
    error = scrubbed(_text(answer.get("error")), secrets)[:200]
    text = scrubbed(described, secrets) or f"The sign-in service refused ({error or 'no reason given'})."
    trace = {name: scrubbed(_text(answer.get(name)), secrets)[:100] for name in TRACES if answer.get(name)}
    skew = skew_of(date)
    if skew is not None:
        trace["clock_skew_seconds"] = str(skew)
    return SignInRefused(text[:MOST_TEXT], codes_of(answer.get("error_codes"), described), error, trace)


def codes_of(listed: Any, text: str) -> tuple[int, ...]:
    """AADSTS numbers, most specific first: the one that the text opens with, then the listed ones."""
    named = [int(number) for number in CODE.findall(text)]
    given = [n for n in listed if type(n) is int and 0 < n < 10**9] if isinstance(listed, list) else []
    return tuple(dict.fromkeys([*named[:1], *given, *named[1:]]))[:MOST_CODES]


def error_in(body: str) -> Mapping[str, Any] | None:
    """The JSON object of an answer that carries an error; None for anything else."""
    value = json_object(body)
    return value if value is not None and value.get("error") else None


def json_object(body: str) -> Mapping[str, Any] | None:
    """The JSON object in a body; None for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """The text, printable, without the secrets (plain or encoded), tokens and keys."""
    text = TOKEN.sub("[token]", PEM.sub("[key]", text))
    for secret in secrets:
        if 4 <= len(secret) <= LONGEST_SECRET:
            text = re.sub("".join(map(_any_form, secret)), "[secret]", text)
    return printable(re.sub(r"\s*[\r\n]+\s*", " ", text).strip())


def skew_of(date: str) -> int | None:
    """Seconds by which the service's clock is ahead of ours; None without a usable Date header."""
    try:
        told = parsedate_to_datetime(date)
        return round((told - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def _any_form(character: str) -> str:
    """A pattern for a character as it is, percent-encoded, or escaped as in JSON; the longest form first."""
    encoded = "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "replace"))
    escaped = json.dumps(character)[1:-1]
    forms = [character, encoded, encoded.upper(), escaped, *(["+"] if character == " " else [])]
    return f"(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
