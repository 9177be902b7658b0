from __future__ import annotations

from dataclasses import replace

from checks import registry
from checks.accounts.worker_account import judge
from checks.result import Result
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import proved
from tests.checks.tenants import APP, BOTH, NO_USER, OWN_SERVER, in_entra


def test_an_enabled_member_passes() -> None:
    assert judge(APP, seen(in_entra()), NOW) == Result(
        "passed",
        "RetainWorker@example.org is an enabled member.",
        expected="an enabled member of the tenant",
        found="enabled member",
    )


def test_a_missing_user_says_what_it_means_for_archiving() -> None:
    result = proved(judge(APP, seen(in_entra(answer=NO_USER)), NOW))
    assert result.status == "failed"
    assert result.meaning == (
        "Retain cannot open mailboxes with an account that is not there or may not sign in."
    )


def test_a_disabled_user_fails() -> None:
    assert proved(judge(APP, seen(in_entra(accountEnabled=False)), NOW)).found == "disabled member"


def test_it_may_stay_unnamed_only_where_an_application_reads() -> None:
    check = registry.get("worker.account")
    assert check.skip_reason(replace(APP, worker_upn="")) == "not-named"
    for subject in (OWN_SERVER, BOTH):
        empty = replace(subject, worker_upn="")
        assert (check.skip_reason(empty), check.missing(empty)) == (None, "form:worker_upn")
