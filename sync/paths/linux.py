"""Paths of Linux and of SFTP servers: one root, forward slashes, capitals matter."""

from __future__ import annotations

import re

from sync.paths.components import without_controls, without_dots, without_file
from sync.paths.findings import Finding, Step, error, note, shown, through

LONGEST_PATH = 4096
LONGEST_NAME = 255


def settled(text: str) -> Step:
    """An absolute path with single forward slashes and none at the end."""
    return through(text, (_forward, _rooted, _joined))


def length_in(text: str) -> int:
    """The length that counts: bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def _forward(text: str) -> Step:
    """A backslash before a space or a sign was meant for a shell; any other was meant as a slash."""
    if "\\" not in text:
        return text, ()
    unescaped = re.sub(r"\\([^\w\\/])", r"\1", text)
    if unescaped != text and "\\" not in unescaped:
        done = "Backslashes before spaces and signs belong to a shell. They were taken away."
    else:
        done = "Forward slashes took their place."
    return unescaped.replace("\\", "/"), (
        note("slashes", "It had backslashes; on Linux / divides folders.", done),
    )


def _rooted(text: str) -> Step:
    if text.startswith("/"):
        return text, ()
    return "/" + text, (
        error(
            "relative",
            "It does not begin with /, so where it lies depends on who reads it.",
            "Enter the whole path from / on, as offered if that is the folder that you mean.",
        ),
    )


def _joined(text: str) -> Step:
    found: tuple[Finding, ...] = ()
    names = [name for name in text.split("/") if name]
    if "//" in text.rstrip("/"):
        found += (note("doubled", "There were two slashes side by side.", "One of them was taken away."),)
    if text.endswith("/") and names:
        found += (note("trailing", "There was a slash at the end.", "It was taken away."),)
    for rule in (without_controls, without_dots, without_file):
        names, more = rule(names)
        found += more
    return "/" + "/".join(names), found + _judged(names)


def _judged(names: list[str]) -> tuple[Finding, ...]:
    found: tuple[Finding, ...] = ()
    if not names:
        found += (note("root", "This is the root of the machine, not a folder of its own.", "It was kept."),)
    for name in names:
        if length_in(name) > LONGEST_NAME:
            found += (
                error(
                    "name-length",
                    f"{shown(name)} is too long for a name: {length_in(name)} bytes, {LONGEST_NAME} are possible.",
                    "Choose a folder with a shorter name.",
                ),
            )
        if name != name.strip():
            found += (
                note(
                    "inner-space",
                    f"{shown(name)} begins or ends with a space. Rarely is that meant.",
                    "It was kept.",
                ),
            )
    return found
