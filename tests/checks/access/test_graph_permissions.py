from __future__ import annotations

import pytest

from checks.access import permissions
from checks.access.graph_permissions import judge
from checks.admin_centre import ENTRA
from checks.result import Remedy, Result
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import proved
from tests.checks.tenants import APP, signed_in

NEEDED = tuple(permissions.NEEDED)


def verdict(*roles: str) -> Result:
    return proved(judge(APP, seen(signed_in(*roles)), NOW))


@pytest.mark.parametrize("more", [(), tuple(permissions.OPTIONAL), tuple(permissions.MAILBOX)])
def test_all_needed_ones_pass_with_and_without_optional_and_mailbox_rights(more: tuple[str, ...]) -> None:
    assert verdict(*NEEDED, *more) == Result(
        "passed",
        "All 6 needed permissions are granted.",
        expected="\n".join(NEEDED),
        found="\n".join(NEEDED),
    )


@pytest.mark.parametrize("name", NEEDED)
def test_each_needed_one_that_is_missing_fails_with_its_purpose(name: str) -> None:
    left = tuple(other for other in NEEDED if other != name)
    assert verdict(*left) == Result(
        "failed",
        f"1 needed permission is missing: {name}.",
        f"What it is for: {name} {permissions.NEEDED[name]}. Until it is granted, that stands still.",
        "Run this check again after consent: it signs in anew and counts the permissions.",
        "\n".join(NEEDED),
        "\n".join(left),
        (
            Remedy(
                "text",
                "Open the app registration, API permissions, Add a permission, Microsoft Graph, Application "
                f"permissions, and add {name}.",
                ENTRA,
            ),
            Remedy("text", "Then choose Grant admin consent, or open the consent link on Access.", ENTRA),
        ),
    )


def test_no_consent_at_all_lists_every_needed_one() -> None:
    result = verdict()
    assert result.summary.startswith("6 needed permissions are missing: User.Read.All, GroupMember.Read.All")
    assert result.meaning.startswith("What each is for: User.Read.All lists")
    assert result.meaning.endswith("Until they are granted, that stands still.")
    assert result.found == "none of them"


def test_found_keeps_the_order_of_what_is_expected_and_ends_with_what_is_too_much() -> None:
    granted = ("User.ReadWrite.All", "Reports.Read.All", *reversed(NEEDED))
    assert verdict(*granted).found == "\n".join((*NEEDED, "User.ReadWrite.All"))


@pytest.mark.parametrize(
    "name", ["Mail.ReadWrite", "Directory.Read.All", "Directory.ReadWrite.All", "Sites.Read.All"]
)
def test_each_excess_one_is_a_warning_that_says_what_breaks(name: str) -> None:
    result = verdict(*NEEDED, name)
    assert result.status == "warning"
    assert result.summary == f"1 permission is more than needed: {name}."
    assert result.remedy == (Remedy("text", f"Remove {name}. That stops {permissions.breaks(name)}.", ENTRA),)


def test_the_gravest_excess_comes_first() -> None:
    given = ("Calendars.Read", "Sites.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
    assert permissions.excess(given) == (
        "Directory.ReadWrite.All",
        "Directory.Read.All",
        "Sites.ReadWrite.All",
        "Calendars.Read",
    )
    assert verdict(*NEEDED, *given).summary.startswith(
        "4 permissions are more than needed: Directory.ReadWrite"
    )


def test_what_is_missing_goes_before_what_is_too_much() -> None:
    assert verdict("Directory.Read.All").status == "failed"
