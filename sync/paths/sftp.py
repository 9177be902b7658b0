"""sftp://user@host:port/folder: a folder on an SFTP server, read without guessing.

Source: RFC 3986 for the parts of the address. User and folder may be percent-encoded; unlike in a web address, ? and #
in the folder are signs like any other.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote

from sync.paths import linux
from sync.paths.findings import Finding, Hopeless, error, errors, note
from sync.paths.targets import SFTP_PORT, Sftp

_ADDRESS = re.compile(r"sftp:(?P<slashes>/*)(?P<place>[^/\\]*)(?P<path>.*)", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(r"(?:(?P<user>.*)@)?(?P<host>\[[^\]]*\]|[^:@\[\]]*)(?::(?P<port>.*))?", re.DOTALL)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_BEGINNING = re.compile(r"(?i)[a-z][a-z0-9+.-]+:/{1,3}")
_FORM = "Write sftp://user@host/folder, with :port behind the host if it is not 22."

Read = tuple[Sftp, tuple[Finding, ...]]


def is_address(text: str) -> bool:
    return text.lower().startswith("sftp:")


def read(text: str) -> Read:
    """The target that an address names, with remarks. Hopeless when it is none; a password in it is never repeated."""
    open_text = without_password(text)
    address = _ADDRESS.fullmatch(open_text)
    if address is None or len(address["slashes"]) != 2:
        raise Hopeless("sftp-form", "An SFTP address has two slashes behind “sftp:”.", _FORM)
    place = _PLACE.fullmatch(address["place"])
    if place is None:
        raise Hopeless("sftp-form", "What stands between sftp:// and the folder is not user@host.", _FORM)
    path, found = _folder(address["path"])
    target = Sftp(_user(place["user"]), _host(place["host"]), _port(place["port"]), path)
    return target, found if open_text == text else (_PASSWORD, *found)


def without_password(text: str) -> str:
    """The text as it may be shown and stored: in any address, what stands between user: and @ is taken out."""
    start = _BEGINNING.search(text)
    if start is None:
        return text
    head, rest = text[: start.end()], text[start.end() :]
    place = re.match(r"[^/\\]*", rest)
    inside = re.sub(r"\A([^:]*):.*@", r"\1@", place.group(), flags=re.DOTALL) if place else ""
    if place and inside != place.group():
        return head + inside + rest[place.end() :]
    return head + re.sub(r"\A([^:@/\\]*):(?!\d+[/\\]).*@", r"\1@", rest, flags=re.DOTALL)


_PASSWORD = error(
    "sftp-password",
    "There is a password in the address. Addresses are stored and shown in clear text.",
    "Enter the address without it, as offered; if that password is in use, change it.",
)


def _user(text: str | None) -> str:
    user = unquote(text or "")
    if not user:
        raise Hopeless("sftp-user", "The address names no user.", _FORM)
    if any(not sign.isprintable() for sign in user):
        raise Hopeless("sftp-user", "The user's name holds a control character.", _FORM)
    return user


def _host(text: str) -> str:
    if text.startswith("["):
        return _address(text[1:-1])
    host = text.lower().removesuffix(".")
    if not host:
        raise Hopeless("sftp-host", "The address names no server.", _FORM)
    if not host.isascii():
        raise Hopeless(
            "sftp-host", "The server's name has letters beyond a to z.", "Write it in its xn-- form."
        )
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise Hopeless("sftp-host", "What stands behind the @ is not the name of a server.", _FORM)
    return _address(host) if re.fullmatch(r"[0-9.]+", host) else host


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise Hopeless("sftp-host", "The numbers behind the @ are not an IP address.", _FORM) from None


def _port(text: str | None) -> int:
    if text is None:
        return SFTP_PORT
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise Hopeless("sftp-port", "The port is not a number from 1 to 65535.", _FORM)
    return int(text)


def _folder(text: str) -> tuple[str, tuple[Finding, ...]]:
    path, found = linux.settled(unquote(text) or "/")
    if path == "/" and not errors(found):
        raise Hopeless("sftp-folder", "The address names no folder.", _FORM)
    if path.startswith("/~"):
        raise Hopeless(
            "home", "~ is not the home folder for every SFTP server; many look for a folder of that name.",
            "Enter the whole path of the folder.",
        )  # fmt: skip
    return path, (*found, *_encoded(text))


def _encoded(text: str) -> tuple[Finding, ...]:
    if "%" not in text or unquote(text) == text:
        return ()
    return (note("sftp-encoded", "Signs written as % and two digits were read as what they stand for."),)
