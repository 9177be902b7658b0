from __future__ import annotations

import json
from typing import Any

import pytest

from checks.accounts.report_schema import MOST_BYTES, MOST_ENTRIES, read, validate
from tests.checks.tenants import account, report


def test_a_good_report_is_taken() -> None:
    good = report()
    assert read(json.dumps(good).encode()) == (good, ())


def test_a_byte_order_mark_and_unknown_fields_are_taken() -> None:
    good = report(script_version="2")
    assert read(b"\xef\xbb\xbf" + json.dumps(good).encode()) == (good, ())


def test_an_account_that_does_not_exist_needs_no_more() -> None:
    assert (
        validate(report() | {"administrator": {"user_principal_name": "a@example.org", "exists": False}})
        == ()
    )


def test_a_file_that_is_too_large_is_not_read() -> None:
    assert read(b" " * (MOST_BYTES + 1)) == (
        {},
        (f"The file has {MOST_BYTES + 1} bytes; a report has at most {MOST_BYTES}.",),
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"format":', "The file is not JSON: line 1, column 11: Expecting value."),
        (b'{"a": "\xff"}', "The file is not UTF-8 text: byte 7 cannot be read."),
        (
            b"[" * 100_000,
            "The file is not JSON that can be read: it is nested too deep or holds too long a number.",
        ),
        (b"[]", "The report must be one JSON object."),
    ],
)
def test_what_is_no_report_is_refused_with_its_place(raw: bytes, words: str) -> None:
    assert read(raw) == ({}, (words,))


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (report(format="account-report/2"), 'format: must be the text "account-report/1".'),
        (report(made="yesterday"), "made: must be a time such as 2026-11-20T10:00:00Z."),
        (report(host="x" * 401), "host: must be a text of at most 400 characters."),
        (report(stored_password="no"), "stored_password: must be true or false."),
        (
            report() | {"administrator": None},
            "administrator: must be an object with the fields of an account.",
        ),
        (
            report({"user_principal_name": " "}),
            "impersonation_user.user_principal_name: must be a text that is not empty.",
        ),
        (report({"enabled": 1}), "impersonation_user.enabled: must be true or false."),
        (
            report({"password_expires": 7}),
            "impersonation_user.password_expires: must be a time such as 2026-11-20T10:00:00Z, or null.",
        ),
        (
            report({"role_groups": [{"name": "a", "roles": []}, {"name": "", "roles": []}]}),
            "impersonation_user.role_groups[1].name: must be a text that is not empty.",
        ),
        (
            report({"role_groups": [{"name": "a", "roles": ["", 3]}]}),
            "impersonation_user.role_groups[0].roles: must be a list of at most 200 names of roles.",
        ),
        (
            report({"role_groups": [{}] * (MOST_ENTRIES + 1)}),
            "impersonation_user.role_groups: must be a list of at most 200 role groups.",
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_place(bad: dict[str, Any], words: str) -> None:
    assert validate(bad) == (words,)


def test_a_missing_field_is_named_with_its_place() -> None:
    worker = account()
    del worker["alias"]
    assert validate(report() | {"impersonation_user": worker}) == (
        "impersonation_user.alias: is missing; it must be a text of at most 400 characters.",
    )


def test_an_empty_object_lists_what_it_lacks() -> None:
    assert len(validate({})) == 6
