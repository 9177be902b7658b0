r"""How a path of Windows begins: a drive (D:\) or a network share (\\server\share\)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scripts.quoting import has_control
from sync.paths.findings import Finding, Hopeless, error, note, shown

_DRIVE = re.compile(r"(?P<drive>[A-Za-z]|\[[A-Za-z ]+\]):(?P<gap>\\*)(?P<rest>.*)", re.DOTALL)
_NAME = re.compile(r'(?!\.+$)[^\s\\/:*?"<>|\[\],;=+]([^\\/:*?"<>|\[\],;=+]*[^\s\\/:*?"<>|\[\],;=+])?')


@dataclass(frozen=True)
class Start:
    """`root` ends in a backslash; `rest` are the folders behind it."""

    root: str
    rest: str
    findings: tuple[Finding, ...] = ()


def drive_in(text: str) -> Start:
    """The drive of a path. One that is missing is an error; Hopeless when there is none and no guess is fair."""
    match = _DRIVE.fullmatch(text)
    if match is None:
        return _without_drive(text)
    if len(match["drive"]) > 1:
        return Start("C:\\", match["rest"], (_PLACEHOLDER,))
    root = f"{match['drive']}:\\"
    return Start(root, match["rest"], () if match["gap"] else (_drive_relative(match["drive"]),))


def _without_drive(text: str) -> Start:
    if not re.match(r"\\|Program Files", text, re.IGNORECASE):
        raise Hopeless(
            "relative",
            "It has no drive, so where it lies depends on who reads it.",
            r"Enter the whole path, such as D:\Retain, or a network share, such as \\server\share.",
        )
    return Start("C:\\", text.lstrip("\\"), (_NO_DRIVE,))


_PLACEHOLDER = error(
    "placeholder",
    "[drive] is the article's word for a letter.",
    "Put the letter of the drive on which Retain is installed in its place; C: is offered.",
)
_NO_DRIVE = error(
    "no-drive",
    "The drive is missing.",
    "Put the letter of the drive in front; C: is offered. If another machine is meant, begin with \\\\server\\share.",
)


def _drive_relative(letter: str) -> Finding:
    return error(
        "drive-relative",
        f"Behind {letter}: there is no backslash. Windows then begins at whatever folder was used last on that drive.",
        "Enter it with the backslash, as offered.",
    )


def share_in(text: str) -> Start:
    """Server and share of a UNC path. Hopeless when either is missing or cannot be a name."""
    server, _, behind = text.lstrip("\\").partition("\\")
    share, _, rest = behind.lstrip("\\").partition("\\")
    if not server or not share:
        raise Hopeless(
            "incomplete-share",
            "A network path needs a server and a share.",
            r"Write it as \\server\share\folder.",
        )
    wrong = next((name for name in (server, share) if not _NAME.fullmatch(name) or has_control(name)), None)
    if wrong or " " in server:
        raise Hopeless(
            "bad-share",
            f"Two backslashes in front mean server and share, but {shown(wrong or server)} cannot be the name of one.",
            r"Write it as \\server\share\folder; a folder on a drive begins with its letter, such as C:\.",
        )
    return Start(f"\\\\{server}\\{share}\\", rest, (_SHARE_NOTE,))


_SHARE_NOTE = note(
    "share",
    "This is a folder on another machine.",
    "The account that runs at night needs the right to write there, and a night without that machine ends without "
    "new files.",
)
