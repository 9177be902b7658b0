"""PowerShell lines with this customer's values: one cmdlet a line, every value quoted so that it stays a value.

Source: Microsoft, about_Quoting_Rules: in a single-quoted string nothing is expanded, a quote is written twice, and the
typographic quotes U+2018 to U+201B count as quotes too.
"""

from __future__ import annotations

from checks.result import Remedy
from checks.subject import Subject
from scripts import quoting

ONLINE = "In Exchange Online PowerShell"
SERVER = "In the Exchange Management Shell"

Value = str | bool

_ENVIRONMENTS = {"gcc-high": "O365USGovGCCHigh", "dod": "O365USGovDoD", "china": "O365China"}


def quoted(text: str) -> str:
    """The text as a single-quoted string. ValueError for control characters and line ends, which no value needs."""
    return quoting.powershell(text)


def line(cmdlet: str, **parameters: Value) -> str:
    """One command. Texts are quoted, truth values written $true and $false; ValueError as `quoted`."""
    return " ".join((cmdlet, *(f"-{name} {_written(value)}" for name, value in parameters.items())))


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "$true" if value else "$false"
    return quoted(value)


def connect(subject: Subject) -> str:
    """The line that opens a session with Exchange Online in the cloud of this connection."""
    environment = _ENVIRONMENTS.get(subject.cloud.key)
    if environment:
        return line("Connect-ExchangeOnline", ExchangeEnvironmentName=environment)
    return "Connect-ExchangeOnline"


def online(*lines: str) -> tuple[Remedy, ...]:
    """One block a line, to run in a session with Exchange Online."""
    return tuple(Remedy("command", text, label=ONLINE) for text in lines)


def server(*lines: str) -> tuple[Remedy, ...]:
    """One block a line, to run on the customer's own Exchange server."""
    return tuple(Remedy("command", text, label=SERVER) for text in lines)
