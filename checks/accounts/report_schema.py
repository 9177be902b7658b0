"""The account report: what the downloaded script writes about the two accounts, and what the page takes by upload.

One JSON object in UTF-8 (a byte order mark is taken), at most 256 KiB:

    {"format": "account-report/1", "made": "2026-11-20T10:00:00Z", "host": "EX01", "stored_password": false,
     "administrator": ACCOUNT, "impersonation_user": ACCOUNT}

made: ISO 8601 with zone. host: the machine it was made on. stored_password: a script on that machine keeps the
administrator's password in a file. An ACCOUNT has the fields of ACCOUNT below; where `exists` is false nothing but
`user_principal_name` and `exists` is asked for. Fields that are not named here are taken and left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from checks.accounts.report_fields import ACCOUNT, ALWAYS, FORMAT, TOP, Field, is_named

__all__ = ["ACCOUNT", "ACCOUNTS", "ALWAYS", "FORMAT", "MOST_BYTES", "MOST_ENTRIES", "TOP", "read", "validate"]

MOST_BYTES = 256 * 1024
MOST_ENTRIES = 200


ROLE_GROUPS = "role_groups"
ACCOUNTS = ("administrator", "impersonation_user")


def read(raw: bytes) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The report in an uploaded file, and what is wrong with it; no report where anything is wrong."""
    if len(raw) > MOST_BYTES:
        return {}, (f"The file has {len(raw)} bytes; a report has at most {MOST_BYTES}.",)
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return {}, (f"The file is not UTF-8 text: byte {error.start} cannot be read.",)
    except json.JSONDecodeError as error:
        return {}, (f"The file is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.",)
    except (RecursionError, ValueError):
        return {}, (
            "The file is not JSON that can be read: it is nested too deep or holds too long a number.",
        )
    wrong = validate(value)
    return ({}, wrong) if wrong else (value, ())


def validate(value: Any) -> tuple[str, ...]:
    """What is wrong with a report, each with its place in the file; empty when all is well."""
    if not isinstance(value, Mapping):
        return ("The report must be one JSON object.",)
    return tuple(_wrong_in(value))[:20]


def _wrong_in(report: Mapping[str, Any]) -> Iterator[str]:
    yield from _fields(report, TOP, "")
    for who in ACCOUNTS:
        account = report.get(who)
        if isinstance(account, Mapping):
            yield from _account(account, who)
        else:
            yield f"{who}: must be an object with the fields of an account."


def _account(account: Mapping[str, Any], who: str) -> Iterator[str]:
    yield from _fields(account, ALWAYS, f"{who}.")
    if account.get("exists") is True:
        yield from _fields(account, ACCOUNT, f"{who}.")
        yield from _groups(account.get(ROLE_GROUPS), f"{who}.{ROLE_GROUPS}")


def _fields(value: Mapping[str, Any], wanted: tuple[Field, ...], place: str) -> Iterator[str]:
    for field in wanted:
        if field.name not in value:
            yield f"{place}{field.name}: is missing; it must be {field.wanted}."
        elif not field.good(value[field.name]):
            yield f"{place}{field.name}: must be {field.wanted}."


def _groups(groups: Any, place: str) -> Iterator[str]:
    """Role groups: [{"name": TEXT, "roles": [TEXT, ...]}, ...]."""
    if not isinstance(groups, list) or len(groups) > MOST_ENTRIES:
        yield f"{place}: must be a list of at most {MOST_ENTRIES} role groups."
        return
    for number, group in enumerate(groups):
        here = f"{place}[{number}]"
        if not isinstance(group, Mapping) or not is_named(group.get("name")):
            yield f"{here}.name: must be a text that is not empty."
        elif not _texts(group.get("roles")):
            yield f"{here}.roles: must be a list of at most {MOST_ENTRIES} names of roles."


def _texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ENTRIES and all(map(is_named, value))
