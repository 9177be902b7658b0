"""sync.groups: what a first page can bring, and that it is the page of the nightly run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from checks import registry
from checks.result import Evidence, Item, Remedy, Result, could_not
from checks.sync import first_page
from checks.sync.groups import MEMBERS
from clients.simulator_control import Handle
from simulator.server import Simulator
from sync.directory import GROUP_FIELDS
from tests.checks.shown_lines import proved
from tests.checks.sync.pages import NOBODY, both, came, seen_of
from tests.checks.sync.subjects import NOW, SUBJECT

CHECK = registry.get("sync.groups")
FIELDS = (*GROUP_FIELDS, MEMBERS)


def said(told: Mapping[str, Any]) -> Result:
    return proved(CHECK.judge(SUBJECT, Evidence((Item(first_page.PAGE, "json", told),)), NOW))


def test_groups_with_members_pass() -> None:
    assert said(came(FIELDS, 40)) == Result(
        "passed",
        "40 groups came in the first page, 40 of them with members.",
        expected="groups with their members",
        found="40 groups",
    )


def test_what_a_delta_leaves_out_is_no_fault() -> None:
    assert said(came(FIELDS, 40, without="description")).status == "passed"


def test_no_group_is_a_warning() -> None:
    result = said(came(FIELDS, 0))
    assert (result.status, result.summary, result.found) == (
        "warning", "Microsoft Graph shows no group.", "an empty list",
    )  # fmt: skip


@pytest.mark.parametrize("field", ["mailEnabled", "securityEnabled", "displayName"])
def test_a_field_without_which_no_group_can_be_judged_fails(field: str) -> None:
    result = said(came(FIELDS, 9, without=field))
    assert (result.status, result.found) == ("failed", f"without {field}")
    assert result.remedy == (
        Remedy("text", "See on Access whether GroupMember.Read.All is granted.", "On Access"),
    )


def test_a_page_that_could_not_be_had_proves_nothing() -> None:
    told = {"broken": "Microsoft Graph did not answer.", "why": "network", "rows": 0}
    assert said(told) == could_not(
        "The first page of the groups could not be had. Microsoft Graph did not answer.",
        tried="Asked Microsoft Graph for GET /groups/delta, as the nightly run does.",
        again="Run this check again in a few minutes.",
    )


def test_it_asks_exactly_what_the_nightly_run_asks_first(simulator: Simulator, handle: Handle) -> None:
    probed, night = both(CHECK, simulator, handle)
    assert len(probed) == 1
    first = next(one for one in night if one.text.startswith("GET /v1.0/groups"))
    assert probed == [first]


def test_the_evidence_holds_counts_and_no_names(simulator: Simulator, handle: Handle) -> None:
    seen = seen_of(CHECK, simulator, handle)
    assert seen[first_page.PAGE]["came"][MEMBERS] > 0
    assert "@" not in str(seen).replace(MEMBERS, "")


def test_no_group_to_be_seen_is_a_warning_in_the_simulated_tenant_too(
    simulator: Simulator, handle: Handle
) -> None:
    seen = seen_of(CHECK, simulator, handle, NOBODY)
    assert CHECK.judge(SUBJECT, seen, NOW).status == "warning"
