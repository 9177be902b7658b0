from __future__ import annotations

from typing import Any

import pytest

from checks.dns.expected_records import WANTED, expected, judge
from checks.dns.spf_record import is_spf
from checks.result import Remedy, Result
from checks.subject import Subject
from clients.contract import Answer, GraphReply
from tests.checks.building import NOW, missing, records, seen, unknown
from tests.checks.shown_lines import proved
from tests.checks.tenants import APP, BOTH, LACKING, NO_ANSWER, item, listed, reply

MX_HOST = "example-org.mail.protection.outlook.com"
SPF = "v=spf1 include:spf.protection.outlook.com -all"
AUTO = "autodiscover.example.org"


def row(kind: str, label: str, optional: bool = False, service: str = "Email", **data: Any) -> dict[str, Any]:
    return {
        "@odata.type": f"#microsoft.graph.domainDns{kind}Record", "label": label, "isOptional": optional,
        "supportedService": service, "ttl": 3600, **data,
    }  # fmt: skip


MX = row("Mx", "example.org", mailExchange=MX_HOST, preference=0)
TXT = row("Txt", "example.org", text=SPF)
CNAME = row("Cname", AUTO, canonicalName="autodiscover.outlook.com")
ALL = (MX, TXT, CNAME)


def live(
    mx: Answer | None = None, txt: Answer | None = None, cname: Answer | None = None
) -> tuple[Answer, ...]:
    """DNS as it is, with the answers that the owners of the records look at."""
    mx = mx or records("example.org", "MX", f"0 {MX_HOST}")
    hosts = [record.split()[-1] for record in mx.records]
    return (
        mx,
        txt or records("example.org", "TXT", SPF, "MS=ms1"),
        cname or records(AUTO, "CNAME", "autodiscover.outlook.com"),
        *(records(host, "A", "192.0.2.1") for host in hosts),
        *(missing(host, "AAAA", "nodata") for host in hosts),
        records("spf.protection.outlook.com", "TXT", "v=spf1 -all"),
        missing("autodiscover.outlook.com", "CNAME", "nodata"),
        missing(AUTO, "A"),
        missing(AUTO, "AAAA"),
        missing(f"_autodiscover._tcp.{'example.org'}", "SRV"),
    )


def verdict(
    *answers: Answer,
    rows: tuple[dict[str, Any], ...] = ALL,
    subject: Subject = APP,
    told: GraphReply | None = None,
) -> Result:
    return proved(judge(subject, seen(item(WANTED, told or listed(*rows)), *(answers or live())), NOW))


def test_dns_that_holds_what_the_tenant_expects_passes() -> None:
    result = verdict()
    assert (result.status, result.summary) == (
        "passed",
        "DNS holds what the tenant expects for mail: 3 records.",
    )
    assert result.found == "\n".join(
        (
            f"example.org. 3600 IN MX 0 {MX_HOST}.",
            f'example.org. 3600 IN TXT "{SPF}"',
            f"{AUTO}. 3600 IN CNAME autodiscover.outlook.com.",
        )
    )


def test_one_record_is_counted_as_one() -> None:
    assert verdict(rows=(MX,)).summary.endswith("1 record.")


def test_more_senders_in_spf_are_no_difference() -> None:
    more = records("example.org", "TXT", "v=spf1 ip4:192.0.2.1 include:spf.protection.outlook.com ~all")
    assert verdict(*live(txt=more)).status == "passed"


def test_records_of_other_services_and_kinds_do_not_count() -> None:
    others = (
        row("Cname", "sip.example.org", service="OfficeCommunicationsOnline", canonicalName="x"),
        row("Unavailable", "example.org", description="x"),
    )
    assert expected(seen(item(WANTED, listed(*others)))) == ()
    assert verdict(rows=others).found == "no records for mail"


def test_another_host_of_microsoft_fails_expected_and_found_side_by_side() -> None:
    other = "other-org.mail.protection.outlook.com"
    result = verdict(*live(mx=records("example.org", "MX", f"0 {other}")))
    assert (result.status, result.expected, result.found) == (
        "failed",
        f"example.org. 3600 IN MX 0 {MX_HOST}.",
        f"example.org. 3600 IN MX 0 {other}.",
    )
    assert result.remedy[1:] == (
        Remedy(
            "record",
            f"example.org. 3600 IN MX 0 {MX_HOST}.",
            "At your DNS host",
            replaces=(f"example.org. 3600 IN MX 0 {other}.",),
        ),
    )


@pytest.mark.parametrize(
    ("answers", "cause"),
    [
        (live(mx=missing("example.org", "MX", "nodata")), "dns.mx"),
        (live(txt=records("example.org", "TXT", "v=spf1 -all", "v=spf1 ~all")), "dns.spf"),
        (live(cname=missing(AUTO, "CNAME")), "dns.autodiscover-cname"),
    ],
)
def test_a_record_that_another_check_fails_is_its_fault(answers: tuple[Answer, ...], cause: str) -> None:
    assert verdict(*answers).cause == cause


def test_a_gateway_is_a_warning_as_for_its_own_check() -> None:
    result = verdict(*live(mx=records("example.org", "MX", "0 mx.example.net")))
    assert (result.status, result.meaning.partition(".")[0]) == ("warning", "Archiving is not disturbed")


def test_an_spf_record_that_is_missing_is_a_warning_as_for_its_own_check() -> None:
    result = verdict(*live(txt=records("example.org", "TXT", "v=spf1 mx -all")))
    assert result.status == "warning"
    assert [is_spf(text) for text in ("v=spf1 mx -all", "MS=ms1")] == [True, False]


def test_an_optional_record_only_warns() -> None:
    srv = row(
        "Srv", "_sip._tls.example.org", True, priority=100, weight=1, port=443, nameTarget="sip.example.com"
    )
    result = verdict(*live(), missing("_sip._tls.example.org", "SRV"), rows=(*ALL, srv))
    assert (result.status, result.expected) == (
        "warning",
        "_sip._tls.example.org. 3600 IN SRV 100 1 443 sip.example.com.",
    )
    there = records("_sip._tls.example.org", "SRV", "100 1 443 sip.example.com")
    assert verdict(*live(), there, rows=(*ALL, srv)).status == "passed"


def test_a_plain_txt_record_is_compared_as_it_stands() -> None:
    txt = row("Txt", "example.org", text="MS=ms2")
    assert verdict(rows=(txt,)).status == "failed"
    assert verdict(*live(txt=records("example.org", "TXT", SPF, "MS=ms2")), rows=(txt,)).status == "passed"


def test_a_server_of_ones_own_may_take_the_place_in_a_hybrid() -> None:
    own = "mail.example.org"
    cname = (
        *live(cname=records(AUTO, "CNAME", own)),
        missing(own, "CNAME", "nodata"),
    )
    assert verdict(*cname, subject=BOTH).status == "passed"
    assert verdict(*cname).cause == "dns.autodiscover-cname"


def test_a_question_without_answer_proves_nothing() -> None:
    assert verdict(*live(mx=unknown("example.org", "MX"))).status == "error"


@pytest.mark.parametrize("told", [NO_ANSWER, reply(status=500), LACKING])
def test_a_list_that_does_not_come_proves_nothing(told: GraphReply) -> None:
    assert verdict(told=told).status == "error"


def test_a_domain_of_another_tenant_fails() -> None:
    result = verdict(told=reply(status=404, code="Request_ResourceNotFound"))
    assert (
        result.summary == "The tenant that the application signs in to does not hold the domain example.org."
    )
