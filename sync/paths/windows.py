r"""Paths of Windows: a drive or a network share, backslashes, names that are taken.

Source: Microsoft, "Naming Files, Paths, and Namespaces" and "Maximum Path Length Limitation".
"""

from __future__ import annotations

import re

from sync.paths.components import without_controls, without_dots, without_file
from sync.paths.findings import Hopeless, Step, note, through
from sync.paths.starts import drive_in, share_in
from sync.paths.taken_names import judged, without_ends

LONGEST_PATH = 259  # MAX_PATH is 260 with the NUL that ends it

_DEVICE = re.compile(r"\\{2,}[.?]\\+|\\+\?\?\\+")


def settled(text: str) -> Step:
    """A path with drive or share, single backslashes and none at the end (but for the root of a drive)."""
    return through(text, (_backward, _without_device, _joined))


def length_in(text: str) -> int:
    """The length that counts: units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _backward(text: str) -> Step:
    if "/" not in text:
        return text, ()
    return text.replace("/", "\\"), (
        note(
            "slashes",
            "It had forward slashes; on Windows \\ divides folders.",
            "Backslashes took their place.",
        ),
    )


def _without_device(text: str) -> Step:
    match = _DEVICE.match(text)
    if match is None:
        return text, ()
    rest = text[match.end() :]
    share = re.sub(r"^UNC\\+", r"\\\\", rest, flags=re.IGNORECASE)
    if share == rest and not re.match(r"[A-Za-z]:\\", rest):
        raise Hopeless(
            "device",
            "This names a device of Windows, not a folder.",
            r"Enter a path with a drive, such as D:\Retain, or a network share.",
        )
    return share, (
        note(
            "device",
            f"It began with {match.group()}, which switches the rules for paths off. Other programs stumble over that.",
            "It was taken away.",
        ),
    )


def _joined(text: str) -> Step:
    start = share_in(text) if text.startswith("\\\\") else drive_in(text)
    found = start.findings
    names = [name for name in start.rest.split("\\") if name]
    if re.search(r"\\\\", text.rstrip("\\")[2:]) or re.match(r"\\{3}", text):
        found += (_DOUBLED,)
    if start.rest.endswith("\\") and names:
        found += (_TRAILING,)
    for rule in (without_controls, without_dots, without_file, without_ends):
        names, more = rule(names)
        found += more
    path = start.root + "\\".join(names)
    if not names and not start.root.startswith("\\\\"):
        return path, (*found, note("root", "This is a whole drive, not a folder of its own.", "It was kept."))
    return path.rstrip("\\"), found + judged(names)


_DOUBLED = note(
    "doubled",
    "Its backslashes were doubled, as the set-up article asks for inside the script.",
    "The path itself has single ones.",
)
_TRAILING = note(
    "trailing",
    "There was a backslash at the end. The article asks for none, and on a command line it would swallow the quote "
    "behind it.",
    "It was taken away.",
)
