"""A line of a log without what nobody but its owner should read. Mail addresses stay: they tell whose mailbox it is."""

from __future__ import annotations

import re

GONE = "[removed]"
LONGEST_SHOWN = 300

_WORD = r"(?:pass(?:word|wd|phrase)?|pwd|secret|token|assertion|api[-_ ]?key|cookie|j?session(?:id)?|credentials?)"

# Every repetition that could start anywhere in a line has an end, so that no line takes long.
_ELEMENT = re.compile(rf"(?i)(<[\w:.-]{{0,60}}{_WORD}[^<>]{{0,200}}>)[^<]+")
_HEADER = re.compile(r"(?i)\b((?:set-)?cookie\s{0,5}:\s{0,5}).+")
_SCHEME = re.compile(
    r"\b((?i:Basic|Bearer|Negotiate|NTLM|Digest)\s{1,5})(?=\S{0,400}[A-Z0-9=])[A-Za-z0-9+/=._~-]{8,}"
)
_JWT = re.compile(r"\beyJ[\w-]{6,}(?:\.[\w-]*){0,4}")
_ADDRESS = re.compile(r"(\w://[^\s/:@]*):[^\s/@]*@")
_PAIR = re.compile(
    rf"""(?i)({_WORD}\w{{0,30}}["']?\s{{0,5}}(?:=>|:=|[:=])\s{{0,5}})"""
    r"""(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s&"'][^\s&]*)"""
)
_RANDOM = re.compile(r"(?<![\w/\\.-])(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[\w-]{40,}={0,2}(?![\w/\\.-])")

_RULES = (
    (_ELEMENT, rf"\1{GONE}"),
    (_HEADER, rf"\1{GONE}"),
    (_SCHEME, rf"\1{GONE}"),
    (_JWT, GONE),
    (_ADDRESS, rf"\1:{GONE}@"),
    (_PAIR, rf"\1{GONE}"),
    (_RANDOM, GONE),
)


def redacted(line: str) -> str:
    """The whole line with passwords, tokens, cookies and long random words removed, and nothing that does not print."""
    for pattern, instead in _RULES:
        line = pattern.sub(instead, line)
    return "".join(sign if sign.isprintable() else _visible(sign) for sign in line)


def around(line: str, found: re.Pattern[str]) -> str:
    """The line without secrets, at most LONGEST_SHOWN characters of it, with what was found in the middle."""
    clean = redacted(line.replace("\t", " ").strip())
    if len(clean) <= LONGEST_SHOWN:
        return clean
    match = found.search(clean)
    middle = (match.start() + match.end()) // 2 if match else 0
    first = min(max(0, middle - LONGEST_SHOWN // 2), len(clean) - LONGEST_SHOWN)
    last = first + LONGEST_SHOWN
    return ("…" if first else "") + clean[first:last] + ("…" if last < len(clean) else "")


def _visible(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
