from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from simulator.changes import Refused
from simulator.scenarios import SCENARIOS
from simulator.state import Domains
from simulator.zone_lines import lines

RIGHT = "autodiscover.{d}. 3600 IN CNAME autodiscover.outlook.com."


@pytest.fixture
def domains() -> Domains:
    return Domains(SCENARIOS, None)


def shown(domains: Domains, name: str) -> list[str]:
    return sorted(lines(domains.get(name).records))


def test_every_scenario_has_a_domain(domains: Domains) -> None:
    assert {d.name for d in domains} == {f"{s.name}.practice.test" for s in SCENARIOS}


def test_only_the_named_scenarios_are_served() -> None:
    assert [d.name for d in Domains(SCENARIOS, None, ["mx-none"])] == ["mx-none.practice.test"]


def test_a_private_copy_has_a_name_and_a_zone_of_its_own(domains: Domains) -> None:
    first, second = domains.create("healthy"), domains.create("healthy")
    assert first.name != second.name
    assert first.name.startswith("healthy-")
    domains.apply(first.name, f"www.{first.name}. 300 IN CNAME {first.name}.", "remove")
    assert any(line.startswith("www.") for line in shown(domains, second.name))


def test_an_unknown_scenario_is_refused(domains: Domains) -> None:
    with pytest.raises(Refused, match="no scenario 'nonsense'"):
        domains.create("nonsense")


def test_only_private_copies_can_be_removed(domains: Domains) -> None:
    made = domains.create("healthy").name
    domains.forget(made)
    with pytest.raises(Refused) as gone:
        domains.get(made)
    assert gone.value.status == 404
    with pytest.raises(Refused, match="private copy"):
        domains.forget("healthy.practice.test")


def test_an_alias_takes_the_place_of_everything_at_its_name(domains: Domains) -> None:
    name = domains.create("autodiscover-a-record").name
    before = shown(domains, name)
    undo = domains.apply(name, RIGHT.format(d=name), "add")
    assert [line for line in shown(domains, name) if line.startswith("autodiscover.")] == [
        RIGHT.format(d=name)
    ]
    domains.undo(name, undo)
    assert shown(domains, name) == before


def test_replaced_lines_go_when_the_new_one_comes(domains: Domains) -> None:
    name = domains.create("spf-two").name
    before = shown(domains, name)
    old = [line for line in before if "v=spf1" in line]
    undo = domains.apply(name, f'{name}. 3600 IN TXT "v=spf1 -all"', "add", old)
    assert [line for line in shown(domains, name) if "v=spf1" in line] == [
        f'{name}. 3600 IN TXT "v=spf1 -all"'
    ]
    domains.undo(name, undo)
    assert shown(domains, name) == before


def test_adding_the_same_record_twice_is_harmless(domains: Domains) -> None:
    name = domains.create("mx-none").name
    line = f"{name}. 3600 IN MX 0 mail.example.net."
    first, second = (domains.apply(name, line, "add") for _ in range(2))
    assert shown(domains, name).count(line) == 1
    domains.undo(name, second)
    assert shown(domains, name).count(line) == 1
    domains.undo(name, first)
    assert shown(domains, name).count(line) == 0


def test_a_record_that_is_replaced_by_itself_stays(domains: Domains) -> None:
    name = domains.create("healthy").name
    line = next(line for line in shown(domains, name) if " MX " in line)
    domains.apply(name, line, "add", [line])
    assert line in shown(domains, name)


def test_removing_takes_exactly_that_record_whatever_its_ttl(domains: Domains) -> None:
    name = domains.create("msoid-present").name
    before = shown(domains, name)
    undo = domains.apply(name, f"msoid.{name}. 60 IN CNAME clientconfig.microsoftonline-p.net.", "remove")
    assert len(shown(domains, name)) == len(before) - 1
    domains.undo(name, undo)
    assert shown(domains, name) == before


def test_changes_can_be_undone_in_any_order(domains: Domains) -> None:
    name = domains.create("healthy").name
    before = shown(domains, name)
    undos = [domains.apply(name, f"h{n}.{name}. 60 IN A 192.0.2.{n}", "add") for n in (1, 2)]
    domains.undo(name, undos[0])
    assert f"h2.{name}. 60 IN A 192.0.2.2" in shown(domains, name)
    domains.undo(name, undos[1])
    assert shown(domains, name) == before


@pytest.mark.parametrize(
    ("text", "action", "replaces", "why"),
    [
        ("nonsense", "add", [], "Not a complete record"),
        ("www.example.org. 60 IN A 192.0.2.1", "add", [], "does not belong to"),
        ("x{d}. 60 IN A 192.0.2.1", "add", [], "does not belong to"),
        ("h.{d}. 60 IN A 192.0.2.1", "add", ["h.example.org. 60 IN A 192.0.2.1"], "does not belong to"),
        ("h.{d}. 60 IN A 192.0.2.1", "add", ["nonsense"], "Not a complete record"),
        ("h.{d}. 60 IN A 192.0.2.1", "replace", [], "add or remove"),
        ("h.{d}. 60 IN A 192.0.2.1", "remove", [], "no such record"),
        ("www.{d}. 60 IN A 192.0.2.1", "add", [], "is an alias"),
        ("h.{d}. 60 IN CNAME a.example.org.\nh.{d}. 60 IN CNAME b.example.org.", "add", [], "is an alias"),
    ],
)
def test_a_bad_change_is_refused_and_changes_nothing(
    domains: Domains, text: str, action: str, replaces: list[str], why: str
) -> None:
    name = domains.create("healthy").name
    before = domains.get(name)
    with pytest.raises(Refused, match=why):
        domains.apply(name, text.format(d=name), action, replaces)
    assert domains.get(name) is before


def test_nothing_can_be_published_in_a_domain_that_does_not_exist(domains: Domains) -> None:
    name = domains.create("no-such-domain").name
    with pytest.raises(Refused, match="does not exist in DNS"):
        domains.apply(name, f"{name}. 60 IN A 192.0.2.1", "add")


def test_an_unknown_change_cannot_be_undone(domains: Domains) -> None:
    with pytest.raises(Refused) as refused:
        domains.undo("healthy.practice.test", "0" * 16)
    assert refused.value.status == 404


@pytest.mark.parametrize("ms", [-1, 60_001])
def test_a_delay_has_limits(domains: Domains, ms: int) -> None:
    with pytest.raises(Refused, match="between 0 and 60000"):
        domains.delay("healthy.practice.test", ms)


def test_state_survives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "below" / "state.json"
    first = Domains(SCENARIOS, file)
    name = first.create("autodiscover-missing").name
    undo = first.apply(name, RIGHT.format(d=name), "add")
    first.delay(name, 7)
    gone = first.create("healthy").name
    first.forget(gone)
    second = Domains(SCENARIOS, file)
    assert (second.get(name), second.get(name).latency_ms) == (first.get(name), 7)
    second.undo(name, undo)
    third = Domains(SCENARIOS, file)
    assert shown(third, name) == sorted(lines(third.get(name).scenario.records(name)))
    assert third.written(name.replace(".", "-")) == third.get(name)
    with pytest.raises(Refused):
        third.get(gone)


def test_changes_of_a_shared_domain_survive_too(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    Domains(SCENARIOS, file).apply(
        "mx-none.practice.test", "mx-none.practice.test. MX 0 mx.example.net.", "add"
    )
    assert len(Domains(SCENARIOS, file).get("mx-none.practice.test").applied) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"domains": 3}', '{"domains": [{"scenario": "healthy"}]}'])
def test_a_broken_state_file_is_put_aside(tmp_path: Path, text: str) -> None:
    file = tmp_path / "state.json"
    file.write_text(text)
    assert Domains(SCENARIOS, file).get("healthy.practice.test").exists
    assert (tmp_path / "state.json.broken").read_text() == text


def test_a_domain_of_a_scenario_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"domains": [{"scenario": "of-another-version"}]}))
    assert len(list(Domains(SCENARIOS, file))) == len(SCENARIOS)
