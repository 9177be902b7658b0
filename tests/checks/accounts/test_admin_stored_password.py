from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from checks.accounts.admin_stored_password import judge, look
from checks.result import Evidence, Result
from checks.subject import Subject
from clients.contract import Clients
from tests.checks.building import NOW, seen
from tests.checks.no_clients import NoClients
from tests.checks.shown_lines import proved
from tests.checks.tenants import APP, OLD_ROAD, OWN_SERVER, in_report, report


def looked(subject: Subject) -> Evidence:
    return look(subject, cast(Clients, NoClients()))


def test_an_application_stores_no_administrator_password() -> None:
    assert judge(APP, looked(APP), NOW) == Result(
        "passed", "An application signs in with a credential of its own; no administrator password is stored."
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), "This holds from December 2026, in about 11 days."),
        (datetime(2026, 12, 1, tzinfo=UTC), "This holds since December 2026."),
    ],
)
def test_the_old_script_is_a_warning_with_its_date(day: datetime, words: str) -> None:
    result = proved(judge(OLD_ROAD, looked(OLD_ROAD), day))
    assert result.status == "warning"
    assert result.summary == "The chosen road needs the password of an administrator in a script."
    assert result.meaning.endswith(words)
    assert "certificate" in result.remedy[0].text


def test_on_a_server_the_report_says_whether_a_script_keeps_one() -> None:
    good = judge(OWN_SERVER, seen(in_report(report())), NOW)
    assert good.summary == (
        "No script keeps the password of the administrator (account report of 2026-11-20, EX01)."
    )
    bad = proved(judge(OWN_SERVER, seen(in_report(report(stored_password=True))), NOW))
    assert (bad.status, bad.summary) == ("warning", "A script on EX01 keeps the password.")


def test_on_a_server_without_a_report_the_upload_is_missing() -> None:
    assert judge(OWN_SERVER, looked(OWN_SERVER), NOW).cause == "form:account-report"
