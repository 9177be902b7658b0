from __future__ import annotations

from collections.abc import Sequence

import pytest

from checks.dns.spf import judge
from checks.result import Evidence, Remedy, Result
from clients.contract import Answer
from tests.checks.building import CHINA, DOD, NOW, ONLINE, SERVER, missing, records, seen, unknown

CLOUD = "spf.protection.outlook.com"
MICROSOFT = records(CLOUD, "TXT", "v=spf1 ip4:192.0.2.0/24 -all")
NEWS = records("_spf.example.net", "TXT", "v=spf1 ip4:198.51.100.0/24 ~all")
TURNS = "Run this check again: this line turns green. The old answer may live until 11:00 UTC (TTL 3600)."
BROKEN = (
    "Receivers treat a faulty SPF record as none. Mail from this domain, and what Retain sends in its name, "
    "may be "
    "refused."
)
COMPARE = Remedy("text", "Compare the line with your own list of senders before you publish it.")


def line(text: str) -> str:
    return f'example.org. 3600 IN TXT "{text}"'


def zone(*texts: str, more: Sequence[Answer] = ()) -> Evidence:
    txt = records("example.org", "TXT", *texts, "MS=ms12345678")
    return seen(txt, MICROSOFT, NEWS, *more)


def proposed(evidence: Evidence) -> str:
    return next(block.text for block in judge(ONLINE, evidence, NOW).remedy if block.kind == "record")


def test_one_record_with_the_clouds_include_passes() -> None:
    text = f"v=spf1 include:{CLOUD} include:_spf.example.net -all"
    assert judge(ONLINE, zone(text), NOW) == Result(
        "passed", f"One SPF record with {CLOUD}, 2 of 10 look-ups, ends in -all.", found=line(text)
    )


def test_an_include_inside_an_include_counts() -> None:
    inner = records("_spf.example.org", "TXT", f"v=spf1 include:{CLOUD} ~all")
    result = judge(ONLINE, zone("v=spf1 include:_spf.example.org ~all", more=[inner]), NOW)
    assert result.summary == f"One SPF record with {CLOUD}, 2 of 10 look-ups, ends in ~all."


def test_a_redirect_is_followed_to_its_ending() -> None:
    inner = records("_spf.example.org", "TXT", f"v=spf1 include:{CLOUD} -all")
    result = judge(ONLINE, zone("v=spf1 redirect=_spf.example.org", more=[inner]), NOW)
    assert result.summary == f"One SPF record with {CLOUD}, 2 of 10 look-ups, ends in -all."


def test_two_records_fail_and_are_merged() -> None:
    first, second = f"v=spf1 include:{CLOUD} -all", "v=spf1 include:_spf.example.net ~all"
    merged = line(f"v=spf1 include:{CLOUD} include:_spf.example.net ~all")
    assert judge(ONLINE, zone(first, second), NOW) == Result(
        "failed",
        "example.org has 2 SPF records; only one is allowed.",
        BROKEN,
        TURNS,
        merged,
        f"{line(first)}\n{line(second)}",
        (COMPARE, Remedy("record", merged, "At your DNS host", replaces=(line(first), line(second)))),
    )


@pytest.mark.parametrize(
    ("term", "trouble", "mended"),
    [
        ("ipv4:192.0.2.7", "no such mechanism", "ip4:192.0.2.7 "),
        ("ip4:192.0.2.700", "ip4 needs an IPv4 address", ""),
        (
            "include=_spf.example.net",
            "include takes a colon, not an equals sign",
            "include:_spf.example.net ",
        ),
        ("include:", "include needs a domain", ""),
        ("mx:", "mx takes a domain after a colon", ""),
    ],
)
def test_a_misspelt_term_fails_and_is_mended_or_left_out(term: str, trouble: str, mended: str) -> None:
    evidence = zone(f"v=spf1 include:{CLOUD} {term} -all")
    result = judge(ONLINE, evidence, NOW)
    assert result.status == "failed"
    assert result.summary == f"The SPF record has a fault at “{term}”: {trouble}."
    assert proposed(evidence) == line(f"v=spf1 include:{CLOUD} {mended}-all")


def test_a_record_that_is_only_almost_spf_fails() -> None:
    evidence = zone(f"v=spf1;include:{CLOUD} -all")
    result = judge(ONLINE, evidence, NOW)
    assert result.status == "failed"
    assert result.summary.endswith("is no SPF record: it must begin with “v=spf1” and a blank.")
    assert result.remedy[-1].replaces == (line(f"v=spf1;include:{CLOUD} -all"),)


def many(count: int) -> list[Answer]:
    return [records(f"s{n}.example.net", "TXT", f"v=spf1 ip4:203.0.113.{n} -all") for n in range(count)]


def test_eleven_look_ups_fail_and_each_cost_is_named() -> None:
    includes = " ".join(f"include:s{n}.example.net" for n in range(10))
    result = judge(ONLINE, zone(f"v=spf1 {includes} include:{CLOUD} -all", more=many(10)), NOW)
    assert result.status == "failed"
    assert result.summary == "The SPF record cannot be used: it needs 11 look-ups, and 10 are allowed."
    assert result.expected == "one SPF record with at most 10 look-ups"
    assert result.remedy[0].text.startswith(
        "Take out senders that you no longer use until at most 10 look-ups are left. Each costs: "
        "include:s0.example.net 1"
    )


def test_ten_look_ups_pass() -> None:
    includes = " ".join(f"include:s{n}.example.net" for n in range(9))
    result = judge(ONLINE, zone(f"v=spf1 {includes} include:{CLOUD} -all", more=many(9)), NOW)
    assert result.summary == f"One SPF record with {CLOUD}, 10 of 10 look-ups, ends in -all."


def test_what_stands_behind_all_costs_nothing() -> None:
    includes = " ".join(f"include:s{n}.example.net" for n in range(10))
    assert judge(ONLINE, zone(f"v=spf1 include:{CLOUD} -all {includes}"), NOW).status == "passed"


def test_too_many_look_ups_that_lead_to_nothing_fail_and_are_left_out() -> None:
    gone = [missing(f"g{n}.example.org", kind) for n in range(3) for kind in ("A", "AAAA")]
    evidence = zone(
        f"v=spf1 a:g0.example.org a:g1.example.org a:g2.example.org include:{CLOUD} -all", more=gone
    )
    result = judge(ONLINE, evidence, NOW)
    assert result.status == "failed"
    assert result.summary == (
        "The SPF record cannot be used: a:g0.example.org, a:g1.example.org, a:g2.example.org lead to "
        "nothing, and at "
        "most 2 such look-ups are allowed."
    )
    assert proposed(evidence) == line(f"v=spf1 include:{CLOUD} -all")


def test_an_include_without_a_record_fails_and_is_left_out() -> None:
    evidence = zone(
        f"v=spf1 include:{CLOUD} include:old.example.net -all", more=[missing("old.example.net", "TXT")]
    )
    result = judge(ONLINE, evidence, NOW)
    assert result.summary == (
        "The SPF record cannot be used: include:old.example.net leads to old.example.net, which has no SPF "
        "record."
    )
    assert proposed(evidence) == line(f"v=spf1 include:{CLOUD} -all")


def test_an_include_of_two_records_fails() -> None:
    two = records("two.example.net", "TXT", "v=spf1 -all", "v=spf1 ~all")
    result = judge(ONLINE, zone(f"v=spf1 include:{CLOUD} include:two.example.net -all", more=[two]), NOW)
    assert result.summary.endswith("leads to two.example.net, which has 2 SPF records.")


def test_a_circle_of_includes_fails_and_is_left_out() -> None:
    loop = records("loop.example.org", "TXT", "v=spf1 include:loop.example.org -all")
    evidence = zone(f"v=spf1 include:loop.example.org include:{CLOUD} -all", more=[loop])
    assert "leads back to loop.example.org, in a circle" in judge(ONLINE, evidence, NOW).summary
    assert proposed(evidence) == line(f"v=spf1 include:{CLOUD} -all")


def test_a_fault_inside_an_include_fails() -> None:
    bad = records("bad.example.net", "TXT", "v=spf1 ipv4:192.0.2.1 -all")
    result = judge(ONLINE, zone(f"v=spf1 include:bad.example.net include:{CLOUD} -all", more=[bad]), NOW)
    assert (
        result.summary
        == "The SPF record cannot be used: bad.example.net: ipv4:192.0.2.1 (no such mechanism)."
    )


def test_a_missing_include_is_a_warning_and_is_put_first() -> None:
    evidence = zone("v=spf1 ip4:192.0.2.9 include:_spf.example.net -all")
    result = judge(ONLINE, evidence, NOW)
    assert (result.status, result.summary) == ("warning", f"The SPF record does not include {CLOUD}.")
    assert proposed(evidence) == line(f"v=spf1 include:{CLOUD} ip4:192.0.2.9 include:_spf.example.net -all")


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (" +all", "ends in +all, so it allows everybody"),
        (" all", "ends in all, so it allows everybody"),
        (" ?all", "ends in ?all, so it says nothing about other senders"),
        ("", "has no ending (all), so it says nothing about other senders"),
    ],
)
def test_a_weak_ending_is_a_warning(ending: str, words: str) -> None:
    evidence = zone(f"v=spf1 include:{CLOUD}{ending}")
    result = judge(ONLINE, evidence, NOW)
    assert (result.status, result.summary) == ("warning", f"The SPF record {words}.")
    assert proposed(evidence) == line(f"v=spf1 include:{CLOUD} ~all")


def test_a_redirect_that_leads_nowhere_fails() -> None:
    evidence = zone("v=spf1 redirect=gone.example.org", more=[missing("gone.example.org", "TXT")])
    assert judge(ONLINE, evidence, NOW).status == "failed"
    assert proposed(evidence) == line(f"v=spf1 include:{CLOUD} ~all")


def test_no_record_is_a_warning_with_microsofts_line() -> None:
    evidence = seen(missing("example.org", "TXT", "nodata"), MICROSOFT)
    result = judge(ONLINE, evidence, NOW)
    assert (result.status, result.summary) == ("warning", "example.org has no SPF record.")
    assert result.found == "no SPF record at example.org."
    assert proposed(evidence) == line(f"v=spf1 include:{CLOUD} -all")


def test_servfail_proves_nothing() -> None:
    assert judge(ONLINE, seen(unknown("example.org", "TXT")), NOW).status == "error"


def test_an_include_that_cannot_be_looked_up_proves_nothing() -> None:
    evidence = zone(
        f"v=spf1 include:{CLOUD} include:s.example.net -all", more=[unknown("s.example.net", "TXT")]
    )
    result = judge(ONLINE, evidence, NOW)
    assert result.status == "error"
    assert result.summary.startswith("No usable answer for TXT of s.example.net")


def test_an_own_server_needs_no_include() -> None:
    mx = records("example.org", "MX", "10 mail.example.org")
    result = judge(SERVER, zone("v=spf1 mx -all", more=[mx]), NOW)
    assert result.summary == "One SPF record, 1 of 10 look-ups, ends in -all."


def test_an_own_server_without_record_lets_its_mail_servers_send() -> None:
    result = judge(SERVER, seen(missing("example.org", "TXT", "nodata")), NOW)
    assert result.remedy[-1].text == line("v=spf1 mx -all")


def test_a_value_that_nobody_confirms_is_never_called_wrong() -> None:
    other = judge(DOD, zone("v=spf1 include:_spf.example.net -all"), NOW)
    none = judge(CHINA, seen(missing("example.org", "TXT", "nodata")), NOW)
    assert (other.status, none.status) == ("error", "error")


def test_macros_and_ptr_cost_a_look_up_and_are_not_followed() -> None:
    text = f"v=spf1 include:{CLOUD} exists:%{{i}}.example.org ptr -all"
    assert judge(ONLINE, zone(text), NOW).summary.startswith(f"One SPF record with {CLOUD}, 3 of 10 look-ups")
