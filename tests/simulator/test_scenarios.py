from __future__ import annotations

import re
from collections import Counter

import pytest

from simulator.clouds import CLOUDS
from simulator.scenarios import BY_NAME, SCENARIOS
from simulator.scenarios.model import Scenario
from simulator.zone_lines import lines, parse
from tests.simulator.asking import World

OUTCOMES = {
    "tenant.discovery": "passed failed error blocked skipped",
    "tenant.realm": "passed warning error blocked skipped",
    "dns.domain": "passed failed error",
    "dns.authoritative": "passed warning error blocked",
    "dns.mx": "passed warning failed error blocked",
    "dns.spf": "passed warning failed error blocked",
    "dns.dkim": "passed warning error blocked skipped",
    "dns.dmarc": "passed warning error blocked",
    "dns.autodiscover-cname": "passed failed error blocked",
    "dns.autodiscover-srv": "passed warning failed error blocked",
    "dns.msoid": "passed warning failed error blocked skipped",
    "autodiscover.connection": "passed warning failed error blocked",
    "autodiscover.v2": "passed warning failed error blocked skipped",
    "autodiscover.safety": "passed warning failed error blocked",
    "network.sign-in": "passed failed error skipped",
    "network.graph": "passed failed error blocked skipped",
    "network.exchange": "passed failed error blocked skipped",
    "smtp.server": "passed warning error blocked",
    "dns.expected-records": "passed warning failed error blocked skipped",
    "accounts.distinct": "passed failed skipped",
    "admin.account": "passed failed error blocked",
    "admin.roles": "passed warning failed error blocked",
    "admin.stored-password": "passed blocked",
    "worker.account": "passed failed error blocked skipped",
    "worker.name": "passed warning error blocked skipped",
    "worker.mailbox": "passed warning failed error blocked skipped",
    "worker.password": "passed warning failed error blocked skipped",
    "worker.not-admin": "passed failed error blocked skipped",
    "graph.token": "passed failed error skipped",
    "graph.permissions": "passed warning failed error blocked skipped",
    "app.credential": "passed warning error blocked skipped",
    "role.impersonation": "passed waiting failed error blocked",
    "role.scope": "passed warning waiting failed error blocked skipped",
    "ews.allowed": "passed warning waiting failed error blocked skipped",
    "ews.impersonation": "passed waiting failed error blocked skipped",
    "graph.mailbox": "passed waiting failed error blocked skipped",
    "graph.out-of-scope": "passed waiting failed error blocked skipped",
}
PROMISED = [
    "healthy",
    "healthy-new-mx",
    "no-such-domain",
    "domain-servfail",
    "domain-timeout",
    "no-tenant",
    "tenant-other-cloud",
    "tenant-down",
    "tenant-html",
    "tenant-truncated",
    "realm-federated",
    "realm-unknown",
    "realm-error",
    "ns-differ",
    "ns-lame",
    "ns-silent",
    "mx-gateway",
    "mx-mixed",
    "mx-none",
    "mx-null",
    "mx-no-address",
    "mx-servfail",
    "spf-two",
    "spf-syntax",
    "spf-too-many",
    "spf-no-include",
    "spf-plus-all",
    "spf-neutral",
    "spf-missing",
    "dkim-missing",
    "dkim-new-form",
    "dmarc-none",
    "dmarc-policy-none",
    "dmarc-two",
    "dmarc-malformed",
    "autodiscover-missing",
    "autodiscover-elsewhere",
    "autodiscover-loop",
    "autodiscover-a-record",
    "autodiscover-servfail",
    "srv-to-microsoft",
    "srv-misprint",
    "srv-wrong-port",
    "srv-cname-target",
    "msoid-present",
    "autodiscover-only-fixed",
    "autodiscover-password-http",
    "autodiscover-foreign-host",
    "autodiscover-bad-certificate",
    "root-web-site-catch-all",
    "v2-wrong-host",
    "v2-redirect",
    "v2-malformed",
    "redirect-loop",
    "huge-body",
    "slow",
    "network-tls-inspection",
    "network-tls-wrong-name",
    "network-clock-skew",
    "network-graph-timeout",
    "network-signin-refused",
    "network-exchange-unreachable",
    "smtp-no-starttls",
    "smtp-blocked",
    "smtp-closed",
    "dnssec-bogus",
    "malformed-dns",
    "truncated-udp",
    "exchange-server-healthy",
    "exchange-server-srv-missing",
    "hybrid-healthy",
    "healthy-gcc-high",
    "healthy-dod",
    "msoid-china",
]

SYNC = [
    "directory", "large", "names", "zero-byte", "half-left", "nobody-left", "one-returns", "groups-change",
    "links-expire",
    "nobody", "no-groups", "no-contacts", "no-types", "users-html", "groups-html", "users-without-plans",
    "users-without-places", "groups-without-kinds", "page-dropped", "page-short",
    "page-ends", "page-repeated", "page-loop", "page-elsewhere", "page-empty", "page-cut", "page-truncated",
    "page-mangled", "page-odd-types", "page-html", "page-down", "page-throttled", "page-expired", "members-down",
    "count-wrong", "page-down-twice", "page-cut-once", "page-dropped-once", "page-blank", "token-dies",
    "throttled-night", "group-vanishes", "meanwhile", "slow",
]  # fmt: skip
# Checks that read the directory; the catalogue of outcomes above gets them when they are there.
READING = {"sync.users", "sync.groups"}

each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)


def statuses(check: str) -> set[str]:
    return {scenario.expects.get(check, "passed") for scenario in SCENARIOS}


@pytest.mark.parametrize("check", OUTCOMES)
def test_every_outcome_of_a_check_has_a_scenario(check: str) -> None:
    assert statuses(check) == set(OUTCOMES[check].split())


@each
def test_a_scenario_speaks_of_known_checks_and_never_of_what_passes(scenario: Scenario) -> None:
    assert set(scenario.expects) <= set(OUTCOMES) | READING
    assert "passed" not in scenario.expects.values()


@each
def test_one_fault_gives_at_most_one_red_line(scenario: Scenario) -> None:
    assert Counter(scenario.expects.values())["failed"] <= 1


@each
def test_a_blocked_check_has_something_that_blocks_it(scenario: Scenario) -> None:
    found = Counter(scenario.expects.values())
    by_a_form = scenario.connected and scenario.exchange != "online"
    assert not found["blocked"] or found["failed"] == 1 or found["waiting"] or by_a_form


@each
def test_its_zone_can_be_read_and_written(scenario: Scenario) -> None:
    records = scenario.records("name.practice.test")
    assert parse("\n".join(lines(records))) == records if records else scenario.name == "no-such-domain"
    assert all(r.name == "name.practice.test" or r.name.endswith(".name.practice.test") for r in records)


@each
def test_an_alias_stands_alone_at_its_name(scenario: Scenario) -> None:
    names = Counter(record.name for record in scenario.records("name.practice.test"))
    aliases = [r.name for r in scenario.records("name.practice.test") if r.type == "CNAME"]
    assert [names[name] for name in aliases] == [1] * len(aliases)


@each
def test_it_is_described_in_plain_words(scenario: Scenario) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", scenario.name)
    assert scenario.title
    assert not scenario.title.endswith(".")
    assert scenario.summary.endswith(".")
    assert scenario.group
    assert {scenario.cloud, scenario.home or scenario.cloud} <= set(CLOUDS)


@each
def test_it_answers_through_its_resolver(world: World, scenario: Scenario) -> None:
    domain = f"{scenario.name}.practice.test"
    resolver = world.simulator.resolvers(domain)[0]
    assert (resolver != world.simulator.resolvers()[0]) == bool(scenario.view)
    if scenario.faults.get("* *") not in ("timeout", "malformed"):
        assert world.dns(domain, "SOA", at=resolver).rcode in ("NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED")


def test_names_are_promises() -> None:
    assert set(PROMISED) | {f"sync-{name}" for name in SYNC} <= set(BY_NAME)
    assert len(BY_NAME) == len(SCENARIOS)


def test_scenarios_of_a_group_stand_together() -> None:
    groups = [scenario.group for scenario in SCENARIOS]
    changes = [group for group, before in zip(groups, ["", *groups], strict=False) if group != before]
    assert len(changes) == len(set(changes))


def test_a_connection_to_an_own_server_is_told_its_address() -> None:
    assert BY_NAME["hybrid-healthy"].settings("example.org") == {
        "domain": "example.org",
        "exchange": "hybrid",
        "cloud": "worldwide",
        "ews_url": "https://mail.example.org/EWS/Exchange.asmx",
    }
    assert "ews_url" not in BY_NAME["healthy"].settings("example.org")
