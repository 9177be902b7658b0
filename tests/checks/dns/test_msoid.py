from __future__ import annotations

from checks.dns.msoid import judge
from checks.result import Remedy, Result
from tests.checks.building import CHINA, NOW, ONLINE, missing, records, seen, unknown

NAME, NONSENSE = "msoid.example.org", "no-such-name-4f1c.example.org"
TARGET = "clientconfig.microsoftonline-p.net"


def test_no_record_passes() -> None:
    evidence = seen(missing(NAME, "CNAME"), missing(NONSENSE, "CNAME"))
    assert judge(ONLINE, evidence, NOW) == Result("passed", f"{NAME} does not exist, as it should be.")


def test_a_record_fails_and_is_to_be_removed() -> None:
    line = f"{NAME}. 3600 IN CNAME {TARGET}."
    evidence = seen(records(NAME, "CNAME", TARGET), missing(NONSENSE, "CNAME"))
    assert judge(ONLINE, evidence, NOW) == Result(
        "failed",
        f"{NAME} exists and leads to {TARGET}.",
        "Programs that still ask for this name sign in at the wrong cloud, so sign-in for Retain can fail.",
        "Run this check again: this line turns green. The old answer may live until 11:00 UTC (TTL 3600).",
        f"nothing at {NAME}.",
        line,
        (Remedy("record", line, "At your DNS host", action="remove"),),
    )


def test_a_wildcard_is_a_warning_since_no_such_record_can_be_removed() -> None:
    evidence = seen(records(NAME, "CNAME", "www.example.org"), records(NONSENSE, "CNAME", "www.example.org"))
    result = judge(ONLINE, evidence, NOW)
    assert result.status == "warning"
    assert result.summary == (
        "Every name under example.org that has no record of its own leads to www.example.org, msoid too."
    )
    assert [block.kind for block in result.remedy] == ["text"]


def test_the_china_cloud_uses_it() -> None:
    evidence = seen(records(NAME, "CNAME", TARGET), missing(NONSENSE, "CNAME"))
    result = judge(CHINA, evidence, NOW)
    assert (result.status, result.skip_reason) == ("skipped", "not-this-cloud")


def test_servfail_proves_nothing() -> None:
    assert judge(ONLINE, seen(unknown(NAME, "CNAME")), NOW).status == "error"
