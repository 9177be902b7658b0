"""What the path linter says, and how its rules follow each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from clients.text import printable

System = Literal["linux", "windows"]
Severity = Literal["error", "note"]


@dataclass(frozen=True)
class Finding:
    """One remark about what was typed.

    An error must be mended by a person; a note was put right here, or is worth knowing. `code` names the rule and stays
    the same. `what` is the sentence that says what is wrong, `done` what was done about it (in an error: what to do).
    """

    severity: Severity
    code: str
    what: str
    done: str = ""


Step = tuple[str, tuple[Finding, ...]]
Rule = Callable[[str], Step]


class Hopeless(Exception):
    """No rule after this one could say anything sensible, and no corrected form can be offered."""

    def __init__(self, code: str, what: str, done: str) -> None:
        super().__init__(what)
        self.finding = Finding("error", code, what, done)


def note(code: str, what: str, done: str = "") -> Finding:
    return Finding("note", code, what, done)


def error(code: str, what: str, done: str) -> Finding:
    return Finding("error", code, what, done)


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity == "error")


def through(text: str, rules: Iterable[Rule]) -> Step:
    """The text after every rule in turn, with what they found. Hopeless ends it."""
    found: tuple[Finding, ...] = ()
    for rule in rules:
        text, more = rule(text)
        found += more
    return text, found


def once_each(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The first finding of each rule; errors before notes."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.code, finding)
    return tuple(sorted(first.values(), key=lambda finding: finding.severity))


def shown(text: str) -> str:
    """A piece of what was typed, safe and short enough for a sentence, in quotes."""
    clear = printable(text)
    return f"“{clear if len(clear) <= 60 else clear[:59] + '…'}”"
