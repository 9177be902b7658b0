"""Where a connection's pair goes: a folder, an SFTP server, or nowhere but the download page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from sync.paths.findings import Finding, System

SFTP_PORT = 22
DOWNLOAD = "download"
Kind = Literal["folder", "sftp", "download"]


@dataclass(frozen=True)
class Local:
    """A folder. `path` is absolute, without a separator at the end (but for the root of a drive)."""

    path: str
    system: System

    def written(self) -> str:
        return self.path


@dataclass(frozen=True)
class Sftp:
    """A folder on an SFTP server. `host`: a name in lower case or an address without brackets; `path`: absolute, with
    forward slashes, not percent-encoded."""

    user: str
    host: str
    port: int
    path: str

    def written(self) -> str:
        """The address as it is stored and shown; `target_of` gives the same target back."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == SFTP_PORT else f":{self.port}"
        return f"sftp://{quote(self.user, safe='')}@{host}{port}{_readable(self.path)}"


@dataclass(frozen=True)
class Download:
    """No target: the pair is fetched from the page by hand."""

    def written(self) -> str:
        return DOWNLOAD


Target = Local | Sftp | Download


class BadTarget(ValueError):
    """The answer is no target. `findings` say why; the text of the exception is the first error in words."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        first = findings[0]
        super().__init__(f"{first.what} {first.done}".strip())


def _readable(path: str) -> str:
    """Signs that would be misread or not be seen are encoded; letters of any script stay."""
    return "".join(sign if _plain(sign) else quote(sign, safe="") for sign in path)


def _plain(sign: str) -> bool:
    if sign.isascii():
        return sign.isalnum() or sign in "/-._~:@!$&'()*+,;="
    return sign.isprintable() and not sign.isspace()
