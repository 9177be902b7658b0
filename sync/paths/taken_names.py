"""Names that Windows does not take: signs it forbids, names of devices, dots and spaces at the end.

Source: Microsoft, "Naming Files, Paths, and Namespaces".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sync.paths.components import Named
from sync.paths.findings import Finding, error, note, shown

FORBIDDEN = '<>:"|?*'
LONGEST_NAME = 255
DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"]
)


def without_ends(names: Sequence[str]) -> Named:
    """Windows drops dots and spaces at the end of each name; other programs do not, and then miss the folder."""
    kept = [name.rstrip(". ") for name in names]
    if kept == list(names):
        return kept, ()
    return [name for name in kept if name], (
        note(
            "name-end",
            "A name ended in a dot or a space. Windows drops those by itself, and other programs then find no such "
            "folder.",
            "They were taken away.",
        ),
    )


def judged(names: Sequence[str]) -> tuple[Finding, ...]:
    """What is wrong with each name, and cannot be put right without knowing what is meant."""
    return tuple(finding for name in names for finding in _of(name))


def _of(name: str) -> Iterator[Finding]:
    forbidden = "".join(dict.fromkeys(sign for sign in name if sign in FORBIDDEN))
    if forbidden:
        yield error(
            "forbidden",
            f"Windows allows no {' '.join(forbidden)} in a name, and {shown(name)} has one.",
            "Enter the folder as Explorer shows it.",
        )
    if _device(name):
        yield error(
            "reserved",
            f"{shown(name)} is reserved: Windows takes {_device(name)} for a device, with any ending too.",
            "Choose a folder with another name.",
        )
    if _units(name) > LONGEST_NAME:
        yield error(
            "name-length",
            f"{shown(name)} is too long for a name: {_units(name)} characters, {LONGEST_NAME} are possible.",
            "Choose a folder with a shorter name.",
        )
    if name.startswith(" "):
        yield note("inner-space", f"{shown(name)} begins with a space. Rarely is that meant.", "It was kept.")


def _device(name: str) -> str:
    """The device that the name stands for, or nothing."""
    stem = name.partition(".")[0].rstrip(" ").upper()
    return stem if stem in DEVICES else ""


def _units(name: str) -> int:
    return len(name.encode("utf-16-le", "surrogatepass")) // 2
