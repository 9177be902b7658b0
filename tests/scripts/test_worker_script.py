"""The report on both accounts has the fields that the wizard reads; administrators are told apart as it does."""

from __future__ import annotations

import pytest

from checks.accounts.report import Account
from checks.accounts.report_fields import ACCOUNT, ALWAYS, FORMAT, TOP
from checks.accounts.report_schema import ACCOUNTS, ROLE_GROUPS
from tests.scripts.powershell_run import Script
from tests.scripts.powershell_tree import functions, source, text, walk
from tests.scripts.test_workstation_script import keys

NAME = "Set-RetainWorker.ps1"
FUNCTIONS, SCRIPT = functions(NAME), Script(NAME)


def tables(function: str) -> list[set[str]]:
    return [keys(literal) for literal in walk(FUNCTIONS[function], "hash_literal_expression")]


def test_the_report_has_the_fields_of_the_schema() -> None:
    assert tables("Get-Report") == [{field.name for field in TOP} | set(ACCOUNTS)]
    assert f"'format' = '{FORMAT}'" in text(FUNCTIONS["Get-Report"])


def test_an_account_has_the_fields_of_the_schema() -> None:
    always = {field.name for field in ALWAYS}
    assert tables("Get-AccountReport") == [always, always | {field.name for field in ACCOUNT} | {ROLE_GROUPS}]
    assert tables("Get-RoleGroupOf") == [{"name", "roles"}]


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [{"name": "Retain", "roles": ["ApplicationImpersonation"]}],
        [{"name": "Own", "roles": ["MyBaseOptions", "ApplicationImpersonation"]}],
        [{"name": "Organization Management", "roles": ["ApplicationImpersonation", "Mail Recipients"]}],
        [
            {"name": "Help Desk", "roles": ["User Options"]},
            {"name": "Own", "roles": ["MyContactInformation"]},
        ],
    ],
    ids=len,
)
def test_the_script_and_the_wizard_call_the_same_groups_administrators(
    groups: list[dict[str, object]],
) -> None:
    fields = {"exists": True, "role_groups": groups}
    assert SCRIPT.outputs("Find-AdminGroup", Account=fields) == list(Account(fields, "", "").admin_groups)


@pytest.mark.parametrize(
    ("upn", "escaped"),
    [
        ("ann@example.org", "ann@example.org"),
        ("a*(b)\\c", "a\\2a\\28b\\29\\5cc"),
        ("*)(cn=*", "\\2a\\29\\28cn=\\2a"),
    ],
)
def test_a_name_cannot_change_the_question_to_the_directory(upn: str, escaped: str) -> None:
    assert SCRIPT.call("ConvertTo-FilterText", Text=upn) == escaped


def test_the_password_is_asked_for_as_a_secure_one_and_the_user_joins_one_group_alone() -> None:
    code = source(NAME)
    assert "Read-Host -Prompt" in code
    assert "-AsSecureString" in code
    assert code.count("Add-RoleGroupMember -Identity") == 1
    assert "Add-RoleGroupMember -Identity $name -Member $Worker.upn" in text(
        FUNCTIONS["Initialize-RoleGroup"]
    )
