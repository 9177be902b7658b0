from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from checks.access.app_credential import IN_USE, REGISTRATION, judge, kind_of
from checks.result import Item, Remedy, Result
from clients.contract import GraphReply
from tests.checks.building import NOW, seen
from tests.checks.shown_lines import proved
from tests.checks.tenants import APP, LACKING, NO_ANSWER, item, listed

SHA1 = "A1B2C3D4E5F60718293A4B5C6D7E8F9001122334"


def verdict(answer: GraphReply, kind: str = "secret", ends: str = "", thumbprint: str = "") -> Result:
    mine = Item(IN_USE, "json", {"kind": kind, "ends": ends, "thumbprint": thumbprint})
    return proved(judge(APP, seen(mine, item(REGISTRATION, answer)), NOW))


def secrets(*ends: str) -> GraphReply:
    return listed({"passwordCredentials": [{"endDateTime": end} for end in ends], "keyCredentials": []})


def key(end: str, identifier: Any) -> GraphReply:
    return listed({"keyCredentials": [{"endDateTime": end, "customKeyIdentifier": identifier}]})


def test_a_secret_that_lasts_passes() -> None:
    assert verdict(secrets("2027-11-20T10:00:00Z")) == Result(
        "passed",
        "The secret lasts until 20 November 2027, 365 days.",
        expected="a credential that lasts more than 30 days",
        found="365 days",
    )


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("2026-12-21T10:00:00Z", "passed"),
        ("2026-12-20T10:00:00Z", "warning"),
        ("2026-11-21T10:00:00Z", "warning"),
        ("2026-11-20T10:00:00Z", "failed"),
    ],
)
def test_thirty_days_are_the_edge(end: str, status: str) -> None:
    assert verdict(secrets(end)).status == status


def test_a_credential_that_ends_soon_names_the_day() -> None:
    result = verdict(secrets("2026-11-21T12:00:00Z"))
    assert result.summary == "The secret of the application expires on 21 November 2026, in 1 day."


def test_an_expired_one_fails() -> None:
    result = verdict(secrets("2026-11-01T00:00:00Z"))
    assert (result.status, result.found) == ("failed", "expired on 1 November 2026")


def test_of_several_secrets_the_one_that_lasts_longest_counts() -> None:
    assert verdict(secrets("2026-11-01T00:00:00Z", "2027-11-20T10:00:00Z", "soon")).status == "passed"


def test_the_end_that_was_entered_with_a_secret_counts_more() -> None:
    assert verdict(secrets("2027-11-20T10:00:00Z"), ends="2026-12-01T00:00:00+00:00").status == "warning"


@pytest.mark.parametrize("form", [SHA1, SHA1.lower(), base64.b64encode(bytes.fromhex(SHA1)).decode()])
def test_our_certificate_is_found_by_its_thumbprint(form: str) -> None:
    result = verdict(key("2026-12-01T00:00:00Z", form), "certificate", "2030-01-01T00:00:00Z", SHA1)
    assert (result.status, result.found) == ("warning", "10 days")


@pytest.mark.parametrize("form", [None, "?", base64.b64encode(b"another").decode()])
def test_the_local_certificate_counts_where_the_registration_does_not_show_it(form: str | None) -> None:
    result = verdict(key("2026-12-01T00:00:00Z", form), "certificate", "2026-12-10T00:00:00Z", SHA1)
    assert result.summary == "The certificate of the application expires on 10 December 2026, in 19 days."


def test_the_local_certificate_counts_where_the_registration_is_not_readable() -> None:
    assert verdict(LACKING, "certificate", "2027-11-20T10:00:00Z", SHA1).status == "passed"


@pytest.mark.parametrize("answer", [LACKING, NO_ANSWER])
def test_a_secret_without_any_date_cannot_be_judged(answer: GraphReply) -> None:
    result = verdict(answer)
    assert result.status == "error"
    assert result.remedy[-1] == Remedy(
        "text",
        "Enter the secret once more on Access, with the day on which it expires; then run this check again.",
        "Without it",
    )


def test_a_lacking_permission_is_named_and_nobody_is_told_to_wait() -> None:
    result = verdict(LACKING)
    assert "lacks Application.Read.All, which is optional" in result.summary
    assert result.remedy[0].text == "Grant the application Application.Read.All, and run this check again."


@pytest.mark.parametrize("answer", [listed(), listed({}), secrets()])
def test_a_registration_without_our_credential_cannot_be_judged(answer: GraphReply) -> None:
    assert verdict(answer).summary == "The app registration does not show until when this credential lasts."


def test_the_kind_is_taken_from_the_connection() -> None:
    assert kind_of(replace(APP, credential="client_secret 2")) == "secret"
    assert kind_of(replace(APP, credential="certificate 1", thumbprint=SHA1)) == "certificate"
