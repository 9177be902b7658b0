"""The DNS checks against ISC BIND: what the simulator says of DNS must not be only what it believes."""

from __future__ import annotations

import pytest

from checks import registry
from tests.alone.processes import until
from tests.judging import verdict
from tests.nameserver import zones
from tests.nameserver.conftest import Named

pytestmark = pytest.mark.nameserver

DNS = [
    check.id
    for check in registry.all_checks()
    if check.id.startswith("dns.") and check.id != "dns.dkim" and not check.token
]


@pytest.mark.parametrize("check_id", DNS)
def test_a_healthy_zone_passes(named: Named, check_id: str) -> None:
    result = verdict(check_id, "healthy.test", named.network)
    assert (result.status, result.summary) == ("passed", result.summary)


@pytest.mark.parametrize("name", sorted(zones.BROKEN))
def test_a_zone_broken_in_one_way_turns_that_check(named: Named, name: str) -> None:
    check_id, status, _ = zones.BROKEN[name]
    result = verdict(check_id, f"{name}.test", named.network)
    assert (result.status, result.summary) == (status, result.summary)


@pytest.mark.parametrize("name", sorted(zones.BROKEN))
def test_the_fault_turns_no_other_check(named: Named, name: str) -> None:
    others = [check_id for check_id in DNS if check_id != zones.BROKEN[name][0]]
    found = {check_id: verdict(check_id, f"{name}.test", named.network) for check_id in others}
    assert {check_id: result.summary for check_id, result in found.items() if result.status != "passed"} == {}


def test_a_zone_that_does_not_load_could_not_be_checked(named: Named) -> None:
    assert verdict("dns.domain", "unloadable.test", named.network).status == "error"
    assert verdict("dns.mx", "unloadable.test", named.network).status == "error"


def test_a_foreign_name_is_refused_and_could_not_be_checked(named: Named) -> None:
    assert verdict("dns.domain", "example.org", named.network).status == "error"


def test_a_domain_that_does_not_exist_fails_once_and_blocks_the_rest(named: Named) -> None:
    assert verdict("dns.domain", "absent.test", named.network).status == "failed"
    for check_id in (one for one in DNS if one != "dns.domain"):
        result = verdict(check_id, "absent.test", named.network)
        assert (check_id, result.status, result.cause) == (check_id, "blocked", "dns.domain")


def test_the_shown_record_published_on_the_server_turns_the_check_green(named: Named) -> None:
    domain = "auto-elsewhere.test"
    changes = zones.BROKEN["auto-elsewhere"][2]
    before = verdict("dns.autodiscover-cname", domain, named.network)
    line = next(block.text for block in before.remedy if block.kind == "record")
    named.publish(domain, zones.zone({"autodiscover": line}))

    def status() -> str:
        return verdict("dns.autodiscover-cname", domain, named.network).status

    until(lambda: status() == "passed", 10, "green")
    named.publish(domain, zones.zone(changes))
    until(lambda: status() == "failed", 10, "red again")
