"""Zone-file lines in the strict form that a DNS host accepts (RFC 1035 section 5.1), and their records."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import dnslib

TOKEN = re.compile(r'\s+|"((?:[^"\\]|\\.)*)"|([^\s";()]+)|(;.*)|(.)')
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
ESCAPE = re.compile(r"\\(\d{3}|.)")


class BadLine(ValueError):
    """A line that no DNS host would take; the text says why."""


@dataclass(frozen=True)
class Record:
    """One record. `name` and the names in `data` are in lower case without trailing dot.

    Two records are the same when name, type and data are: the TTL does not count.
    """

    name: str
    type: str
    data: tuple[str, ...]
    ttl: int = 3600

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What makes it this record: text split into several strings is still the same text."""
        data = ("".join(self.data),) if self.type == "TXT" else self.data
        return self.name, self.type, data

    @property
    def target(self) -> str:
        """The name that a CNAME, NS, MX or SRV leads to."""
        return self.data[-1]

    def line(self) -> str:
        """As a zone-file line with absolute names."""
        shown = " ".join(map(_quote, self.data) if self.type == "TXT" else self.data)
        dot = "." if self.type in NAMED and not shown.endswith(".") else ""
        return f"{self.name}. {self.ttl} IN {self.type} {shown}{dot}"

    @cached_property
    def rr(self) -> dnslib.RR:
        """As dnslib packs it."""
        rdata = WIRE[self.type](self.data)
        return dnslib.RR(self.name, getattr(dnslib.QTYPE, self.type), ttl=self.ttl, rdata=rdata)


def parse(text: str) -> tuple[Record, ...]:
    """The records of one or more lines. BadLine but for absolute names, a known type and sound data."""
    records = tuple(_line(line) for line in text.splitlines() if line.split(";")[0].strip())
    if not records:
        raise BadLine("There is no record in the text.")
    return records


def _line(line: str) -> Record:
    words = _words(line)
    if len(words) < 3:
        raise BadLine(f"Not a complete record: {line.strip()}")
    name, words = _name(words[0][0], line), words[1:]
    ttl = 3600
    if words[0][0].isdecimal():
        ttl, words = int(words[0][0]), words[1:]
    if words and words[0][0].upper() == "IN":
        words = words[1:]
    kind = words[0][0].upper() if words else ""
    if kind not in READ:
        raise BadLine(f"Record type {kind or '(none)'} is not known here: {line.strip()}")
    if ttl > 2**31 - 1:
        raise BadLine(f"The TTL is too large: {line.strip()}")
    return Record(name, kind, READ[kind]([word for word, _ in words[1:]], line), ttl)


def _words(line: str) -> list[tuple[str, bool]]:
    """Words with whether they stood in quotes; a comment ends the line."""
    words: list[tuple[str, bool]] = []
    for found in TOKEN.finditer(line):
        quoted, plain, comment, stray = found.groups()
        if comment is not None:
            break
        if stray is not None:
            raise BadLine(f"Cannot read {stray!r} in: {line.strip()}")
        if quoted is not None or plain is not None:
            words.append((_unescape(quoted), True) if quoted is not None else (_unescape(plain), False))
    return words


def _unescape(text: str) -> str:
    return ESCAPE.sub(lambda m: chr(int(m[1])) if m[1].isdecimal() and len(m[1]) == 3 else m[1], text)


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _name(text: str, line: str) -> str:
    if not text.endswith(".") or (text == "." and line):
        raise BadLine(f"The name {text!r} must be written in full, with a dot at its end.")
    name = text[:-1].lower()
    if len(name) > 253 or not all(LABEL.fullmatch(label) for label in name.removeprefix("*.").split(".")):
        raise BadLine(f"{text!r} is not a host name.")
    return name


def _target(text: str, line: str) -> str:
    return "." if text == "." else _name(text, line)


def _number(text: str, line: str) -> str:
    if not text.isdecimal() or int(text) > 65535:
        raise BadLine(f"{text!r} is not a number from 0 to 65535 in: {line.strip()}")
    return str(int(text))


def _count(words: list[str], wanted: int, line: str) -> None:
    if len(words) != wanted:
        raise BadLine(f"Expected {wanted} value(s) after the record type, found {len(words)}: {line.strip()}")


def _read_address(version: int) -> Callable[[list[str], str], tuple[str, ...]]:
    def read(words: list[str], line: str) -> tuple[str, ...]:
        _count(words, 1, line)
        try:
            found = ipaddress.ip_address(words[0])
        except ValueError:
            raise BadLine(f"{words[0]!r} is not an address.") from None
        if found.version != version:
            raise BadLine(f"{words[0]!r} is not an IPv{version} address.")
        return (str(found),)

    return read


def _read_name(words: list[str], line: str) -> tuple[str, ...]:
    _count(words, 1, line)
    return (_name(words[0], line),)


def _read_mx(words: list[str], line: str) -> tuple[str, ...]:
    _count(words, 2, line)
    return (_number(words[0], line), _target(words[1], line))


def _read_srv(words: list[str], line: str) -> tuple[str, ...]:
    _count(words, 4, line)
    return (*(_number(word, line) for word in words[:3]), _target(words[3], line))


def _read_txt(words: list[str], line: str) -> tuple[str, ...]:
    if not words:
        raise BadLine(f"The text is missing: {line.strip()}")
    if any(len(word.encode()) > 255 for word in words):
        raise BadLine("A text of more than 255 bytes must be split into several quoted strings.")
    return tuple(words)


NAMED = ("CNAME", "NS", "MX", "SRV")
READ: dict[str, Callable[[list[str], str], tuple[str, ...]]] = {
    "A": _read_address(4), "AAAA": _read_address(6), "CNAME": _read_name, "NS": _read_name,
    "MX": _read_mx, "SRV": _read_srv, "TXT": _read_txt,
}  # fmt: skip
WIRE: dict[str, Callable[[tuple[str, ...]], dnslib.RD]] = {
    "A": lambda d: dnslib.A(d[0]),
    "AAAA": lambda d: dnslib.AAAA(d[0]),
    "CNAME": lambda d: dnslib.CNAME(d[0]),
    "NS": lambda d: dnslib.NS(d[0]),
    "MX": lambda d: dnslib.MX(d[1], int(d[0])),
    "SRV": lambda d: dnslib.SRV(int(d[0]), int(d[1]), int(d[2]), d[3]),
    "TXT": lambda d: dnslib.TXT([text.encode("utf-8") for text in d]),
}


def lines(records: Iterable[Record]) -> list[str]:
    """The records as zone-file lines."""
    return [record.line() for record in records]
