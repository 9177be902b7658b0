"""The control API: what the wizard's practice mode and the shell ask of a running simulator."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simulator.changes import Refused
from simulator.domain import Domain
from simulator.practice_changes import offered
from simulator.tenant.own_report import report
from simulator.web.message import Reply, Request, json_reply
from simulator.zone_lines import lines

if TYPE_CHECKING:
    from simulator.server import Simulator


class Control:
    """A site: JSON in, JSON out, behind a bearer token."""

    def __init__(self, simulator: Simulator, token: str) -> None:
        self._simulator, self._token = simulator, token

    def site(self, request: Request) -> Reply:
        """The reply to one call; every refusal is {"error": text} with its status."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return json_reply({"error": "The token is missing or wrong."}, 401, WWW_Authenticate="Bearer")
        try:
            return json_reply(self._call(request, [part for part in request.path.split("/") if part]))
        except Refused as refused:
            return json_reply({"error": str(refused)}, refused.status)

    def _call(self, request: Request, parts: list[str]) -> Any:
        method, rest = request.method, parts[1:]
        if parts == ["scenarios"] and method == "GET":
            return [told(s) for s in self._simulator.scenarios()]
        if parts == ["domains"] and method == "POST":
            return self._created(text(body(request), "scenario"))
        if parts[:1] == ["domains"] and len(rest) == 1 and method in ("GET", "DELETE"):
            return self._shown(rest[0]) if method == "GET" else self._forgotten(rest[0])
        if parts[:1] == ["domains"] and rest[1:] == ["changes"] and method == "GET":
            return [asdict(one) for one in offered(self._simulator.domains.get(rest[0]))]
        if parts[:1] == ["domains"] and len(rest) == 2 and method == "POST":
            return self._changed(rest[0], rest[1], body(request))
        raise Refused(f"There is no {method} {request.path} here.", 404)

    def _created(self, scenario: str) -> Mapping[str, Any]:
        domain = self._simulator.create(scenario)
        return self._told(self._simulator.domains.get(domain))

    def _shown(self, name: str) -> Mapping[str, Any]:
        domain = self._simulator.domains.get(name)
        return {
            **self._told(domain),
            "records": lines(domain.records),
            "applied": [{"undo": c.undo, "text": c.text, "action": c.action} for c in domain.applied],
            "ready": domain.connection.ready(domain.name),
            "long_assigned": long_assigned(domain),
            "account_report": report(domain.tenant),
        }

    def _told(self, domain: Domain) -> Mapping[str, Any]:
        """Name, scenario, resolvers, and the settings of a connection to it."""
        return {
            "domain": domain.name,
            "scenario": domain.scenario.name,
            "resolvers": [list(resolver) for resolver in self._simulator.resolvers(domain.name)],
            "settings": domain.connection.settings(domain.name),
            "credential": domain.connection.credential(domain.name),
        }

    def _forgotten(self, name: str) -> Mapping[str, Any]:
        self._simulator.domains.forget(name)
        return {"domain": name}

    def _changed(self, name: str, what: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        if what == "apply":
            return {"undo": self._simulator.apply(name, given)}
        if what == "undo":
            self._simulator.undo(name, text(given, "undo"))
            return {"domain": name}
        if what == "certificate":
            return {"undo": self._simulator.certificate(name, text(given, "pem"))}
        if what == "settings":
            return {"domain": name, **self._set(name, given)}
        raise Refused(f"A domain has no {what}.", 404)

    def _set(self, name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """How a domain answers: how slowly, and whether from memory."""
        ms, keep = given.get("latency_ms"), given.get("keep_pages")
        if isinstance(keep, bool):
            self._simulator.keep_pages(name, keep)
            return {"keep_pages": keep}
        if not isinstance(ms, int) or isinstance(ms, bool):
            raise Refused("latency_ms must be a whole number, or keep_pages true or false.")
        self._simulator.latency(name, ms)
        return {"latency_ms": ms}


def long_assigned(domain: Domain) -> list[str]:
    """Ids of the role assignments that were there for days; none where the scenario has them made just now."""
    return [] if domain.scenario.fresh else [one.id for one in domain.tenant.exchange.assignments]


def told(scenario: Any) -> dict[str, str]:
    """What the catalogue shows of a scenario."""
    return {key: getattr(scenario, key) for key in ("name", "title", "summary", "group", "exchange", "cloud")}


def body(request: Request) -> Mapping[str, Any]:
    """The JSON object in the body; Refused when it is none."""
    try:
        given = json.loads(request.body)
    except ValueError:
        raise Refused("The body must be JSON.") from None
    if not isinstance(given, dict):
        raise Refused("The body must be a JSON object.")
    return given


def text(given: Mapping[str, Any], key: str) -> str:
    """A text value that must be there."""
    value = given.get(key)
    if not isinstance(value, str):
        raise Refused(f"{key} must be text.")
    return value


def block(given: Mapping[str, Any]) -> tuple[str, str, list[str]]:
    """Text, action and replaced lines of a record block."""
    replaces = given.get("replaces") or []
    if not isinstance(replaces, (list, tuple)) or not all(isinstance(line, str) for line in replaces):
        raise Refused("replaces must be a list of zone lines.")
    return text(given, "text"), text({"action": "add", **given}, "action"), list(replaces)
