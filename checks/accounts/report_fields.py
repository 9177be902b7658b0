"""The fields of the account report, each with what it must be and what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checks.hours import moment

FORMAT = "account-report/1"
LONGEST_TEXT = 400


@dataclass(frozen=True)
class Field:
    """One field: its name, what it must be (`good` tests it, `wanted` says it), and its meaning."""

    name: str
    wanted: str
    good: Callable[[Any], bool]
    meaning: str


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def is_named(value: Any) -> bool:
    return _text(value) and bool(value.strip())


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _time(value: Any) -> bool:
    return _text(value) and moment(value) is not None


def _time_or_null(value: Any) -> bool:
    return value is None or _time(value)


_TEXT = f"a text of at most {LONGEST_TEXT} characters"
_TRUTH = "true or false"
_TIME = "a time such as 2026-11-20T10:00:00Z"
TOP = (
    Field("format", f'the text "{FORMAT}"', lambda value: value == FORMAT, "version of this schema"),
    Field("made", _TIME, _time, "when the script looked"),
    Field("host", _TEXT, _text, "the machine it ran on"),
    Field("stored_password", _TRUTH, _truth, "a script there keeps the administrator's password in a file"),
)
ALWAYS = (
    Field("user_principal_name", "a text that is not empty", is_named, "the logon name that was looked up"),
    Field("exists", _TRUTH, _truth, "the directory has this user"),
)
ACCOUNT = (
    Field("enabled", _TRUTH, _truth, "the account may sign in"),
    Field("display_name", _TEXT, _text, "its name in the address list"),
    Field("alias", _TEXT, _text, "its mail nickname; empty without a mailbox"),
    Field("logon_name", _TEXT, _text, "its logon name without the domain"),
    Field("recipient_type", _TEXT, _text, "RecipientTypeDetails, such as UserMailbox; empty: no mailbox"),
    Field("password_never_expires", _TRUTH, _truth, "the password is set to never expire"),
    Field("password_must_change", _TRUTH, _truth, "the password is to be changed at the next sign-in"),
    Field("password_expires", f"{_TIME}, or null", _time_or_null, "when the password ends; null: never"),
)
