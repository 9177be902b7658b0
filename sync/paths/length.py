"""Is there room behind the folder for the names of the files?

Source: Microsoft, "Maximum Path Length Limitation" (260 with the NUL at the end); Linux, limits.h (4096 with the NUL).
"""

from __future__ import annotations

from sync.paths import linux, windows
from sync.paths.findings import Finding, System, error, note

LONGEST_FILE = len("exchangegroups.csv")
BESIDE = 40  # what the name of a file may grow by while its next generation lies beside it


def judged(path: str, system: System, file: int = LONGEST_FILE) -> tuple[Finding, ...]:
    """`file`: length of the longer of the two file names."""
    most = windows.LONGEST_PATH if system == "windows" else linux.LONGEST_PATH - 1
    unit = "characters" if system == "windows" else "bytes"
    length = windows.length_in(path) if system == "windows" else linux.length_in(path)
    whole = length + 1 + file
    if whole > most:
        return (
            error(
                "length",
                f"With the name of a file behind it, it has {whole} {unit}; at most {most} are possible.",
                "Choose a folder with a shorter path.",
            ),
        )
    if whole + BESIDE > most:
        return (
            note(
                "length",
                f"With the name of a file behind it, it has {whole} of {most} {unit}. The next pair is written beside "
                "the old one under a longer name, and that may not fit.",
                "It was kept; a shorter path is safer.",
            ),
        )
    return ()
