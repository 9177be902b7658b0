"""Merging: nothing that others need is taken away, and nothing is asked for that is there already."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripts.powershell_run import Script
from tests.scripts.powershell_tree import functions, source, text, walk
from tests.scripts.test_workstation_script import keys

NAME = "New-RetainApplication.ps1"
SCRIPT, FUNCTIONS = Script(NAME), functions(NAME)
GRAPH = SCRIPT.constants["$resources"]["graph"]


def access(resource: str, *ids: str) -> dict[str, Any]:
    return {"resourceAppId": resource, "resourceAccess": [{"id": one, "type": "Role"} for one in ids]}


@pytest.mark.parametrize(
    ("present", "merged"),
    [
        ("", "own"),
        ("own", "own"),
        ("OWN", "OWN"),
        ("a,b", "a,b,own"),
        (" a , ,b,own", "a,b,own"),
        ("a,a", "a,own"),
    ],
)
def test_the_list_for_ews_keeps_everybody_and_gains_one(present: str, merged: str) -> None:
    assert SCRIPT.call("Merge-AppList", Present=present, AppId="own") == merged


@given(st.lists(st.uuids().map(str), max_size=5))
def test_merging_the_list_for_ews_again_changes_nothing(others: list[str]) -> None:
    once = SCRIPT.call("Merge-AppList", Present=",".join(others), AppId="own")
    assert SCRIPT.call("Merge-AppList", Present=once, AppId="own") == once
    assert set(once.split(",")) == {*others, "own"}


def merged(present: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return SCRIPT.outputs("Merge-AccessList", Present=present, Wanted=wanted)


def test_permissions_that_are_there_stay_and_missing_ones_are_added() -> None:
    found = merged([access("other", "x"), access(GRAPH, "a")], [access(GRAPH, "a", "b")])
    assert found == [access("other", "x") | {"added": False}, access(GRAPH, "a", "b") | {"added": True}]


def test_a_second_run_asks_for_nothing() -> None:
    assert not any(one["added"] for one in merged([access(GRAPH, "b", "a")], [access(GRAPH, "a", "b")]))


def test_a_resource_that_was_not_asked_for_yet_is_added() -> None:
    assert merged([], [access(GRAPH, "a")]) == [access(GRAPH, "a") | {"added": True}]


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_name_stays_a_value_inside_the_filter(name: str) -> None:
    address = SCRIPT.call("Get-FilterAddress", Collection="applications", Property="displayName", Value=name)
    path, _, query = address.partition("?$filter=")
    assert path == "/v1.0/applications"
    assert not set(query) & set("&#? '")
    quoted = name.replace("'", "''")
    assert unquote(query) == f"displayName eq '{quoted}'"


def test_the_result_has_what_the_wizard_asks_for() -> None:
    literal = next(walk(FUNCTIONS["ConvertTo-Result"], "hash_literal_expression"))
    wanted = {"format", "made", "tenantId", "organization", "clientId", "objectId", "thumbprint", "granted", "missing",
              "roles", "scope", "ews"}  # fmt: skip
    assert keys(literal) == wanted
    assert "'format' = 'retain-application/1'" in text(literal)


def test_no_secret_is_made_and_the_list_for_ews_is_read_with_its_switch() -> None:
    code = source(NAME)
    assert "addPassword" not in code
    assert "passwordCredentials" not in code
    assert "Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy" in code
    assert code.index("-EwsAllowedAppIDs $wanted") < code.index("-EwsEnabled $true")
