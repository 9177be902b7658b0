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
from simulator.scenarios import SCENARIOS
from simulator.scenarios.model import Scenario
from simulator.server import Simulator
from tests.checks.execution import run, run_all, subject_of

CHECKS = registry.of_step("prerequisites")
TESTS = Path(__file__).parent
SCENARIOS_AT_ONCE = 8
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
}
MENDED_BY_A_RECORD = frozenset(
    ("dns.mx", "dns.spf", "dns.dmarc", "dns.autodiscover-cname", "dns.autodiscover-srv", "dns.msoid")
)

pytestmark = pytest.mark.xdist_group("scenarios")


def _ids(check: Check) -> str:
    return check.id


@pytest.fixture(scope="session")
def results(handle: Handle) -> Results:
    """Scenario -> check -> result: everything once, several scenarios at the same time."""

    def all_of(scenario: Scenario) -> tuple[str, Mapping[str, Result]]:
        domain = f"{scenario.name}.practice.test"
        return scenario.name, run_all(CHECKS, subject_of(scenario, domain), handle.network(domain))

    with ThreadPoolExecutor(SCENARIOS_AT_ONCE) as pool:
        return dict(pool.map(all_of, SCENARIOS))


def _red(results: Results) -> Iterator[tuple[str, str, Result]]:
    for scenario, of_scenario in results.items():
        for check_id, result in of_scenario.items():
            if result.status in ("failed", "warning"):
                yield scenario, check_id, result


@pytest.mark.parametrize("check", CHECKS, ids=_ids)
def test_a_check_says_what_it_looks_at_why_and_by_which_rule(check: Check) -> None:
    assert check.what.endswith(".")
    assert check.why.endswith(".")
    assert check.source
    assert check.title
    assert re.fullmatch(r"[a-z0-9]+(\.[a-z0-9-]+)+", check.id)


@pytest.mark.parametrize("check", CHECKS, ids=_ids)
def test_a_check_has_a_test_file_of_its_own(check: Check) -> None:
    folder, _, module = check.judge.__module__.removeprefix("checks.").rpartition(".")
    assert (TESTS / folder / f"test_{module}.py").is_file()


def test_no_two_checks_stand_at_the_same_place() -> None:
    orders = [check.order for check in CHECKS]
    assert sorted(set(orders)) == sorted(orders)


def test_the_catalogue_is_complete() -> None:
    assert {check.id for check in CHECKS} == set(OUTCOMES)


@pytest.mark.parametrize("scenario", [scenario.name for scenario in SCENARIOS])
def test_each_check_says_about_a_scenario_what_the_catalogue_expects(scenario: str, results: Results) -> None:
    expects = next(s.expects for s in SCENARIOS if s.name == scenario)
    wanted = {check.id: expects.get(check.id, "passed") for check in CHECKS}
    said = {check_id: result.status for check_id, result in results[scenario].items()}
    odd = {key: results[scenario][key].summary for key in said if said[key] != wanted[key]}
    assert said == wanted, odd


@pytest.mark.parametrize("check", CHECKS, ids=_ids)
def test_some_scenario_shows_each_outcome_of_a_check(check: Check, results: Results) -> None:
    shown = {of_scenario[check.id].status for of_scenario in results.values()}
    wanted = set(OUTCOMES[check.id].split())
    assert wanted <= set(STATUSES)
    assert wanted - shown == set()
    assert shown & {"failed", "warning"}, f"no scenario turns {check.id} red"


@pytest.mark.parametrize("check", [check for check in CHECKS if check.advice], ids=_ids)
def test_advice_never_fails(check: Check, results: Results) -> None:
    assert "failed" not in {of_scenario[check.id].status for of_scenario in results.values()}


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
            if result.status == "blocked":
                owner = of_scenario[result.cause or ""]
                assert owner.status == "failed", f"{check_id} on {scenario} is blocked by {result.cause}"


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
    subject = subject_of(next(s for s in SCENARIOS if s.name == scenario), domain)
    network = handle.network(domain)
    before = run(check, subject, network)
    assert before.status == shown.status
    undo = [simulator.apply(domain, block) for block in _records(before)]
    after = run(check, subject, network)
    assert after.status == "passed", f"{check.id} on {scenario}: {_records(before)} gives {after}"
    for change in reversed(undo):
        simulator.undo(domain, change)
    assert run(check, subject, network) == before, f"{check.id} on {scenario} after undo"
