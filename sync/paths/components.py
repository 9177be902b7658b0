"""Rules for the folder names between two separators, for either system."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.quoting import has_control
from sync.paths.findings import Finding, error, note, shown

Names = list[str]
Named = tuple[Names, tuple[Finding, ...]]


def without_controls(names: Sequence[str]) -> Named:
    """Control characters, line ends and halves of characters belong into no name."""
    clean = ["".join(sign for sign in name if not has_control(sign)) for name in names]
    if clean == list(names):
        return clean, ()
    return clean, (
        error(
            "control",
            "There is a tab, a line end or another control character in it.",
            "Without them it reads as offered. Take that only if it is the folder that you mean.",
        ),
    )


def without_dots(names: Sequence[str]) -> Named:
    """. goes without loss; .. is a step back, which a person must confirm (a link on the way changes where it ends)."""
    kept: Names = []
    for name in names:
        if name == ".." and kept:
            kept.pop()
        elif name not in (".", ".."):
            kept.append(name)
    found: tuple[Finding, ...] = ()
    if "." in names:
        found += (note("dot", "“.” in a path means “this very folder”.", "It was left out."),)
    if ".." in names:
        found += (
            error(
                "step-back",
                "“..” steps back to the folder before. A link on the way would lead elsewhere than it seems.",
                "Enter the path without steps back, as offered if that is the folder that you mean.",
            ),
        )
    return kept, found


def without_file(names: Sequence[str]) -> Named:
    """A folder is asked for; the names of the two files are answers of their own."""
    if not names or not names[-1].lower().rstrip(". ").endswith(".csv"):
        return list(names), ()
    return list(names[:-1]), (
        note(
            "file",
            f"It ends in a file, {shown(names[-1])}. Asked is the folder; both files go into it.",
            "The name of the file was taken away.",
        ),
    )
