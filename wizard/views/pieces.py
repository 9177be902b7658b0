"""Evidence for the page, by kind. Whatever does not have the shape of its kind is shown as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wizard.models import EvidenceItem

OUTCOMES = {
    "records": "answered", "nxdomain": "no such name (NXDOMAIN)", "nodata": "the name has no record of this type",
    "servfail": "the server could not answer (SERVFAIL)", "refused": "the server refused to answer (REFUSED)",
    "timeout": "no answer in time", "malformed": "the answer could not be read",
}  # fmt: skip
FAULTS = {
    "no-address": "the name has no address", "dns": "the name could not be looked up",
    "guard": "not asked: the outbound guard refuses this address", "refused": "nothing listens there",
    "unreachable": "no route to it", "timeout": "no answer in time", "reset": "closed in the middle",
    "tls-name": "the certificate is for another name", "tls-issuer": "the certificate's issuer is not trusted here",
    "tls-expired": "the certificate has expired", "tls-other": "TLS failed", "proxy": "the proxy failed or refused",
    "too-large": "the answer is too large", "malformed": "the answer could not be read",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: `template` renders `value`."""

    label: str
    kind: str
    value: Any

    @property
    def template(self) -> str:
        return f"wizard/evidence/{self.kind}.html"


def pieces(items: Iterable[EvidenceItem]) -> list[Piece]:
    return [piece(item.label, item.kind, item.value) for item in items]


def piece(label: str, kind: str, value: Any) -> Piece:
    """Prepared for its template; as JSON when the value is not of the shape that its kind promises."""
    try:
        return Piece(label, kind, _PREPARE[kind](value))
    except (KeyError, TypeError, AttributeError, ValueError):
        return Piece(label, "json", _json(value))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _record(value: dict[str, Any]) -> dict[str, Any]:
    facts = [("Answer", OUTCOMES[value["outcome"]]), ("From", value["server"]), ("Took", f"{value['ms']} ms")]
    facts += [("Time to live", f"{value['ttl']} s")] if value["ttl"] is not None else []
    facts += [("Through", " → ".join(value["chain"]))] if value["chain"] else []
    facts += [("Note", value["note"])] if value["note"] else []
    return {"question": f"{value['name']} {value['type']}", "records": list(value["records"]), "facts": facts}


def _http(value: dict[str, Any]) -> dict[str, Any]:
    answer = str(value["status"]) if value["status"] else FAULTS[value["fault"]]
    certificate = value["certificate"] or {}
    facts = [
        ("Answer", answer),
        ("Detail", value["detail"]),
        ("Address", value["address"]),
        ("TLS", value["tls"]),
    ]
    facts += [("Certificate for", ", ".join(certificate["names"]))] if certificate else []
    facts += (
        [("Issued by", certificate["issuer"]), ("Good until", certificate["not_after"])]
        if certificate
        else []
    )
    facts += [(name, text) for name, text in value["headers"].items()]
    facts += [("Took", f"{value['ms']} ms")]
    return {
        "request": f"{value['method']} {value['url']}",
        "facts": [(name, text) for name, text in facts if text],
        "body": value["body"],
    }


def _table(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "columns": [str(c) for c in value["columns"]],
        "rows": [[str(c) for c in row] for row in value["rows"]],
    }


def _tree(value: dict[str, Any]) -> list[dict[str, Any]]:
    return [_node(node) for node in value["nodes"]]


def _node(node: dict[str, Any]) -> dict[str, Any]:
    tone = node["tone"] if node["tone"] in ("good", "bad", "harmless", "neutral") else "neutral"
    children = [_node(child) for child in node.get("children", [])]
    return {
        "label": node["label"],
        "result": node["result"],
        "tone": tone,
        "ms": node.get("ms"),
        "children": children,
    }


_PREPARE: dict[str, Callable[[Any], Any]] = {
    "text": _text, "json": _json, "record": _record, "http": _http, "table": _table, "tree": _tree,
}  # fmt: skip
