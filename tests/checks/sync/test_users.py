"""sync.users: what a first page can bring, and that it is the page of the nightly run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from checks import registry
from checks.result import Evidence, Item, Remedy, Result, could_not
from checks.sync import first_page
from clients.simulator_control import Handle
from simulator.server import Simulator
from sync.collect.listing import USERS
from tests.checks.shown_lines import proved
from tests.checks.sync.pages import NOBODY, both, came, seen_of
from tests.checks.sync.subjects import NOW, SUBJECT

CHECK = registry.get("sync.users")
MEANING = "Nothing is published: Retain goes on with the pair that was published last."
CONFIRM = "Run this check again: it shows how many users came, and with which fields."


def said(told: Mapping[str, Any]) -> Result:
    return proved(CHECK.judge(SUBJECT, Evidence((Item(first_page.PAGE, "json", told),)), NOW))


def test_a_page_with_all_fields_passes() -> None:
    assert said(came(USERS.fields, 480)) == Result(
        "passed",
        "480 users came in the first page, with all 22 fields.",
        expected="users with 22 fields",
        found="480 users",
    )


def test_an_empty_list_fails() -> None:
    result = said(came(USERS.fields, 0))
    assert (result.status, result.summary, result.meaning, result.confirm) == (
        "failed", "Microsoft Graph shows no user at all.", MEANING, CONFIRM,
    )  # fmt: skip
    assert result.remedy[0].label == "In the Entra admin centre"


@pytest.mark.parametrize(("field", "status"), [("assignedPlans", "failed"), ("department", "warning")])
def test_a_field_that_never_comes_is_as_bad_as_what_hangs_on_it(field: str, status: str) -> None:
    result = said(came(USERS.fields, 9, without=field))
    assert (result.status, result.found, result.expected) == (status, f"without {field}", "all 22 fields")
    assert result.summary == f"9 users came in the first page, none of them with {field}."
    assert result.remedy == (
        Remedy(
            "text",
            "See on Access whether User.Read.All is granted, and not a smaller right alone.",
            "On Access",
        ),
    )


def test_a_page_that_could_not_be_had_proves_nothing() -> None:
    told = {"broken": "Microsoft Graph did not answer.", "why": "network", "rows": 0}
    assert said(told) == could_not(
        "The first page of the users could not be had. Microsoft Graph did not answer.",
        tried="Asked Microsoft Graph for GET /users, as the nightly run does.",
        again="Run this check again in a few minutes.",
    )


def test_it_asks_exactly_what_the_nightly_run_asks_first(simulator: Simulator, handle: Handle) -> None:
    probed, night = both(CHECK, simulator, handle)
    assert len(probed) == 1
    first = next(one for one in night if one.text.startswith("GET /v1.0/users?"))
    assert probed == [first]


def test_the_evidence_holds_counts_and_no_names(simulator: Simulator, handle: Handle) -> None:
    seen = seen_of(CHECK, simulator, handle)
    rows = {field: (had, kind) for field, had, kind in seen[first_page.FIELDS]["rows"]}
    count = seen[first_page.PAGE]["rows"]
    assert rows["userPrincipalName"][0] == f"{count} of {count}"
    assert rows["accountEnabled"][1] == "yes or no"
    assert rows["proxyAddresses"][1].endswith(" entries")
    assert rows["displayName"][1].startswith("text, ")
    assert "@" not in str(seen)


def test_nobody_to_be_seen_fails_in_the_simulated_tenant_too(simulator: Simulator, handle: Handle) -> None:
    seen = seen_of(CHECK, simulator, handle, NOBODY)
    assert CHECK.judge(SUBJECT, seen, NOW).status == "failed"
