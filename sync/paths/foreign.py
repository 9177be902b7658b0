"""What is no path of its own: variables, a home folder, other addresses, a path of the other system."""

from __future__ import annotations

import re
from urllib.parse import quote

from sync.paths.findings import Hopeless, Step, System, shown

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):/")
_SCP = re.compile(r"(?P<user>[^@:/\\\s]+)@(?P<host>[^@:/\\\s]+):(?P<path>.*)", re.DOTALL)
_PERCENT = r"%[A-Za-z_][A-Za-z0-9_()]+%"
_VARIABLE = {
    "windows": re.compile(
        rf"{_PERCENT}|\$env:\w+|\$\{{[^}}]*\}}|\$(?:HOME|PSScriptRoot|PSHOME|PWD)\b", re.IGNORECASE
    ),
    "linux": re.compile(rf"{_PERCENT}|\$\{{[^}}]*\}}|\$[A-Za-z_][A-Za-z0-9_:]*|\$\("),
}
_DRIVE = re.compile(r"(?:[A-Za-z]|\[drive\]):(?:[\\/]|$)", re.IGNORECASE)


def own_words_only(text: str, system: System) -> Step:
    """The text as it is. Hopeless when it is empty, an address of another kind, or depends on who reads it."""
    if not text:
        raise Hopeless("empty", "There is no path.", "Enter the folder into which the two files go.")
    _refuse_addresses(text)
    _refuse_other_system(text, system)
    _refuse_home(text)
    _refuse_variables(text, system)
    return text, ()


def _refuse_addresses(text: str) -> None:
    scheme = _SCHEME.match(text)
    if scheme:
        raise Hopeless(
            "address",
            f"{shown(scheme['scheme'] + ':')} begins an address, not a folder.",
            "Possible are a folder, an SFTP server (sftp://user@host/folder), or the word download.",
        )
    scp = _SCP.fullmatch(text)
    if scp:
        path = quote("/" + scp["path"].lstrip("/"), safe="/", errors="replace")
        raise Hopeless(
            "scp",
            "This is the way in which scp names a folder on another machine.",
            f"If SFTP is meant, write sftp://{scp['user']}@{scp['host']}{path}",
        )


def _refuse_other_system(text: str, system: System) -> None:
    if system == "linux" and (_DRIVE.match(text) or text.startswith("\\\\")):
        raise Hopeless(
            "other-system",
            "This is a path of Windows, but the files are for a Linux machine.",
            "Enter a path that begins with /, or choose Windows as the system that reads it.",
        )
    if system == "windows" and re.match(r"/(?:opt|var|srv|home|usr|mnt|etc|tmp|media|data)(?:/|$)", text):
        raise Hopeless(
            "other-system",
            "This is a path of Linux, but the files are for a Windows machine.",
            "Enter a path with a drive, or choose Linux as the system that reads it.",
        )


def _refuse_home(text: str) -> None:
    if re.match(r"~[^\\/]*(?:[\\/]|$)", text):
        raise Hopeless(
            "home",
            "~ is the home folder of whoever is signed in. At night that is somebody else, or nobody.",
            "Enter the whole path.",
        )


def _refuse_variables(text: str, system: System) -> None:
    match = _VARIABLE[system].search(text)
    if match:
        raise Hopeless(
            "variable",
            f"{shown(match.group())} is a variable. What stands for it depends on the account, and a program that "
            "reads the path as it is finds no such folder.",
            "Enter the path that it stands for, written out.",
        )
