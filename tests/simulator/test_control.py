from __future__ import annotations

import time
from typing import Any

import pytest

from simulator.scenarios import SCENARIOS
from simulator.server import Simulator
from tests.simulator.asking import World


def create(world: World, scenario: str = "healthy") -> str:
    return str(world.control("POST", "/domains", {"scenario": scenario}).json()["domain"])


@pytest.mark.parametrize("token", ["", "wrong", "ünsinn"])
def test_nothing_is_told_without_the_token(world: World, token: str) -> None:
    page = world.control("GET", "/scenarios", token=token.encode().decode("latin-1"))
    assert (page.status, set(page.json())) == (401, {"error"})


def test_the_catalogue_is_told_in_order(world: World) -> None:
    told = world.control("GET", "/scenarios").json()
    assert [s["name"] for s in told] == [s.name for s in SCENARIOS]
    assert set(told[0]) == {"name", "title", "summary", "group", "exchange", "cloud"}


def test_a_private_domain_is_created_shown_and_removed(world: World) -> None:
    made = world.control("POST", "/domains", {"scenario": "hybrid-healthy"}).json()
    domain = made["domain"]
    assert made == {
        "domain": domain,
        "scenario": "hybrid-healthy",
        "resolvers": world.handle["resolvers"],
        "settings": {
            "domain": domain,
            "exchange": "hybrid",
            "cloud": "worldwide",
            "ews_url": f"https://mail.{domain}/EWS/Exchange.asmx",
        },
        "credential": made["credential"],
    }
    assert set(made["credential"]) == {"client_secret", "worker_password"}
    shown = world.control("GET", f"/domains/{domain}").json()
    assert {key: shown[key] for key in made} == made
    assert shown["applied"] == []
    assert f"autodiscover.{domain}. 3600 IN CNAME mail.{domain}." in shown["records"]
    assert world.control("DELETE", f"/domains/{domain}").status == 200
    assert world.control("GET", f"/domains/{domain}").status == 404
    assert world.dns(domain, "SOA").rcode == "NXDOMAIN"


def test_a_fault_of_shared_hosts_has_a_resolver_of_its_own(world: World) -> None:
    domain = create(world, "network-signin-refused")
    (own,) = world.control("GET", f"/domains/{domain}").json()["resolvers"]
    assert [own] != world.handle["resolvers"]
    assert world.dns("login.microsoftonline.com", "A", at=tuple(own)).records == ("127.0.0.16",)
    assert world.dns("login.microsoftonline.com", "A").records == ("127.0.0.10",)


def test_a_record_is_published_and_taken_back(world: World) -> None:
    domain = create(world, "autodiscover-elsewhere")
    text = f"autodiscover.{domain}. 3600 IN CNAME autodiscover.outlook.com."
    old = f"autodiscover.{domain}. 3600 IN CNAME old-mail.example.net."
    block = {"kind": "record", "text": text, "action": "add", "replaces": [old]}
    undo = world.control("POST", f"/domains/{domain}/apply", block).json()["undo"]
    shown = world.control("GET", f"/domains/{domain}").json()
    assert shown["applied"] == [{"undo": undo, "text": text, "action": "add"}]
    assert world.dns(f"autodiscover.{domain}", "CNAME").records == ("autodiscover.outlook.com.",)
    assert world.control("POST", f"/domains/{domain}/undo", {"undo": undo}).status == 200
    assert world.dns(f"autodiscover.{domain}", "CNAME").records == ("old-mail.example.net.",)
    assert world.control("POST", f"/domains/{domain}/undo", {"undo": undo}).status == 404


@pytest.mark.parametrize(
    ("path", "body", "status", "why"),
    [
        ("/domains", b"{", 400, "must be JSON"),
        ("/domains", b"\xff", 400, "must be JSON"),
        ("/domains", [], 400, "JSON object"),
        ("/domains", {}, 400, "scenario must be text"),
        ("/domains", {"scenario": "nonsense"}, 400, "no scenario"),
        ("/domains/{d}/apply", {}, 400, "text must be text"),
        ("/domains/{d}/apply", {"kind": "text", "text": "x"}, 400, "Only record, command and setting"),
        ("/domains/{d}/apply", {"text": "h.{d}. A 1.2.3.4", "replaces": "x"}, 400, "list of zone lines"),
        ("/domains/{d}/apply", {"text": "h.{d}. A 1.2.3.4", "replaces": [1]}, 400, "list of zone lines"),
        ("/domains/{d}/apply", {"text": "h.{d}. A 1.2.3.4", "action": None}, 400, "action must be text"),
        ("/domains/{d}/apply", {"text": "h.{d}. A nonsense"}, 400, "not an address"),
        ("/domains/{d}/apply", {"text": "h.example.org. A 192.0.2.1"}, 400, "does not belong"),
        ("/domains/{d}/undo", {"undo": 7}, 400, "undo must be text"),
        ("/domains/{d}/settings", {"latency_ms": "1"}, 400, "whole number"),
        ("/domains/{d}/settings", {"latency_ms": True}, 400, "whole number"),
        ("/domains/{d}/settings", {"latency_ms": -1}, 400, "between 0 and 60000"),
        ("/domains/{d}/nonsense", {}, 404, "has no nonsense"),
        ("/domains/unknown.practice.test/apply", {"text": "x"}, 404, "no domain"),
        ("/domains/a/b/c", {}, 404, "no POST"),
        ("/", {}, 404, "no POST"),
    ],
)
def test_bad_calls_are_refused_with_the_reason(
    world: World, path: str, body: Any, status: int, why: str
) -> None:
    domain = create(world)
    if isinstance(body, dict) and "text" in body:
        body = {**body, "text": body["text"].format(d=domain)}
    before = world.control("GET", f"/domains/{domain}").json()
    page = world.control("POST", path.format(d=domain), body)
    assert page.status == status
    assert why in page.json()["error"]
    assert world.control("GET", f"/domains/{domain}").json() == before


def test_a_shared_domain_cannot_be_removed(world: World) -> None:
    assert world.control("DELETE", "/domains/healthy.practice.test").status == 400


def test_a_delay_can_be_set(world: World, simulator: Simulator) -> None:
    domain = create(world)
    page = world.control("POST", f"/domains/{domain}/settings", {"latency_ms": 3})
    assert page.json() == {"domain": domain, "latency_ms": 3}
    assert simulator.domains.get(domain).latency_ms == 3


def test_a_slow_tenant_is_shown_at_once(world: World) -> None:
    domain = create(world)
    world.control("POST", f"/domains/{domain}/settings", {"latency_ms": 20_000})
    started = time.monotonic()
    assert world.control("GET", f"/domains/{domain}").json()["domain"] == domain
    assert time.monotonic() - started < 20
