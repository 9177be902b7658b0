from __future__ import annotations

from dataclasses import replace

from checks.accounts.worker_name import judge
from checks.powershell import ONLINE
from checks.result import Remedy, Result
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import commands, proved
from tests.checks.tenants import APP, NO_USER, OWN_SERVER, in_entra, in_report, report

ALL = "display name RetainWorker, alias RetainWorker, logon name RetainWorker"


def test_one_name_in_three_places_passes() -> None:
    assert judge(APP, seen(in_entra(displayName="retainworker")), NOW) == Result(
        "passed",
        "Display name, alias and logon name are RetainWorker.",
        expected=ALL,
        found="display name retainworker, alias RetainWorker, logon name RetainWorker",
    )


def test_different_names_are_a_warning_with_the_line_that_mends_them() -> None:
    shown = "display name Archive, alias empty, logon name RetainWorker"
    assert proved(judge(APP, seen(in_entra(displayName="Archive", mailNickname=None)), NOW)) == Result(
        "warning",
        f"The names differ: {shown}.",
        "Retain works with it. In its logs and in Exchange the account goes by different names, which makes trouble "
        "hard to trace.",
        "Run this check again after some minutes: it shows one name.",
        ALL,
        shown,
        (
            Remedy(
                "command",
                "Set-Mailbox -Identity 'RetainWorker@example.org' -Alias 'RetainWorker' -DisplayName 'RetainWorker'",
                ONLINE,
            ),
        ),
    )


def test_the_report_names_them_on_a_server() -> None:
    assert judge(OWN_SERVER, seen(in_report(report())), NOW).status == "passed"
    bad = proved(judge(OWN_SERVER, seen(in_report(report({"alias": "archive"}))), NOW))
    assert bad.status == "warning"
    assert len(commands(bad)) == 1


def test_without_a_user_there_are_no_names() -> None:
    result = judge(APP, seen(in_entra(answer=NO_USER)), NOW)
    assert (result.status, result.cause) == ("blocked", "worker.account")


def test_an_administrator_in_its_place_is_the_fault_of_another_check() -> None:
    same = replace(APP, admin_upn="retainworker@example.org")
    assert judge(same, seen(in_entra()), NOW).cause == "accounts.distinct"
