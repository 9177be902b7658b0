"""What the last answer of an autodiscover branch amounts to, without credentials.

A healthy end point answers an unauthenticated GET with 401 and a challenge, or with autodiscover XML (also
one that carries an error code). Protocol: Microsoft's "Autodiscover for Exchange" and [MS-OXDSCLI].
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from defusedxml.ElementTree import fromstring

from clients.contract import Cloud, Exchange

Result = Literal["good", "web-site", "closed", "missing", "foreign", "untrusted", "unknown", "wrong"]
CLOSED = ("refused", "timeout", "unreachable", "reset")
UNKNOWN = ("dns", "guard", "proxy")
XML_CAP = 1_000_000


@dataclass(frozen=True)
class Verdict:
    """Result, the host that answered well ("" when none did) and the words for it."""

    result: Result
    detail: str
    endpoint: str = ""


def judge_hops(hops: Sequence[Exchange], domain: str, cloud: Cloud, plain_start: bool = False) -> Verdict:
    """The verdict on one branch. `plain_start`: the branch begins on plain http by design (the redirect
    method).
    """
    last = hops[-1]
    verdict = _answered(last)
    if verdict.result != "good":
        return verdict
    host = host_of(last.url)
    plain = [hop for hop in hops[1 if plain_start else 0 :] if hop.url.startswith("http:")]
    if plain or last.url.startswith("http:"):
        where = host_of((plain or [last])[0].url)
        return Verdict(
            "untrusted", f"{where} is reached over plain http, where anybody on the way could answer."
        )
    if not belongs(host, domain, cloud):
        words = f"{host} belongs neither to {domain} nor to Microsoft's {cloud.label} cloud. {verdict.detail}"
        return Verdict("foreign", words, host)
    return Verdict("good", verdict.detail, host)


def judge_json(exchange: Exchange, domain: str, cloud: Cloud) -> Verdict:
    """The verdict on the unauthenticated JSON form: whose server does it name?"""
    if exchange.fault:
        return _faulted(exchange)
    if exchange.status == 200:
        named = _url_in(exchange.body)
        if not named:
            return Verdict("wrong", "The answer is not the JSON form of autodiscover.")
        return _named(named, domain, cloud)
    if exchange.location:
        verdict = _named(host_of(exchange.location), domain, cloud)
        words = f"It sends on to {host_of(exchange.location)}, which says nothing certain about this domain."
        return verdict if verdict.result == "foreign" else Verdict("unknown", words)
    return _status(exchange)


def belongs(host: str, domain: str, cloud: Cloud) -> bool:
    """Is this host the domain's own or one of Microsoft's for this cloud?"""
    return host == domain or host.endswith("." + domain) or cloud.owns(host)


def host_of(url: str) -> str:
    """The host of a URL in lower case without a trailing dot; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removesuffix(".")
    except ValueError:
        return ""


def is_autodiscover(text: str) -> bool:
    """Is this an autodiscover answer? Hardened: no DTD, no entities, 1 MB at most."""
    if len(text) > XML_CAP:
        return False
    try:
        root = fromstring(text, forbid_dtd=True)
    except Exception:
        # Hostile text: whatever the parser raises, it is not an autodiscover answer.
        return False
    return str(root.tag).rpartition("}")[2] == "Autodiscover"


def _answered(last: Exchange) -> Verdict:
    if last.fault == "too-large" and _is_html(last):
        return Verdict("web-site", "A web site answers here, as for any other address.")
    if last.fault:
        return _faulted(last)
    if last.status == 401:
        if last.headers.get("www-authenticate"):
            return Verdict("good", "It asks for a sign-in (401), as a healthy end point does.")
        return Verdict("wrong", "It answers 401 without saying how to sign in.")
    if last.status == 200 and is_autodiscover(last.body):
        return Verdict("good", "It answers with autodiscover XML.")
    return _status(last)


def _faulted(exchange: Exchange) -> Verdict:
    fault = exchange.fault or ""
    if fault == "no-address":
        return Verdict("missing", exchange.detail)
    if fault in CLOSED:
        return Verdict("closed", exchange.detail)
    if fault in UNKNOWN:
        return Verdict("unknown", exchange.detail)
    return Verdict("untrusted" if fault.startswith("tls-") else "wrong", exchange.detail)


def _status(exchange: Exchange) -> Verdict:
    status = exchange.status or 0
    if exchange.location:
        return Verdict("wrong", "It redirects again and again.")
    if status in (404, 410):
        return Verdict("missing", f"A web server answers, but has nothing at this address ({status}).")
    if status == 429 or status >= 500:
        return Verdict("unknown", f"The server could not answer just now ({status}).")
    if 200 <= status < 300:
        kind = "web page" if _is_html(exchange) else "document"
        return Verdict("web-site", f"A web site answers here with a {kind}, as for any other address.")
    return Verdict("wrong", f"The answer {status} is not what autodiscover gives.")


def _is_html(exchange: Exchange) -> bool:
    start = exchange.body[:1000].lstrip().lower()
    return "html" in exchange.headers.get("content-type", "") or start.startswith(("<!doctype html", "<html"))


def _url_in(body: str) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    url = value.get("Url") if isinstance(value, dict) else None
    return host_of(url) if isinstance(url, str) else ""


def _named(host: str, domain: str, cloud: Cloud) -> Verdict:
    if belongs(host, domain, cloud):
        return Verdict("good", f"It names {host}.", host)
    return Verdict("foreign", f"It names {host}, which belongs neither to {domain} nor to Microsoft.", host)
