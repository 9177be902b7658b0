"""Rules that hold for every check, and every check on every simulated tenant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from checks import registry
from checks.registry import Check
from checks.result import STATUSES, Remedy, Result
from clients.simulator_control import Handle
from simulator.scenarios import BY_NAME, SCENARIOS
from simulator.scenarios.model import Scenario
from simulator.server import Simulator
from tests.checks.execution import BRIEF, PATIENT, Signing, identity_of, run, run_all, subject_of
from tests.checks.shown_lines import proved
from tests.checks.states import OUTCOMES as STATED

# What judges rows, uploads or files on a disk is no tenant's doing: tests/checks/test_every_state.py.
SCENARIO_CHECKS = tuple(check for check in registry.all_checks() if check.id not in STATED)
TENANT_CHECKS = tuple(
    check for check in SCENARIO_CHECKS if check.token or check.step in ("accounts", "access")
)
PUBLIC_CHECKS = tuple(check for check in SCENARIO_CHECKS if check not in TENANT_CHECKS)
CHECKS = PUBLIC_CHECKS + TENANT_CHECKS
TESTS = Path(__file__).parent
SCENARIOS_AT_ONCE = 4
# Where something takes a connection or a question and never answers, a check waits as long as it may.
MUTE = frozenset(
    ("domain-timeout", "network-exchange-mute", "network-graph-timeout", "smtp-blocked", "smtp-mute")
)
# These are mostly waited for, so they begin first.
SLOW = MUTE | {"accounts-down", "role-down"}
Results = Mapping[str, Mapping[str, Result]]

# The catalogue: what each check can say. Every one of these must be shown by some scenario.
OUTCOMES: Mapping[str, str] = {
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
    "dns.msoid": "passed failed error blocked skipped",
    "autodiscover.connection": "passed warning failed error blocked",
    "autodiscover.v2": "passed warning failed error blocked skipped",
    "autodiscover.safety": "passed warning failed error blocked",
    "network.sign-in": "passed failed error skipped",
    "network.graph": "passed failed error skipped",
    "network.exchange": "passed failed error skipped",
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
    "role.impersonation": "passed failed error blocked waiting",
    "role.scope": "passed warning failed error blocked skipped",
    "ews.allowed": "warning failed error blocked waiting skipped",
    "ews.impersonation": "passed failed error blocked waiting skipped",
    "graph.mailbox": "passed failed error blocked waiting skipped",
    "graph.out-of-scope": "passed failed error blocked skipped",
    "sync.users": "passed failed error blocked skipped",
    "sync.groups": "passed warning error blocked skipped",
}
# What only a day or an uploaded report shows, tested where the judges are tested.
NEVER_RED_HERE = frozenset({"admin.stored-password"})
MENDED_BY_A_RECORD = frozenset(
    (
        "dns.mx",
        "dns.spf",
        "dns.dmarc",
        "dns.autodiscover-cname",
        "dns.autodiscover-srv",
        "dns.msoid",
        "dns.expected-records",
    )
)


def _ids(check: Check) -> str:
    return check.id


def checks_for(scenario: Scenario) -> tuple[Check, ...]:
    """A scenario about a tenant is for the checks of the tenant, the others are for what everybody can see."""
    return TENANT_CHECKS if scenario.connected else PUBLIC_CHECKS


@pytest.fixture(scope="session")
def results(handle: Handle) -> Results:
    """Scenario -> check -> result: everything once, several scenarios at the same time."""

    def all_of(scenario: Scenario) -> tuple[str, Mapping[str, Result]]:
        domain = f"{scenario.name}.practice.test"
        checks, subject = checks_for(scenario), subject_of(scenario, domain)
        network, identity = handle.network(domain), identity_of(scenario, domain)
        seconds = BRIEF if scenario.name in MUTE else PATIENT
        return scenario.name, run_all(checks, subject, network, identity, seconds)

    with ThreadPoolExecutor(SCENARIOS_AT_ONCE) as pool:
        return dict(pool.map(all_of, sorted(SCENARIOS, key=lambda scenario: scenario.name not in SLOW)))


def _red(results: Results) -> Iterator[tuple[str, str, Result]]:
    for scenario, of_scenario in results.items():
        for check_id, result in of_scenario.items():
            if result.status in ("failed", "warning"):
                yield scenario, check_id, result


@pytest.mark.parametrize("check", registry.all_checks(), ids=_ids)
def test_a_check_says_what_it_looks_at_why_and_by_which_rule(check: Check) -> None:
    assert check.what.endswith(".")
    assert check.why.endswith(".")
    assert check.source
    assert check.title
    assert re.fullmatch(r"[a-z0-9]+(\.[a-z0-9-]+)+", check.id)


@pytest.mark.parametrize("check", registry.all_checks(), ids=_ids)
def test_a_check_has_a_test_file_of_its_own(check: Check) -> None:
    folder, _, module = check.judge.__module__.removeprefix("checks.").rpartition(".")
    assert (TESTS / folder / f"test_{module}.py").is_file()


def test_no_two_checks_stand_at_the_same_place() -> None:
    places = [(check.step, check.order) for check in registry.all_checks()]
    assert sorted(set(places)) == sorted(places)


def test_the_catalogue_is_complete() -> None:
    assert {check.id for check in CHECKS} == set(OUTCOMES)
    assert {check.id for check in registry.all_checks()} == set(OUTCOMES) | set(STATED)


@pytest.mark.parametrize("scenario", [scenario.name for scenario in SCENARIOS])
def test_each_check_says_about_a_scenario_what_the_catalogue_expects(scenario: str, results: Results) -> None:
    known = BY_NAME[scenario]
    wanted = {check.id: known.expects.get(check.id, "passed") for check in checks_for(known)}
    said = {check_id: result.status for check_id, result in results[scenario].items()}
    odd = {key: results[scenario][key].summary for key in said if said[key] != wanted[key]}
    assert said == wanted, odd


@pytest.mark.parametrize("check", CHECKS, ids=_ids)
def test_some_scenario_shows_each_outcome_of_a_check(check: Check, results: Results) -> None:
    shown = {of_scenario[check.id].status for of_scenario in results.values() if check.id in of_scenario}
    wanted = set(OUTCOMES[check.id].split())
    assert wanted <= set(STATUSES)
    assert wanted - shown == set()
    assert check.id in NEVER_RED_HERE or shown & {"failed", "warning"}, f"no scenario turns {check.id} red"


@pytest.mark.parametrize("check", [check for check in CHECKS if check.advice], ids=_ids)
def test_advice_never_fails(check: Check, results: Results) -> None:
    assert "failed" not in {of[check.id].status for of in results.values() if check.id in of}


def test_what_is_wrong_comes_with_all_four_parts(results: Results) -> None:
    for scenario, check_id, result in _red(results):
        parts = (result.summary, result.meaning, result.remedy, result.confirm, result.expected, result.found)
        assert all(parts), f"{check_id} on {scenario}: {result}"


def test_could_not_check_is_never_worded_as_failed(results: Results) -> None:
    for scenario, of_scenario in results.items():
        for check_id, result in of_scenario.items():
            if result.status == "error":
                words = f"{result.summary} {result.confirm} {result.remedy}".lower()
                assert "failed" not in words.replace("the proxy failed", ""), (
                    f"{check_id} on {scenario}: {words}"
                )
                assert result.confirm, f"{check_id} on {scenario} does not say what was asked"


def test_a_fault_has_one_owner_that_says_so_itself(results: Results) -> None:
    for scenario, of_scenario in results.items():
        for check_id, result in of_scenario.items():
            if result.status == "blocked" and not (result.cause or "").startswith("form:"):
                owner = of_scenario[result.cause or ""]
                assert owner.status in ("failed", "waiting"), f"{check_id} on {scenario}: {result.cause}"


def test_one_fault_of_a_tenant_gives_one_red_line(results: Results) -> None:
    for scenario in (known.name for known in SCENARIOS if known.connected):
        red = [check_id for check_id, result in results[scenario].items() if result.status == "failed"]
        assert len(red) <= 1, f"{scenario}: {red}"


def test_every_line_that_is_shown_is_powershell(results: Results) -> None:
    for _, _, result in _red(results):
        proved(result)


def test_each_record_remedy_mends_what_it_is_shown_for(
    results: Results, simulator: Simulator, handle: Handle
) -> None:
    """Exactly the text of the page is published: the check turns green. It is taken back: the old verdict
    returns."""
    proved = set()
    for scenario, check_id, result in _red(results):
        if _records(result):
            _prove(scenario, registry.get(check_id), result, simulator, handle)
            proved.add(check_id)
    assert proved == MENDED_BY_A_RECORD


def _records(result: Result) -> list[Remedy]:
    return [block for block in result.remedy if block.kind == "record"]


def _prove(scenario: str, check: Check, shown: Result, simulator: Simulator, handle: Handle) -> None:
    domain = simulator.create(scenario)
    subject, network = subject_of(BY_NAME[scenario], domain), handle.network(domain)
    signing = Signing(identity_of(BY_NAME[scenario], domain))
    before = run(check, subject, network, signing=signing, seconds=PATIENT)
    assert before.status == shown.status
    undo = [simulator.apply(domain, block) for block in _records(before)]
    after = run(check, subject, network, signing=signing, seconds=PATIENT)
    assert after.status == "passed", f"{check.id} on {scenario}: {_records(before)} gives {after}"
    for change in reversed(undo):
        simulator.undo(domain, change)
    again = run(check, subject, network, signing=signing, seconds=PATIENT)
    assert again == before, f"{check.id} on {scenario} after undo"
