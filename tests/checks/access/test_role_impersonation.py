from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from checks.access import own_server, role_assignments
from checks.access.role_impersonation import ROAD, judge
from checks.powershell import ONLINE, SERVER
from checks.propagation import assignment_key
from checks.result import Item, Remedy, Result
from checks.subject import Subject
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved
from tests.checks.tenants import (
    APP,
    APP_EWS,
    BETA_GONE,
    BOTH,
    CLIENT,
    DENIED,
    EWS_DENIED,
    EWS_OPENED,
    MAIL_READ,
    NO_ANSWER,
    OLD_ROAD,
    OPENED,
    OWN,
    OWN_SERVER,
    USE_EWS,
    assigned,
    ews,
    listed,
    reply,
    report,
    roles_of,
    signed_in,
    tried,
)  # fmt: skip

OLD = replace(APP, first_seen={assignment_key("a1"): NOW - timedelta(hours=3)})

ADMINS = [{"name": "Organization Management", "roles": ["Mail Recipients"]}]


def verdict(subject: Subject, *items: Item) -> Result:
    return proved(judge(subject, seen(*items), NOW))


def test_an_assigned_role_passes_once_the_canary_opens() -> None:
    assert verdict(APP, signed_in(), *roles_of(assigned("role-1")), tried(OPENED)) == Result(
        "passed",
        "Application Mail.Read is assigned, and canary@example.org opens.",
        found="Application Mail.Read",
    )


def test_a_role_seen_just_now_is_waited_for() -> None:
    result = verdict(APP, signed_in(), *roles_of(assigned("role-1")), tried(DENIED))
    assert (result.status, result.retry_at) == ("waiting", NOW + timedelta(hours=2))
    assert result.summary == (
        "Application Mail.Read is assigned. Microsoft takes up to 2 hours until it is in force everywhere, here until "
        "12:00 UTC."
    )


@pytest.mark.parametrize("canary", [NO_ANSWER, None])
def test_without_a_refusal_there_is_nothing_to_wait_for(canary: GraphReply | None) -> None:
    subject = replace(APP, canary="") if canary is None else APP
    items = () if canary is None else (tried(canary),)
    assert verdict(subject, signed_in(), *roles_of(assigned("role-1")), *items).status == "passed"


@pytest.mark.parametrize("canary", [NO_ANSWER, None])
def test_without_a_proof_a_change_of_just_now_takes_its_time(canary: GraphReply | None) -> None:
    subject = replace(APP, canary="") if canary is None else APP
    subject = replace(subject, first_seen={"changed:role.impersonation": NOW})
    items = () if canary is None else (tried(canary),)
    result = verdict(subject, signed_in(), *roles_of(assigned("role-1")), *items)
    assert result.status == "waiting"
    assert ("Name a canary mailbox" in result.meaning) == (canary is None)


def test_after_two_hours_the_role_itself_is_what_counts() -> None:
    result = verdict(OLD, signed_in(), *roles_of(assigned("role-1")), tried(DENIED))
    assert result == Result(
        "passed", "Application Mail.Read is assigned to the application.", found="Application Mail.Read"
    )


def test_somebody_who_changed_it_just_now_starts_the_clock_again() -> None:
    pressed = {**OLD.first_seen, "changed:role.impersonation": NOW - timedelta(minutes=30)}
    result = verdict(
        replace(OLD, first_seen=pressed), signed_in(), *roles_of(assigned("role-1")), tried(DENIED)
    )
    assert result.retry_at == NOW + timedelta(minutes=90)


def test_the_oldest_of_several_assignments_counts() -> None:
    rows = roles_of(assigned("role-1", "a2"), assigned("role-1", "a1"))
    assert verdict(OLD, signed_in(), *rows, tried(DENIED)).status == "passed"


def test_a_canary_with_another_trouble_does_not_hold_the_role() -> None:
    gone = reply(status=404, code="ErrorInvalidUser")
    assert verdict(APP, signed_in(), *roles_of(assigned("role-1")), tried(gone)).status == "passed"


@pytest.mark.parametrize("role", ["Application Mail.ReadWrite", "Application Mail Full Access"])
def test_composite_roles_are_enough(role: str) -> None:
    named = listed({"id": "r", "displayName": role})
    assert verdict(APP, signed_in(), *roles_of(assigned("r"), defined=named), tried(OPENED)).found == role


def test_a_role_counts_by_what_it_allows_too() -> None:
    allowed = {
        "id": "r",
        "displayName": "Own role",
        "rolePermissions": [{"allowedResourceActions": ["Mail.Read"]}],
    }
    rows = roles_of(assigned("r"), defined=listed(allowed))
    assert verdict(APP, signed_in(), *rows, tried(OPENED)).found == "Own role"


@pytest.mark.parametrize(
    ("subject", "rows"),
    [
        (APP, ()),
        (APP, (assigned("role-2"),)),
        (APP, (assigned("unknown"),)),
        (APP_EWS, (assigned("role-1"),)),
    ],
)
def test_no_role_fails(subject: Subject, rows: tuple[dict[str, Any], ...]) -> None:
    wanted = role_assignments.WANTED[subject.archive_via]
    result = verdict(subject, signed_in(), signed_in(resource="exchange"), *roles_of(*rows))
    assert (result.status, result.expected) == ("failed", f"{wanted} assigned to {OWN}")
    assert (
        result.summary == f"The application has no role to read mailboxes: {wanted} is not assigned to {OWN}."
    )


def test_the_lines_make_the_application_known_and_give_it_its_role() -> None:
    result = verdict(APP, signed_in(), *roles_of())
    assert result.remedy[:3] == (
        Remedy("command", "Connect-ExchangeOnline", ONLINE),
        Remedy(
            "command",
            f"New-ServicePrincipal -AppId '{CLIENT}' -ObjectId '{OWN}' -DisplayName 'Retain'",
            ONLINE,
        ),
        Remedy("command", f"New-ManagementRoleAssignment -App '{OWN}' -Role 'Application Mail.Read'", ONLINE),
    )


def test_an_application_that_exchange_knows_is_not_made_again_and_keeps_to_its_scope() -> None:
    limited = replace(APP, out_of_scope="outside@example.org")
    result = verdict(limited, signed_in(), *roles_of(assigned("role-2")))
    assert commands(result) == [
        "Connect-ExchangeOnline",
        f"New-ManagementRoleAssignment -App '{OWN}' -Role 'Application Mail.Read' "
        "-CustomResourceScope 'Retain mailboxes'",
    ]
    assert "make it first with New-ManagementScope" in result.remedy[0].text
    assert result.remedy[-1].label == "If a line is refused"


def test_a_grant_in_entra_is_a_right_too() -> None:
    assert verdict(APP, signed_in("Mail.Read"), *roles_of(answer=BETA_GONE)) == Result(
        "passed", "Mail.Read is granted in Entra, for every mailbox.", found="Mail.Read"
    )


def test_over_ews_the_grant_is_another_one() -> None:
    both = (signed_in("Mail.Read"), signed_in("full_access_as_app", resource="exchange"))
    assert verdict(APP_EWS, *both, *roles_of()).found == "full_access_as_app"


@pytest.mark.parametrize("answer", [BETA_GONE, NO_ANSWER, reply(status=501, code="NotImplemented")])
def test_a_beta_end_point_that_is_not_there_is_could_not_check_with_the_line(answer: GraphReply) -> None:
    for rows in (roles_of(answer=answer), roles_of(assigned("role-1"), defined=answer)):
        result = verdict(APP, signed_in(), *rows, tried(DENIED))
        assert result.status == "error"
        assert commands(result) == [
            "Connect-ExchangeOnline",
            f"Test-ServicePrincipalAuthorization -Identity '{OWN}' -Resource 'canary@example.org'",
        ]


def test_what_a_composite_gives_over_ews_is_proved_only_by_a_mailbox() -> None:
    items = (signed_in(), signed_in(resource="exchange"), *roles_of(assigned("role-3")))
    assert verdict(APP_EWS, *items, tried(EWS_OPENED)).status == "passed"
    result = verdict(APP_EWS, *items, tried(EWS_DENIED))
    assert result.status == "error"
    assert len(commands(result)) == 2


@pytest.mark.parametrize(
    ("day", "status", "words"),
    [
        ("2024-08-31", "warning", "This holds from February 2025, in about 154 days."),
        ("2024-09-01", "warning", "Until then: existing assignments work, new ones cannot be made."),
        ("2025-01-31", "warning", "in about 1 day. Until then:"),
        ("2025-02-01", "failed", "This holds since February 2025."),
        ("2027-12-31", "failed", "This holds since February 2025."),
    ],
)
def test_the_impersonation_user_in_exchange_online_ends_on_its_day(day: str, status: str, words: str) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=UTC)
    result = proved(judge(OLD_ROAD, seen(Item(ROAD, "text", "impersonation, online")), now))
    assert result.status == status
    assert words in result.summary


def on_server(answer: Any) -> Item:
    return Item(own_server.TRIED, "json", answer.evidence())


def test_a_mailbox_that_opens_proves_the_role_on_a_server() -> None:
    assert verdict(OWN_SERVER, on_server(EWS_OPENED)) == Result(
        "passed", "RetainWorker@example.org opened canary@example.org in the name of its owner."
    )


def test_a_denied_impersonation_fails_with_the_line_that_gives_the_role() -> None:
    assert verdict(OWN_SERVER, on_server(EWS_DENIED)) == Result(
        "failed",
        "RetainWorker@example.org may not open canary@example.org in the name of its owner.",
        "Retain signs in, and then Exchange refuses it every mailbox, so nothing is archived.",
        "Run this check again: the canary mailbox opens.",
        "the role ApplicationImpersonation",
        "ErrorImpersonateUserDenied: The account does not have permission to impersonate.",
        (
            Remedy(
                "command",
                "New-ManagementRoleAssignment -Role 'ApplicationImpersonation' -User 'RetainWorker@example.org'",
                SERVER,
            ),
            Remedy("text", own_server.IF_ASSIGNED, "If it has the role already"),
        ),
    )


@pytest.mark.parametrize(
    ("groups", "cause"),
    [(("Organization Management",), "worker.not-admin"), (("Retain impersonation",), None)],
)
def test_an_administrator_by_the_account_report_hangs_on_that(
    groups: tuple[str, ...], cause: str | None
) -> None:
    roles = {
        "Organization Management": ["Mail Recipients"],
        "Retain impersonation": ["ApplicationImpersonation"],
    }
    told = report({"role_groups": [{"name": name, "roles": roles[name]} for name in groups]})
    subject = replace(OWN_SERVER, account_report=told)
    assert verdict(subject, on_server(EWS_DENIED)).cause == cause


@pytest.mark.parametrize(
    "told",
    [{}, {"format": "?"}, report({"user_principal_name": "someone@example.org", "role_groups": ADMINS})],
)
def test_a_report_that_cannot_be_used_changes_nothing(told: dict[str, Any]) -> None:
    assert verdict(replace(OWN_SERVER, account_report=told), on_server(EWS_DENIED)).status == "failed"


@pytest.mark.parametrize("answer", [ews(401), ews(500, "ErrorNonExistentMailbox")])
def test_other_troubles_on_a_server_belong_to_the_check_that_opens_the_mailbox(answer: Any) -> None:
    assert verdict(OWN_SERVER, on_server(answer)).cause == "ews.impersonation"


def test_a_server_that_does_not_answer_proves_nothing() -> None:
    assert verdict(OWN_SERVER, on_server(ews(None, fault="timeout"))).status == "error"


@pytest.mark.parametrize("key", ["ews_url", "canary", "worker_upn"])
def test_an_empty_answer_is_what_is_missing_on_a_server(key: str) -> None:
    answers: dict[str, Any] = {key: ""}
    subject = replace(OWN_SERVER, **answers)
    assert verdict(subject, Item("Exchange server", "text", "none")).cause == f"form:{key}"


def test_hybrid_needs_both_rights() -> None:
    cloud = (signed_in(), *roles_of(assigned("role-1")), tried(OPENED))
    assert verdict(BOTH, *cloud, on_server(EWS_OPENED)).status == "passed"
    assert verdict(BOTH, *cloud, on_server(EWS_DENIED)).summary.startswith("Your server: RetainWorker")


def test_the_roles_of_the_tests_are_those_that_are_wanted() -> None:
    assert {MAIL_READ["displayName"], USE_EWS["displayName"]} == set(role_assignments.WANTED.values())
