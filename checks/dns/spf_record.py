"""Reading an SPF record (RFC 7208 sections 4.5, 4.6, 5, 6, 7 and 12)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

_TERM = re.compile(
    r"(?P<qualifier>[+\-~?]?)(?P<name>[a-z0-9][a-z0-9_.\-]*)(?P<sign>[:=]?)(?P<value>.*)", re.I | re.S
)
_MACRO = r"%(?:\{[slodiphcrtv]\d*r?[.\-+,/_=]*\}|[%_\-])"
_DOMAIN = re.compile(rf"(?:[!-$&-~]|{_MACRO})+", re.I)

LOOKING_UP = frozenset(("include", "a", "mx", "ptr", "exists", "redirect"))
MECHANISMS = frozenset(("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"))


@dataclass(frozen=True)
class Term:
    """One word of a record. `value`: a domain or a network, empty where none was given; `trouble`: what is
    wrong."""

    text: str
    name: str
    qualifier: str = "+"
    value: str = ""
    trouble: str = ""

    @property
    def looks_up(self) -> bool:
        """Does it cost one of the ten DNS look-ups?"""
        return self.name in LOOKING_UP and not self.trouble

    @property
    def has_macro(self) -> bool:
        return "%" in self.value


@dataclass(frozen=True)
class SpfRecord:
    """One record. `terms` in order, without the version."""

    text: str
    terms: tuple[Term, ...]

    @property
    def troubles(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.trouble)

    @property
    def all(self) -> Term | None:
        return next((term for term in self.terms if term.name == "all" and not term.trouble), None)

    @property
    def redirect(self) -> Term | None:
        """The redirect that counts: none where an `all` stands, wherever it stands (section 6.1)."""
        return None if self.all else next((term for term in self.terms if term.name == "redirect"), None)

    @property
    def reached(self) -> tuple[Term, ...]:
        """The terms that can be evaluated: mechanisms up to `all`, then the redirect that counts."""
        before: list[Term] = []
        for term in self.terms:
            if term.name in MECHANISMS:
                before.append(term)
            if term.name == "all":
                break
        return (*before, *((self.redirect,) if self.redirect else ()))


def is_spf(text: str) -> bool:
    """Is this TXT record an SPF record? The version stands alone (section 4.5)."""
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def parse(text: str) -> SpfRecord:
    """The record of a text for which `is_spf` holds. Faults are noted at their terms, never raised."""
    terms = [_term(word) for word in text.split(" ")[1:] if word]
    for name in ("redirect", "exp"):
        double = [at for at, term in enumerate(terms) if term.name == name][1:]
        for at in double:
            terms[at] = _wrong(terms[at].text, name, f"{name}= stands twice")
    return SpfRecord(text, tuple(terms))


def _wrong(text: str, name: str, trouble: str) -> Term:
    return Term(text, name, trouble=trouble)


def _term(word: str) -> Term:
    match = _TERM.fullmatch(word)
    if not match or not word.isascii():
        return _wrong(word, "", "not an SPF term")
    name, sign, value = match["name"].lower(), match["sign"], match["value"]
    if sign == "=" and name not in MECHANISMS:
        return _modifier(word, match["qualifier"], name, value)
    if name not in MECHANISMS:
        return _wrong(word, name, "no such mechanism")
    if sign == "=":
        return _wrong(word, name, f"{name} takes a colon, not an equals sign")
    return _mechanism(word, match["qualifier"] or "+", name, sign, value)


def _modifier(word: str, qualifier: str, name: str, value: str) -> Term:
    if qualifier:
        return _wrong(word, name, f"{name}= takes no {qualifier}")
    if name in ("redirect", "exp") and not _DOMAIN.fullmatch(value):
        return _wrong(word, name, f"{name}= needs a domain")
    return Term(word, name, "", value.lower().rstrip("."))


def _mechanism(word: str, qualifier: str, name: str, sign: str, value: str) -> Term:
    trouble = _trouble(name, sign, value)
    if trouble:
        return _wrong(word, name, trouble)
    host = value if name in ("ip4", "ip6") else _split(value)[0]
    return Term(word, name, qualifier, host.lower().rstrip("."))


def _split(value: str) -> tuple[str, str, str]:
    """Host and both prefix lengths of what follows `a` or `mx`; a slash inside a macro stays with the
    host."""
    match = re.fullmatch(r"(.*?)(/\d{1,2})?(//\d{1,3})?", value, re.S)
    return (match[1], match[2] or "", match[3] or "") if match else (value, "", "")


def _trouble(name: str, sign: str, value: str) -> str:
    if name == "all":
        return "all takes no value" if sign or value else ""
    if name in ("ip4", "ip6"):
        return _network_trouble(name, sign, value)
    host, v4, v6 = _split(value)
    if name in ("a", "mx"):
        return _host_trouble(name, sign, host, v4, v6)
    if name == "ptr" and not sign and not value:
        return ""
    return "" if sign and _DOMAIN.fullmatch(value) else f"{name} needs a domain"


def _host_trouble(name: str, sign: str, host: str, v4: str, v6: str) -> str:
    if bool(sign) != bool(host):
        return f"{name} takes a domain after a colon"
    if host and not _DOMAIN.fullmatch(host):
        return f"{name} needs a domain"
    too_long = int(v4[1:] or 0) > 32 or int(v6[2:] or 0) > 128
    return f"{name} has a prefix that is too long" if too_long else ""


def _network_trouble(name: str, sign: str, value: str) -> str:
    try:
        network = ipaddress.ip_network(value, strict=False) if sign else None
    except ValueError:
        network = None
    version = int(name[2])
    return "" if network and network.version == version else f"{name} needs an IPv{version} address"
